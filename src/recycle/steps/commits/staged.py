"""What is staged, judged as it will be committed: the pieces in it, what depends on it, and the ledger."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from recycle.checks import CHECKS, VARIANT_CHECKS
from recycle.config.load import FILE_NAME
from recycle.errors import InputError
from recycle.ledger.files import FOLDER as LEDGER
from recycle.ledger.files import SUFFIX as LOG
from recycle.model import Finding
from recycle.readers import READERS
from recycle.steps.commits.closure import Judge
from recycle.steps.commits.guard import Place, guard
from recycle.steps.commits.names import Names, name_of
from recycle.steps.commits.pace import FEW, MANY, NowAndThen, Tell, chunks
from recycle.steps.commits.snapshot import TEMPLATES, Snapshot, is_text, listed
from recycle.steps.commits.spellings import spellings
from recycle.steps.loading import edit_files
from recycle.steps.loading.issue_files import ISSUES
from recycle.steps.loading.piece_files import CONTENT
from recycle.tree.places import maybe_places
from recycle.world import World, disk, git, scratch

WATCHED = (FILE_NAME, CONTENT, ISSUES, edit_files.FOLDER, TEMPLATES, LEDGER)
_WORDS, _TIMES_TEXTS = 60, 2_000_000
"""So many words git is to look for in any case, and more while they and the texts make no more pairs than this: two seconds' work."""


class Verdict(Struct, frozen=True, kw_only=True):
    """What is to be said of a commit. ``left`` are pieces that there was no time for, ``errors`` what cannot be read at all."""

    findings: tuple[Finding, ...] = ()
    errors: tuple[InputError, ...] = ()
    pieces: int = 0
    left: int = 0
    is_empty: bool = False
    """Nothing of the workspace is staged."""


class Staged(Struct, frozen=True):
    """What of a workspace a commit changes, by paths in the workspace."""

    changes: tuple[git.Change, ...]
    """All of it, against the commit that goes before."""
    own: tuple[git.Change, ...]
    """Without what a merge brings in as somebody else has committed it."""


class Asked(Struct, frozen=True, kw_only=True):
    """``texts``: the pieces and issues to be looked at; ``also``: those that something staged may have made wrong."""

    texts: tuple[str, ...]
    also: tuple[str, ...]


class Commit:
    """The commit that is about to be made in the workspace of ``world``. Raises InputError where there is no repository."""

    def __init__(self, world: World, repository: git.Repository, running: git.Running | None = None) -> None:
        """``running``: the comparison of what is ``watched`` with HEAD, when it is on its way."""
        self.world = world
        self.repository = repository
        self.prefix = repository.prefix(world.root)
        self.others = repository.merging()
        changes = self.changes(git.HEAD, running)
        brought = [{(change.path, change.new) for change in self.changes(other)} for other in self.others]
        own = (change for change in changes if all((change.path, change.new) in there for there in brought))
        self.staged = Staged(changes, tuple(own))

    def changes(self, base: str, running: git.Running | None = None) -> tuple[git.Change, ...]:
        """What is staged and is not so in ``base``."""
        found = self.repository.changes(_watched(self.prefix), base, running)
        return tuple(change._replace(path=change.path.removeprefix(self.prefix)) for change in found)

    def has_settings(self) -> bool:
        """Whether there is a workspace at all: another branch may have none."""
        file = f"{self.prefix}{FILE_NAME}"
        return disk.exists(self.world.root / FILE_NAME) or bool(self.repository.entries("", (file,)))

    def place(self) -> Place:
        """Where it all lies."""
        return Place(self.prefix, self.world.root, self.world.environ.get("GIT_PREFIX", ""))


