"""``recycle publish``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from msgspec.structs import replace

from recycle.cli.narrowing import Narrow, changed_option, since_option
from recycle.cli.options import json_option, outlets_option, pieces_argument
from recycle.cli.person import Given, Terminal
from recycle.cli.pushing import Sharing, branch_option, brought_back, claim_option, push_option
from recycle.cli.session import Session
from recycle.cli.summary import FORMATS, annotated, markdown
from recycle.cli.tables import Words
from recycle.destinations.addresses import is_web_address
from recycle.errors import InputError
from recycle.steps.exclusive import exclusive
from recycle.steps.loading.load import Archive, Loading, survey
from recycle.steps.publishing.publish import publish
from recycle.steps.results import NEEDS_PERSON, Action, Order, Result
from recycle.steps.waiting.linked_first import linked_first
from recycle.steps.workspace import Workspace, find_root
from recycle.world import disk

QUIET_ACTIONS = frozenset((Action.UNCHANGED, Action.OFF, Action.SKIPPED))

EPILOG = """\b
Examples:
  recycle publish                          whatever is due
  recycle publish my-reply --outlet blog   one piece at one outlet
  recycle publish --dry-run                what would be sent
  recycle publish --changed --dry-run      only what this branch changes
  recycle publish --push                   and bring the ledger to git's remote
  recycle publish --claim                  and send nothing that another machine sends
  recycle publish my-reply -o forum --url https://forum.example.org/t/12
  recycle publish my-reply -o newsletter --again --because "new readers"
