"""What a run of publishing did, in Markdown: for the comment under a pull request, and for the summary of a job."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from recycle.cli.annotations import github, in_repository
from recycle.destinations.addresses import is_web_address
from recycle.errors import InputError
from recycle.model import Finding
from recycle.steps.load import Archive
from recycle.steps.results import NEEDS_PERSON, Action, Result

FORMATS = ("markdown", "github")
MARK = "<!-- recycle: what would be published -->"
"""By which the comment under a pull request is found again."""
LONGEST = 60_000
"""Characters. GitHub takes 65,536 in a comment, Gitea and Forgejo as many, and GitLab more."""
_SAID = {Action.PLACED: "would be placed", Action.REVISED: "would be revised"}.get
_QUIET = frozenset((Action.UNCHANGED, Action.OFF, Action.SKIPPED))
_SIGNS = re.compile(r"[\\`*_{}\[\]<>()#+!|~&]")


def markdown(results: Sequence[Result], errors: Iterable[InputError], *, dry_run: bool) -> str:
    """A heading, a table of what was done or would be, and what could not be read. What needs nothing is only counted."""
    shown = [result for result in results if result.action not in _QUIET]
    counts = Counter(result.action for result in results)
    title = "What would be published" if dry_run else "What was published"
    summary = ", ".join(f"{counts[action]} {_word(action, dry_run=dry_run)}" for action in Action if counts[action])
    rows = [
        f"| {_cell(one.piece)} | {_cell(one.outlet)} | {_word(one.action, dry_run=dry_run)} | {_place(one)} |" for one in shown
    ]
    wrong = [f"- {_cell(str(error))}" for error in errors]
    head = [MARK] if dry_run else []
    head += [f"### {title}", "", f"{summary or 'Nothing to publish'}."]
    table = ["", "| piece | outlet | what | where or why |", "|---|---|---|---|"] if rows else []
    tail = ["", "What could not be read:", "", *wrong] if wrong else []
    fits, left = _fitting(rows, LONGEST - sum(map(len, (*head, *table, *tail))))
    more = ["", f"{left} more rows are left out here."] if left else []
    return "\n".join((*head, *table, *fits, *more, *tail)) + "\n"


def annotated(results: Iterable[Result], errors: Iterable[InputError], archive: Archive, root: Path) -> str:
    """Workflow commands for what needs a person, beside the line that it is about where there is one."""
    paths = {header.id: header.path for header in archive.headers.values()}
    found = [Finding("unreadable", error.message, error.path, error.line) for error in errors]
    for result in results:
        if result.action in NEEDS_PERSON:
            told = [finding for finding in result.findings if finding.severity == "error"]
            message = result.reason or f"{result.piece}: {result.action}"
            found += told or [Finding(str(result.action), message, paths.get(result.piece, ""), outlet=result.outlet)]
    return github(in_repository(dict.fromkeys(found), root))


def _word(action: Action, *, dry_run: bool) -> str:
    return (_SAID(action) if dry_run else None) or str(action)


def _place(result: Result) -> str:
    if is_web_address(result.url):
        return f"[{_cell(result.url)}](<{result.url}>)" if not re.search(r"[<>\s|]", result.url) else _cell(result.url)
    return _cell(result.reason or result.url or result.remote)


def _cell(text: str) -> str:
    """Text as it is, in one line of a table: no Markdown, no HTML, and nobody is called by their name."""
    return _SIGNS.sub(r"\\\g<0>", " ".join(text.split())).replace("@", "@\u2060")


def _fitting(rows: Sequence[str], room: int) -> tuple[Sequence[str], int]:
    for number, row in enumerate(rows):
        room -= len(row) + 1
        if room < 0:
            return rows[:number], len(rows) - number
    return rows, 0
