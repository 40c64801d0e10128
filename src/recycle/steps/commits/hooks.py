"""The hooks of plain git: put beside whatever is there already, and taken away again so that nothing is left of them.

The hooks themselves, where git looks for them, know nothing of this machine: that folder may be shared by many repositories, or be
committed. They start one other file, in the repository's own git folder, which says which recycle looks at which workspace.
"""

from __future__ import annotations

import shlex
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from recycle.errors import InputError, NeedsPersonError
from recycle.steps.commits import husky
from recycle.steps.commits.staged import WATCHED
from recycle.world import disk, git, scratch

HOOKS = ("pre-commit", "pre-merge-commit")
"""The first for commits that a person makes, the second for merges that git commits by itself."""
BEFORE = ".before-recycle"
_LEGACY = ".legacy"
"""What the pre-commit framework puts after the name of a hook that it finds."""
_OWN = "recycle/hook"
_MARK = "# recycle hook "
_LOOK = "look "

_SCRIPT = f"""\
# Put here by `recycle hook install`; `recycle hook uninstall` takes it away. It does nothing in repositories
# in which nobody has said that, so it may be shared, and committed.
before=${{0%/*}}/@HOOK@{BEFORE}
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
is_merge() {{
  # What is merged may be lost although nothing is staged; git says so in the first way after it has stopped, in the second before that.
  git rev-parse --quiet --verify MERGE_HEAD >/dev/null && return 0
  case "$(export -p)" in *GITHEAD_*) return 0 ;; esac
  return 1
}}
look() {{
  # To start Python takes longer than this, and most commits of a repository with other things in it end here.
  git --literal-pathspecs diff --cached --quiet --no-ext-diff -- {watched} && ! is_merge && return 0
  # What -m needs to find a package by its name would be imported first.
  "$python" -P -c "from recycle.__main__ import main; main()" hook run --workspace "$1" && return 0
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
    HUSKY = "installed through husky"
    NOT_CALLED = "not called by husky"


class Hook(Struct, frozen=True):
    """How it is with one of them, where it is or would be, and the hook that is called before it."""

    state: State
    file: Path
    before: Path | None = None


class Status(Struct, frozen=True, kw_only=True):
    """The hooks, which workspaces they look at, and with which Python."""

    hooks: tuple[Hook, ...]
    workspaces: tuple[str, ...] = ()
    recycle: str = ""
    is_shared: bool = False
    """Whether the folder of the hooks is another's than this repository's."""


def hook_text(name: str) -> str:
    """The hook, with the digest of itself, by which it is told whether somebody has changed it since."""
    script = _SCRIPT.replace("@HOOK@", name)
    return f"#!/bin/sh\n{_MARK}{_digest(script)}\n{script}"


def status(repository: git.Repository, program: str) -> Status:
    """How it is with the hooks in this repository. ``program`` is the Python that runs this recycle."""
    folder = repository.hooks_folder()
    if husky.is_in(folder):
        return Status(hooks=tuple(_of_husky(husky.file_of(folder, name)) for name in HOOKS))
    text = _text(repository.common_dir / _OWN)
    looks = _looks(text)
    called = next((shlex.split(row)[0].removeprefix("python=") for row in text.split("\n") if row.startswith("python=")), "")
    there = State.INSTALLED if called == _spelled(program) else State.OTHER_RECYCLE
    inside = any(disk.real(folder).is_relative_to(disk.real(home)) for home in (repository.common_dir, repository.top))
    return Status(
        hooks=tuple(_hook(folder, name, there if looks else State.ABSENT) for name in HOOKS),
        workspaces=looks,
        recycle=called,
        is_shared=not inside,
    )


def _hook(folder: Path, name: str, there: State) -> Hook:
    """``there``: how it is when the hook is where it should be; ABSENT when nobody wants it."""
    ours = _ours(folder, name)
    before = folder / f"{name}{BEFORE}"
    if not ours:
        return Hook(State.PARTLY if there is not State.ABSENT else there, folder / name)
    state = there if _is_as_written(_text(ours)) else State.CHANGED
    return Hook(state, ours, before if disk.is_there(before) else None)


def _of_husky(file: Path) -> Hook:
    return Hook(State.HUSKY if husky.calls_recycle(file) else State.NOT_CALLED, file)


def install(repository: git.Repository, workspace: str, program: str) -> Status:
    """Has the hooks there, looking at the workspace in the folder ``workspace`` (from the top, ``.`` for the top).

    A hook of somebody else is kept and called first. Raises NeedsPersonError where that cannot be done without loss.
    """
    folder = repository.hooks_folder()
    if husky.is_in(folder):
        return _through_husky(status(repository, program), workspace)
    own = repository.common_dir / _OWN
    looks = tuple(dict.fromkeys((*_looks(_text(own)), workspace)))
    for name in HOOKS:
        _must_fit(folder, name)
    for name in HOOKS:
        _put(folder, name)
    runner = _RUNNER.format(
        python=shlex.quote(_spelled(program)),
        own=shlex.quote(_spelled(str(own))).replace('"', '\\"').replace("$", "\\$"),
        watched=" ".join(f'"$1/{name}"' for name in WATCHED),
        looks="\n".join(f"{_LOOK}{shlex.quote(name)}" for name in looks),
    )
    disk.write_atomic(own, runner.encode(errors="surrogateescape"))
    return status(repository, program)


def _through_husky(now: Status, workspace: str) -> Status:
    if missing := [f".husky/{hook.file.name}" for hook in now.hooks if hook.state is State.NOT_CALLED]:
        line = husky.line_for(workspace)
        said = "husky looks after the hooks here and writes them anew"
        raise NeedsPersonError(f"{said}: put the line `{line}` into {' and into '.join(missing)} instead.")
    return now


def uninstall(repository: git.Repository, workspace: str, program: str) -> Status:
    """Looks no more at the workspace; with the last one the hooks go, and what was there before gets its name back.

    Hooks in a folder that other repositories share stay: they do nothing without the other file. Raises NeedsPersonError when
    somebody has changed the hook.
    """
    now = status(repository, program)
    own = repository.common_dir / _OWN
    left = tuple(name for name in now.workspaces if name != workspace)
    if left:
        rows = [row for row in _text(own).split("\n") if row != f"{_LOOK}{shlex.quote(workspace)}"]
        disk.write_atomic(own, "\n".join(rows).encode(errors="surrogateescape"))
        return status(repository, program)
    if changed := next((hook for hook in now.hooks if hook.state is State.CHANGED), None):
        raise NeedsPersonError(
            "somebody has written more into this hook: take out what you do not want by hand.", path=str(changed.file)
        )
    disk.remove(own)
    for name in HOOKS if not now.is_shared else ():
        _take_away(repository.hooks_folder(), name)
    return status(repository, program)


def _take_away(folder: Path, name: str) -> None:
    if ours := _ours(folder, name):
        disk.remove(ours)
        before = folder / f"{name}{BEFORE}"
        if disk.is_there(before):
            scratch.move(before, ours)


def _must_fit(folder: Path, name: str) -> None:
    """Raises NeedsPersonError where it cannot be put without loss."""
    ours = _ours(folder, name)
    if ours and not _is_as_written(_text(ours)):
        raise NeedsPersonError(
            "somebody has written more into this hook: take that out, or move the file away.", path=str(ours)
        )
    before = folder / f"{name}{BEFORE}"
    if not ours and disk.is_there(folder / name) and disk.is_there(before):
        raise NeedsPersonError("this name is taken: move that file away first.", path=str(before))


def _put(folder: Path, name: str) -> None:
    ours = _ours(folder, name)
    hook = ours or folder / name
    if not ours and disk.is_there(hook):
        scratch.move(hook, folder / f"{name}{BEFORE}")
    scratch.write_script(hook, hook_text(name))


def _ours(folder: Path, name: str) -> Path | None:
    """The hook that is recycle's, of this version or of another: under its own name or under the framework's."""
    files = (folder / name, folder / f"{name}{_LEGACY}")
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
    import hashlib  # brings OpenSSL along, and a hook that runs needs none of it

    return hashlib.sha256(script.encode(errors="surrogateescape")).hexdigest()[:16]


def _spelled(path: str) -> str:
    """A path as sh wants it on Windows too."""
    if not path:
        raise InputError("this Python does not know where it is, so no hook could call it.")
    return path.replace("\\", "/") if path[1:2] == ":" else path
