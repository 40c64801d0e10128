"""The hook of plain git: put beside whatever is there already, and taken away again so that nothing is left of it.

Two files. The hook itself, where git looks for it, knows nothing of this machine: that folder may be shared by many repositories, or be
committed. It starts the other one, in the repository's own git folder, which says which recycle looks at which workspace.
"""

from __future__ import annotations

import hashlib
import shlex
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from recycle.errors import InputError, NeedsPersonError
from recycle.steps.staged import WATCHED
from recycle.world import disk, git, scratch

HOOK = "pre-commit"
BEFORE = ".before-recycle"
_BY_OTHERS = (HOOK, f"{HOOK}.legacy")
"""Where the hook is: under its own name, or under the one that the pre-commit framework gives to a hook that it finds."""
_OWN = "recycle/hook"
_MARK = "# recycle hook "
_LOOK = "look "

_SCRIPT = f"""\
# Put here by `recycle hook install`; `recycle hook uninstall` takes it away. It does nothing in repositories
# in which nobody has said that, so it may be shared, and committed.
before=${{0%/*}}/{HOOK}{BEFORE}
if [ -x "$before" ]; then
  "$before" "$@" || exit $?
fi
common=$(git rev-parse --git-common-dir) || exit 0
if [ -f "$common/{_OWN}" ]; then
  exec /bin/sh "$common/{_OWN}" "$@"
fi
exit 0
"""

_RUNNER = """\
#!/bin/sh
# Which recycle looks at the commits of this repository: written by `recycle hook install`.
python={python}
if [ ! -x "$python" ]; then
  echo "recycle: the recycle that looked at the commits of this repository is gone: there is no $python." >&2
  echo "recycle: run \\`recycle hook install\\` with the one that you have now, or \\`rm {own}\\` to do without." >&2
  exit 1
fi
look() {{
  # To start Python takes longer than this, and most commits of a repository with other things in it end here.
  git --literal-pathspecs diff --cached --quiet --no-ext-diff -- {watched} && return 0
  "$python" -P -m recycle hook run --workspace "$1" && return 0
  code=$?
  if ! "$python" -P -c "import recycle" 2>/dev/null; then
    echo "recycle: it is no longer installed for $python: install it there, or run \\`recycle hook install\\` with another one." >&2
  fi
  exit "$code"
}}
{looks}
"""


class State(StrEnum):
    """How it is with the hook."""

    INSTALLED = "installed"
    ABSENT = "not installed"
    PARTLY = "partly installed"
    OTHER_RECYCLE = "installed by another recycle"
    CHANGED = "changed by hand"


class Status(Struct, frozen=True, kw_only=True):
    """Where the hook is or would be, which hook is called before it, and which workspaces it looks at."""

    state: State
    hook: Path
    before: Path | None = None
    workspaces: tuple[str, ...] = ()
    recycle: str = ""
    is_shared: bool = False
    """Whether the folder of the hook is another's than this repository's."""


def hook_text() -> str:
    """The hook, with the digest of itself, by which it is told whether somebody has changed it since."""
    return f"#!/bin/sh\n{_MARK}{_digest(_SCRIPT)}\n{_SCRIPT}"


def status(repository: git.Repository, program: str) -> Status:
    """How it is with the hook in this repository. ``program`` is the Python that runs this recycle."""
    folder = repository.hooks_folder()
    ours = _ours(folder)
    own = repository.common_dir / _OWN
    text = _text(own)
    looks = _looks(text)
    called = next((shlex.split(row)[0].removeprefix("python=") for row in text.split("\n") if row.startswith("python=")), "")
    if ours and not _is_as_written(_text(ours)):
        state = State.CHANGED
    elif ours and looks:
        state = State.INSTALLED if called == _spelled(program) else State.OTHER_RECYCLE
    else:
        state = State.PARTLY if looks else State.ABSENT
    before = folder / f"{HOOK}{BEFORE}"
    inside = any(disk.real(folder).is_relative_to(disk.real(home)) for home in (repository.common_dir, repository.top))
    return Status(
        state=state,
        hook=ours or folder / HOOK,
        before=before if ours and disk.is_there(before) else None,
        workspaces=looks,
        recycle=called,
        is_shared=not inside,
    )