def judge(
    world: World,
    repository: git.Repository,
    files: Iterable[str] = (),
    seconds: float = 10.0,
    tell: Tell = lambda _done, _all: None,
) -> Verdict:
    """What is to be said of what is staged, and of ``files`` (paths in the workspace) as they are staged.

    What depends on something staged is looked at for ``seconds``, and of it only that is told which the last commit does not have.
    What is staged is looked at however long it takes, and ``tell`` hears now and then how far that is.
    """
    named = tuple(dict.fromkeys(files))
    prefix = repository.prefix(world.root)
    with (
        repository.listing(listed(prefix)) as listing,
        repository.comparing(_watched(prefix)) as comparing,
        repository.reader(is_quick=True) as blobs,
    ):
        _make_ready()
        commit = Commit(world, repository, comparing)
        # A merge may leave out what the other side has recorded: then nothing is staged.
        if not (commit.staged.changes or commit.others or named) or not commit.has_settings():
            return Verdict(is_empty=True)
        guarded = _guarded(blobs, commit)
        looked = commit.staged.changes if commit.others else commit.staged.own  # two sides may have made one name each
        if not named and all(change.path.startswith(f"{LEDGER}/") for change in looked):
            return Verdict(findings=guarded)
        with scratch.folder() as folder:
            try:
                snapshot = Snapshot(repository.listed(listing, listed(prefix)), blobs, commit.prefix, folder / "new")
                verdict = _judged(commit, snapshot, folder, named, seconds, tell)
            except InputError as error:
                verdict = Verdict(errors=(error,))
    known = {(finding.rule, finding.path, finding.line) for finding in verdict.findings}
    told = (finding for finding in guarded if (finding.rule, finding.path, finding.line) not in known)
    return replace(verdict, findings=(*told, *verdict.findings))