"""


@click.command("publish", epilog=EPILOG)
@pieces_argument
@outlets_option
@click.option("--dry-run", "-n", is_flag=True, help="Show what would be sent; send nothing and remember nothing.")
@click.option("--again", is_flag=True, help="Use a piece anew where it already stands; needs --because.")
@click.option("--because", metavar="WHY", default="", help="The reason for --again, for the ledger.")
@click.option("--overwrite", is_flag=True, help="Write over what somebody has changed at the service.")
@click.option("--url", metavar="URL", help="Where you have posted it yourself, for one piece at one outlet by hand.")
@since_option
@changed_option
@push_option
@claim_option
@branch_option
@json_option
@click.option(
    "--format",
    "notation",
    type=click.Choice(("text", "json", *FORMATS)),
    help="How to say what came of it: for people, for programs, as Markdown, or as the summary of a job and annotations (github).",
)
@click.pass_obj
def command(  # noqa: PLR0913  one parameter for each of the command's options
    session: Session,
    pieces: tuple[str, ...],
    outlets: tuple[str, ...],
    *,
    dry_run: bool,
    again: bool,
    because: str,
    overwrite: bool,
    url: str | None,
    since: str | None,
    changed: bool,
    pushes: bool,
    claims: bool,
    branch: str,
    notation: str | None,
    as_json: bool,
) -> int:
    """Bring pieces, or all that is due, to their outlets, and remember each use.

    What stands is left alone, what changed is revised, what failed is tried again, what is unknown is asked after and named.
    """
    order = replace(_order(named=bool(pieces), dry_run=dry_run, again=again, because=because), overwrite=overwrite)
    notation = _notation(notation, as_json=as_json)
    workspace = _workspace(session, pieces, outlets, url, rewrites=not dry_run)
    wanted = session.outlets(workspace, outlets)
    if order.again and not outlets and len(wanted) > 1:
        raise InputError("--again needs --outlet: say where it is to be used anew; a newsletter would be mailed again, too.")
    if not order.dry_run:
        _refuse_where_wrong(session)
    elif pushes or claims:
        raise InputError(f"--dry-run records nothing, so there is nothing to {'--claim' if claims else '--push'}.")
    narrow = Narrow(pieces, since, changed)
    with brought_back(session, workspace, wanted, Sharing(pushes or claims, branch, claims)) as back:
        archive = survey(workspace)
        only_issues = narrow.is_all and all(outlet.issues for outlet in wanted)
        loaded = narrow.load(workspace, archive, only_issues=only_issues)
        in_order = linked_first(workspace, archive, loaded, twice=not (order.dry_run or order.again))
        coming = publish(workspace, archive, in_order, wanted, order, back.claims)
        ran = _run(session, workspace, coming, len(loaded) * len(wanted), dry_run=order.dry_run)
        # Of each result what is to be printed is kept, and not its words: memory must not grow with the archive.
        results = [(replace(result, variant=None), _as_json(result) if notation == "json" else {}) for result in ran]
    results = _without_overtaken(results)
    if notation == "json":
        facts = [fact for _, fact in results]
        session.out.json("publish", dry_run=order.dry_run, results=facts, errors=list(map(str, loaded.errors)))
    elif notation in FORMATS:
        _summarise(session, archive, loaded, [result for result, _ in results], order, notation)
    else:
        _print(session, [result for result, _ in results], order)
        for error in loaded.errors:
            session.out.warn(f"recycle: {error}")
    return 2 if loaded.errors else 1 if back.has_failed or any(result.action in NEEDS_PERSON for result, _ in results) else 0


def _without_overtaken(results: list[tuple[Result, dict[str, object]]]) -> list[tuple[Result, dict[str, object]]]:
    """Without what only waited for something that came later in the same run."""
    last = {(result.piece, result.outlet): result for result, _ in results}
    return [
        (result, facts)
        for result, facts in results
        if result.action is not Action.WAITING or last[result.piece, result.outlet] is result
    ]


def _notation(notation: str | None, *, as_json: bool) -> str:
    if as_json and notation not in (None, "json"):
        raise InputError("--json is --format json; leave one of the two out.")
    return "json" if as_json else notation or "text"


def _summarise(
    session: Session, archive: Archive, loaded: Loading, results: Sequence[Result], order: Order, notation: str
) -> None:
    said = markdown(results, loaded.errors, dry_run=order.dry_run)
    if notation == "markdown":
        session.out.raw(said)
        return
    session.out.raw(annotated(results, loaded.errors, archive, find_root(session.folder)))
    if file := session.environ.get("GITHUB_STEP_SUMMARY"):
        disk.append_line(Path(file), said.encode())
        _print(session, results, order)
    else:
        session.out.raw(said)


def _order(*, named: bool, dry_run: bool, again: bool, because: str) -> Order:
    if again != bool(because.strip()):
        raise InputError('--again and --because "WHY" go together: a second use is remembered with its reason.')
    if again and not named:
        raise InputError("--again needs the names of the pieces that are to be used anew.")
    return Order(dry_run=dry_run, again=because.strip(), named=named)


def _workspace(
    session: Session, pieces: Sequence[str], outlets: Sequence[str], url: str | None, *, rewrites: bool
) -> Workspace:
    if url is None:
        terminal = Terminal(session)
        return session.workspace(terminal if terminal.is_there() else None, rewrites=rewrites)
    if not is_web_address(url):
        raise InputError(f'--url "{url}" is not the address of a page; give the whole of it with https://.')
    if len(pieces) != 1 or len(outlets) != 1:
        raise InputError("--url is for one piece at one outlet: recycle publish PIECE --outlet NAME --url URL.")
    workspace = session.workspace(Given(url), rewrites=rewrites)
    if workspace.config.outlet(outlets[0]).destination_type != "by_hand":
        raise InputError(f"--url is for outlets that are published by hand, and {outlets[0]} is not.")
    return workspace


def _refuse_where_wrong(session: Session) -> None:
    """Nothing that is not merged becomes public: pre-commit sets PRE_COMMIT=1, a CI names the event of a run."""
    if session.environ.get("PRE_COMMIT") == "1":
        raise InputError("a pre-commit hook must not publish: the commit does not exist yet. Publish after the push, or in CI.")
    if session.is_proposed:
        raise InputError("this run is for a pull request: what is not merged is not published. `recycle render` shows it.")


def _run(session: Session, workspace: Workspace, coming: Iterator[Result], total: int, *, dry_run: bool) -> Iterator[Result]:
    if dry_run:
        yield from session.progress(coming, total, "looking")
        return
    with exclusive(workspace, "publishing"):
        yield from session.progress(coming, total, "publishing")


def _print(session: Session, results: Sequence[Result], order: Order) -> None:
    shown = [result for result in results if session.verbose or result.action not in QUIET_ACTIONS]
    if shown:
        rows = [(result.piece, result.outlet, _said(result, order), _place(result)) for result in shown]
        session.out.table(("piece", "outlet", "what", "where or why"), rows)
    for finding in dict.fromkeys(finding for result in shown for finding in result.findings):
        session.out.finding(finding)
    for result in shown:
        if text := result.preview or result.difference:
            session.out.line(f"\n{result.piece} at {result.outlet}:\n{text}")
        if result.reason and _place(result) != result.reason:
            session.out.note(f"{result.piece} at {result.outlet}: {result.reason}")
    counts = Counter(result.action for result in results)
    summary = ", ".join(f"{counts[action]} {action}" for action in Action if counts[action]) or "nothing to publish"
    session.out.note(
        f"dry run: {summary.replace('placed', 'to place').replace('revised', 'to revise')}" if order.dry_run else summary
    )


def _said(result: Result, order: Order) -> str:
    if order.dry_run and result.action in (Action.PLACED, Action.REVISED):
        return f"would be {result.action}"
    return str(result.action)


def _place(result: Result) -> str:
    """Where it is, or why it is not there."""
    return result.url or result.remote or Words(result.reason)


def _as_json(result: Result) -> dict[str, object]:
    variant = result.variant
    return {
        "piece": result.piece,
        "outlet": result.outlet,
        "action": result.action,
        "url": result.url,
        "remote": result.remote,
        "reason": result.reason,
        "preview": result.preview,
        "difference": result.difference,
        "findings": result.findings,
        "title": variant.meta.title if variant else "",
        "digest": variant.digest if variant else "",
        "losses": variant.losses if variant else (),
    }
