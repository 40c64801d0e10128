"""What a run of publishing did, in Markdown: for the comment under a pull request, and for the summary of a job."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from recycle.cli.annotations import github, in_repository
from recycle.cli.markdown_cells import cell
from recycle.destinations.addresses import is_web_address
from recycle.errors import InputError
from recycle.model import Finding, unreadable
from recycle.steps.loading.load import Archive
from recycle.steps.results import NEEDS_PERSON, Action, Result

FORMATS = ("markdown", "github")
MARK = "<!-- recycle: what would be published -->"
"""By which the comment under a pull request is found again."""
LONGEST = 60_000
"""Bytes. GitHub takes 65,536 characters in a comment, Gitea and Forgejo as many, GitLab more; and a shell 131,072 bytes in a variable."""
_SAID = {Action.PLACED: "would be placed", Action.REVISED: "would be revised"}.get
_QUIET = frozenset((Action.UNCHANGED, Action.OFF, Action.SKIPPED))


def markdown(results: Sequence[Result], errors: Iterable[InputError], *, dry_run: bool) -> str:
    """A heading, a table of what was done or would be, and what could not be read. What needs nothing is only counted."""
    shown = [result for result in results if result.action not in _QUIET]
    counts = Counter(result.action for result in results)
    title = "What would be published" if dry_run else "What was published"
    summary = ", ".join(f"{counts[action]} {_word(action, dry_run=dry_run)}" for action in Action if counts[action])
    rows = [
        f"| {cell(one.piece)} | {cell(one.outlet)} | {_word(one.action, dry_run=dry_run)} | {_place(one)} |" for one in shown
    ]
    wrong = [f"- {cell(str(error))}" for error in errors]
    head = [MARK] if dry_run else []
    head += [f"### {title}", "", f"{summary or 'Nothing to publish'}."]
    table = ["", "| piece | outlet | what | where or why |", "|---|---|---|---|"] if rows else []
    told, untold = _fitting(wrong, LONGEST // 2)
    tail = ["", "What could not be read:", "", *told] if wrong else []
    tail += [f"- and {untold} more"] if untold else []
    fits, left = _fitting(rows, LONGEST - sum(map(_size, (*head, *table, *tail))))
    more = ["", f"{left} more rows are left out here."] if left else []
    return "\n".join((*head, *table, *fits, *more, *tail)) + "\n"


def annotated(results: Iterable[Result], errors: Iterable[InputError], archive: Archive, root: Path) -> str:
    """Workflow commands for what needs a person, beside the line that it is about where there is one."""
    paths = {header.id: header.path for header in archive.headers.values()}
    found = [unreadable(error) for error in errors]
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
        return f"[{cell(result.url)}](<{result.url}>)" if not re.search(r"[<>\s|]", result.url) else cell(result.url)
    return cell(result.reason or result.url or result.remote)


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def _fitting(rows: Sequence[str], room: int) -> tuple[Sequence[str], int]:
    for number, row in enumerate(rows):
        room -= _size(row) + 1
        if room < 0:
            return rows[:number], len(rows) - number
    return rows, 0
