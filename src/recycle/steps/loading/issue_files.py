"""The files of issues: ``issues/<outlet>/<number>.md``, and the ids that are made of these two."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from recycle.errors import InputError
from recycle.ledger.files import all_pieces, read
from recycle.model import Kind
from recycle.readers.header import Split
from recycle.spelling import did_you_mean
from recycle.steps.workspace import Workspace
from recycle.world import disk

ISSUES = "issues"
SUFFIX = ".md"
_OURS = ("subject", "preview")
"""What an issue says at the top of its front matter and a piece for one outlet only."""
_CONFLICT = "<<<<<<< "


class IssueFile(NamedTuple):
    """The file of one issue; ``path`` is relative to the workspace."""

    path: str
    outlet: str
    number: int

    @property
    def id(self) -> str:
        """Its name in the ledger."""
        return issue_id(self.outlet, self.number)


def issue_id(outlet: str, number: int) -> str:
    """The name of an issue in the ledger."""
    return f"{outlet}-issue-{number}"


def path_of(outlet: str, number: int) -> str:
    """Where an issue lies in the workspace."""
    return f"{ISSUES}/{outlet}/{number}{SUFFIX}"


def issue_files(workspace: Workspace, errors: list[InputError]) -> list[IssueFile]:
    """The files of all issues, by outlet and number. What lies beside them and is none is added to the ``errors``.

    Where no outlet collects issues there are none, whatever the folder ``issues/`` may be used for.
    """
    collecting = {name for name, outlet in workspace.config.outlets.items() if outlet.issues}
    if not collecting:
        return []
    known = frozenset(all_pieces(workspace.root))
    found: list[IssueFile] = []
    for folder in _visible(workspace.root / ISSUES):
        for path in _visible(folder):
            if path.suffix == SUFFIX:
                name = path.relative_to(workspace.root).as_posix()
                file = IssueFile(name, folder.name, _number(path.stem))
                wrong = _wrong(file, collecting, known)
                found += () if wrong else (file,)
                errors += (InputError(wrong, path=name),) if wrong else ()
    return sorted(found, key=lambda file: (file.outlet, file.number))


def next_number(workspace: Workspace, outlet: str) -> int:
    """The number after the highest that a file has, or an issue that was ever to be sent."""
    files = (_number(path.stem) for path in _visible(workspace.root / ISSUES / outlet) if path.suffix == SUFFIX)
    start = issue_id(outlet, 0).removesuffix("0")
    known = (name for name in all_pieces(workspace.root) if name.startswith(start))
    sent = (_number(name.removeprefix(start)) for name in known if _was_begun(workspace, name))
    return max((*files, *sent), default=0) + 1


def _was_begun(workspace: Workspace, name: str) -> bool:
    """Whether the ledger tells more of it than that it was looked at."""
    return any(event.kind is not Kind.SEEN for event in read(workspace.root, name).events)


def must_be_merged(text: str, file: IssueFile) -> None:
    """Raises InputError when git has left its marks: then two branches have drafted an issue of this number."""
    for line, row in enumerate(text.split("\n"), 1):
        if row.startswith(_CONFLICT):
            message = (
                f"two git branches have drafted issue {file.number} of {file.outlet}: leave one of the two here, put the other"
                f" into a file with a number that is free, and take the rows of <<<<<<<, ======= and >>>>>>> out."
            )
            raise InputError(message, path=file.path, line=line)


def as_worded(header: Split, file: IssueFile) -> Split:
    """The header of an issue as that of a piece: its subject and preview are its wording for the one outlet that it goes to.

    Raises InputError for what an issue cannot say.
    """
    for key in header.header_data:
        if key.lower() in ("id", "outlets", "markup"):
            message = f"an issue has no {key}: it is called {file.id}, goes to {file.outlet}, and is written in Markdown. Take it out."
            raise InputError(message, path=file.path, line=header.lines.get(key, 1))
    said = {key: value for key, value in header.header_data.items() if key.lower() in _OURS}
    if not said:
        return header
    place = f"outlets.{file.outlet}."
    rest = {key: value for key, value in header.header_data.items() if key not in said}
    lines = {f"{place}{key}": header.lines.get(key, 0) for key in said}
    texts = {f"{place}{key}": header.texts[key] for key in said if key in header.texts}
    return header._replace(
        header_data=MappingProxyType({**rest, "outlets": {file.outlet: said}}),
        lines=MappingProxyType({**header.lines, **lines}),
        texts=MappingProxyType({**header.texts, **texts}),
    )


def _visible(folder: Path) -> Iterator[Path]:
    """What lies in the folder, except what begins with a dot or an underscore; nothing when it is none."""
    found = disk.children(folder) if disk.is_folder(folder) else ()
    return (path for path in found if not path.name.startswith((".", "_")))


def _wrong(file: IssueFile, collecting: set[str], known: frozenset[str]) -> str:
    if file.outlet not in collecting:
        # The archive of an outlet that was taken out of config.yaml, or that goes on without issues, is no mistake.
        hint = did_you_mean(file.outlet, collecting)
        return "" if file.number and file.id in known else f'"{file.outlet}" is no outlet with `issues: true`.{hint}'
    return "" if file.number else f"the file of an issue is called by its number, such as {path_of(file.outlet, 4)}."


def _number(stem: str) -> int:
    """The number that a file or an id ends in; 0 when it is none, or not written as one is."""
    is_number = stem.isascii() and stem.isdecimal() and not stem.startswith("0") and len(stem) < 7
    return int(stem) if is_number else 0