def install(repository: git.Repository, workspace: str, program: str) -> Status:
    """Has the hook there, looking at the workspace in the folder ``workspace`` (from the top, ``.`` for the top).

    A hook of somebody else is kept and called first. Raises NeedsPersonError where that cannot be done without loss.
    """
    folder = repository.hooks_folder()
    if folder.parent.name == ".husky" and folder.name == "_":
        said = "husky looks after the hooks here and writes them anew: put the line `recycle hook run` into .husky/pre-commit instead."
        raise NeedsPersonError(said)
    own = repository.common_dir / _OWN
    looks = tuple(dict.fromkeys((*_looks(_text(own)), workspace)))
    _put(folder)
    runner = _RUNNER.format(
        python=shlex.quote(_spelled(program)),
        own=shlex.quote(_spelled(str(own))).replace('"', '\\"').replace("$", "\\$"),
        watched=" ".join(f'"$1/{name}"' for name in WATCHED),
        looks="\n".join(f"{_LOOK}{shlex.quote(name)}" for name in looks),
    )
    disk.write_atomic(own, runner.encode(errors="surrogateescape"))
    return status(repository, program)


def uninstall(repository: git.Repository, workspace: str, program: str) -> Status:
    """Looks no more at the workspace; with the last one the hook goes, and what was there before gets its name back.

    A hook in a folder that other repositories share stays: it does nothing without the other file. Raises NeedsPersonError when
    somebody has changed the hook.
    """
    now = status(repository, program)
    own = repository.common_dir / _OWN
    left = tuple(name for name in now.workspaces if name != workspace)
    if left:
        rows = [row for row in _text(own).split("\n") if row != f"{_LOOK}{shlex.quote(workspace)}"]
        disk.write_atomic(own, "\n".join(rows).encode(errors="surrogateescape"))
        return status(repository, program)
    if now.state is State.CHANGED:
        raise NeedsPersonError(
            "somebody has written more into this hook: take out what you do not want by hand.", path=str(now.hook)
        )
    disk.remove(own)
    ours = _ours(repository.hooks_folder())
    if ours and not now.is_shared:
        disk.remove(ours)
        before = ours.with_name(f"{HOOK}{BEFORE}")
        if disk.is_there(before):
            scratch.move(before, ours)
    return status(repository, program)


def _put(folder: Path) -> None:
    ours = _ours(folder)
    if ours and not _is_as_written(_text(ours)):
        raise NeedsPersonError(
            "somebody has written more into this hook: take that out, or move the file away.", path=str(ours)
        )
    hook = ours or folder / HOOK
    if not ours and disk.is_there(hook):
        scratch.move(hook, folder / f"{HOOK}{BEFORE}")
    scratch.write_script(hook, hook_text())


def _ours(folder: Path) -> Path | None:
    """The hook that is recycle's, of this version or of another."""
    files = (folder / name for name in _BY_OTHERS)
    return next((file for file in files if not disk.is_link(file) and f"\n{_MARK}" in _text(file)), None)


def _is_as_written(text: str) -> bool:
    _, _, rest = text.partition(_MARK)
    digest, _, script = rest.partition("\n")
    return digest == _digest(script)


def _looks(text: str) -> tuple[str, ...]:
    return tuple(shlex.split(row)[1] for row in text.split("\n") if row.startswith(_LOOK))


def _text(file: Path) -> str:
    return disk.read_bytes(file).decode(errors="surrogateescape") if disk.is_file(file) else ""


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode(errors="surrogateescape")).hexdigest()[:16]


def _spelled(path: str) -> str:
    """A path as sh wants it on Windows too."""
    if not path:
        raise InputError("this Python does not know where it is, so no hook could call it.")
    return path.replace("\\", "/") if path[1:2] == ":" else path