def _watched(prefix: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{name}" for name in WATCHED)


def _make_ready() -> None:
    """Imports what a look at most pieces needs, while git lists and compares: it would have to be waited for otherwise."""
    for table, names in ((READERS, ("gfm",)), (CHECKS, CHECKS), (VARIANT_CHECKS, VARIANT_CHECKS)):
        for name in names:
            table[name]


def _guarded(blobs: git.Blobs, commit: Commit) -> tuple[Finding, ...]:
    """The ledger keeps every line of every commit that goes before this one."""
    sides = (commit.staged.changes, *map(commit.changes, commit.others))
    return tuple(dict.fromkeys(finding for side in sides for finding in guard(blobs, commit.place(), side)))


def _judged(commit: Commit, snapshot: Snapshot, folder: Path, named: Sequence[str], seconds: float, tell: Tell) -> Verdict:
    clock = commit.world.now
    start = clock()
    now = Judge(snapshot, commit.world, commit.repository)
    asked = wanted(commit, now.snapshot, now.names, named)
    if not asked.texts and not asked.also and all(change.path != FILE_NAME for change in commit.staged.own):
        return Verdict()
    findings: list[Finding] = []
    errors: list[InputError] = []
    pieces = looked_at = done = 0
    gone = _gone(commit, now) if asked.texts else ()
    prepared = (clock() - start).total_seconds()
    slow = NowAndThen(clock, tell)
    for chunk in chunks(asked.texts, now.snapshot.size, clock, MANY):
        looked = now.look(chunk, gone)
        looked_at += len(chunk)
        slow.come_to(looked_at, len(asked.texts))
        findings += looked.findings
        errors += looked.errors
        pieces += looked.pieces
    before: Judge | None = None
    for chunk in chunks(asked.also, now.snapshot.size, clock, FEW, seconds - prepared):
        later = now.look(chunk)
        done += len(chunk)
        pieces += later.pieces
        if (later.findings or later.errors) and commit.repository.has(git.HEAD):
            before = before or _before(commit, snapshot.blobs, folder)
            later = later.without(before.look(chunk)) if before else later
        findings += later.findings
        errors += later.errors
    return Verdict(findings=tuple(findings), errors=tuple(errors), pieces=pieces, left=len(asked.also) - done)


def _gone(commit: Commit, now: Judge) -> tuple[str, ...]:
    """The ids of the pieces with a history whose files the commit takes away, or of which it changes the id."""
    touched = [change for change in commit.staged.own if change.kind != "A" and is_text(change.path)]
    names = (name_of(change.path, change.old.blob, now.snapshot.blobs) for change in touched)
    lost = (name for name in names if (new := now.names.at(name.path)) is None or new.id != name.id)
    ids = dict.fromkeys(name.id for name in lost if not now.names.has_id(name.id))
    return tuple(one for one in ids if now.snapshot.has_history(one))


def _before(commit: Commit, blobs: git.Blobs, folder: Path) -> Judge | None:
    try:
        entries = commit.repository.entries(git.HEAD, listed(commit.prefix))
        old = Snapshot(entries, blobs, commit.prefix, folder / "old", git.HEAD)
        return Judge(old, commit.world, commit.repository)
    except InputError:
        return None  # settings that could not be read: then all of it is new


# ── what depends on what ─────────────────────────────────────────────────────────────────────────


def wanted(commit: Commit, snapshot: Snapshot, names: Names, named: Sequence[str] = (), *, history: bool = False) -> Asked:
    """What is to be looked at because of what is staged, and because it is ``named``.

    ``history``: also the pieces whose ledger is staged: their addresses stand in the variants.
    """
    paths = [change.path for change in commit.staged.own if change.kind != "D"] + list(named)
    texts = dict.fromkeys(path for path in paths if is_text(path) and path in snapshot.entries)
    for path in (*paths, *(change.path for change in commit.staged.own)):
        if piece := _piece_of(path, history=history):
            texts |= dict.fromkeys(names.called(piece))
    brought = names.doubles(change.path for change in commit.staged.changes if change.kind != "D") if commit.others else ()
    if any(_is_for_all(change.path) for change in commit.staged.own):
        also: Iterable[str] = snapshot.texts
    else:
        also = (*brought, *_readers(commit, snapshot, names), *_issues_of(commit, snapshot, names, texts))
    return Asked(texts=tuple(texts), also=tuple(path for path in dict.fromkeys(also) if path not in texts))


def _is_for_all(path: str) -> bool:
    return path == FILE_NAME or path.startswith(f"{TEMPLATES}/")


def _piece_of(path: str, *, history: bool) -> str:
    """The id of the piece that a file is about; empty when it is about none."""
    top, *names = path.split("/")
    if top == edit_files.FOLDER and len(names) == 2:
        return names[0]
    return names[0].removesuffix(LOG) if history and top == LEDGER and len(names) == 1 else ""


def _readers(commit: Commit, snapshot: Snapshot, names: Names) -> tuple[str, ...]:
    """The texts that speak of a file that is no longer there, or is no longer the same, or of a place in it that may be gone."""
    lost = [
        change.path
        for change in commit.staged.own
        if change.path.startswith(f"{CONTENT}/") and (change.kind == "D" or (change.kind != "A" and not is_text(change.path)))
    ]
    words = (*(word for path in lost for word in spellings(_called(path))), *_reworded(commit, snapshot, names))
    return _mentioning(commit, snapshot, words, (CONTENT, ISSUES)) if words else ()


def _reworded(commit: Commit, snapshot: Snapshot, names: Names) -> Iterator[str]:
    """How links begin to end that lead to a place in a text which has lost a heading, or another line that may be a place."""
    for change in commit.staged.own:
        if change.kind != "M" or not is_text(change.path):
            continue
        before, now = (snapshot.blobs.find(entry.blob) or b"" for entry in (change.old, change.new))
        if maybe_places(before.decode(errors="replace")) - maybe_places(now.decode(errors="replace")):
            name = names.at(change.path)
            yield from spellings(posixpath.basename(change.path), "#")
            for called in dict.fromkeys((_called(change.path), name.slug if name else "")):
                for end in ("#", "/#", ".html#") if called else ():
                    yield from spellings(called, end)


def _called(path: str) -> str:
    """How a link to the file ends."""
    folder, name = posixpath.split(path)
    return posixpath.basename(folder) if posixpath.splitext(name)[0] == "index" and folder != CONTENT else name


def _issues_of(commit: Commit, snapshot: Snapshot, names: Names, texts: Iterable[str]) -> tuple[str, ...]:
    """The issues, not sent yet, that one of the texts stands in."""
    if not any(path.startswith(f"{ISSUES}/") for path in snapshot.beside):
        return ()
    words = {
        word
        for path in texts
        if (name := names.at(path))
        for called in (name.slug, name.id, _called(path))
        for word in spellings(called)
    }
    issues = _mentioning(commit, snapshot, words, (ISSUES,)) if words else ()
    return tuple(path for path in issues if (name := names.at(path)) and not snapshot.has_history(name.id))


def _mentioning(commit: Commit, snapshot: Snapshot, words: Iterable[str], folders: Sequence[str]) -> tuple[str, ...]:
    """The texts in ``folders`` that have one of the words in them; all of them where there are too many words to ask git."""
    asked = tuple(dict.fromkeys(words))
    if len(asked) > _WORDS and len(asked) * len(snapshot.texts) > _TIMES_TEXTS:
        return tuple(path for path in snapshot.texts if path.startswith(tuple(f"{folder}/" for folder in folders)))
    found = commit.repository.mentioning(asked, (f"{commit.prefix}{folder}" for folder in folders))
    paths = (path.removeprefix(commit.prefix) for path in found)
    return tuple(path for path in paths if path in snapshot.entries and is_text(path))
