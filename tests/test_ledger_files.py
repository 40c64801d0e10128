"""The ledger on disk: appended to, never rewritten, mended where a crash tore it, refused where a hand broke it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.errors import InputError, RecycleError
from recycle.ledger import files
from recycle.ledger.events import encode
from recycle.ledger.fold import standings
from recycle.ledger.reading import log_of
from recycle.model import Event, Kind, State
from recycle.world import World
from tests.ledgers import START, event, world


def test_events_get_id_time_and_place(tmp_path: Path) -> None:
    here = world(tmp_path)
    first = files.append(here, event(Kind.ATTEMPTED, digest="a" * 64))
    second = files.append(here, event(Kind.PLACED))
    assert (first.after, second.after) == ("", first.id)
    assert first.id < second.id
    assert first.time == START
    assert files.read(tmp_path, "on-lists").events == (first, second)
    assert (tmp_path / "ledger" / "on-lists.jsonl").read_bytes() == encode(first) + encode(second)


def test_time_is_written_in_whole_seconds_with_its_zone(tmp_path: Path) -> None:
    files.append(world(tmp_path), event(Kind.SEEN))
    assert b'"time":"2026-03-01T09:30:00+01:00"' in (tmp_path / "ledger" / "on-lists.jsonl").read_bytes()


def test_a_piece_without_events(tmp_path: Path) -> None:
    log = files.read(tmp_path, "new")
    assert (log.events, log.findings, log.tips, log.damage) == ((), (), (), None)
    assert files.all_pieces(tmp_path) == ()


def test_pieces_are_found_by_id_and_in_order(tmp_path: Path) -> None:
    here = world(tmp_path)
    for piece in ("über-listen", "a", "b.c", "記事"):
        files.append(here, event(Kind.SEEN, piece=piece))
    (tmp_path / "ledger" / "sent").mkdir()
    assert files.all_pieces(tmp_path) == ("a", "b.c", "über-listen", "記事")
    assert [log.piece for log in files.read_all(tmp_path).values()] == ["a", "b.c", "über-listen", "記事"]


@pytest.mark.parametrize("piece", ["", "..", "../x", "a/b", "a\\b", ".hidden", "nul", "x" * 300, "a\nb", "C:x"])
def test_an_id_that_is_no_file_name_is_refused(tmp_path: Path, piece: str) -> None:
    with pytest.raises(InputError, match="cannot be the id of a piece"):
        files.read(tmp_path, piece)


def test_what_is_there_is_never_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "ledger" / "on-lists.jsonl"
    path.parent.mkdir()
    old = b'\xef\xbb\xbf{"id": "x1", "time":"2026-01-01T00:00:00Z","piece":"on-lists","outlet":"b","kind":"seen","use":1,"mood":"good"}\r\n\r\n'
    path.write_bytes(old)
    added = files.append(world(tmp_path), event(Kind.SEEN))
    assert added.after == "x1"
    assert path.read_bytes() == old + encode(added)


def test_a_torn_line_is_kept_aside_by_the_next_writer_only(tmp_path: Path) -> None:
    here, path = world(tmp_path), tmp_path / "ledger" / "on-lists.jsonl"
    first = files.append(here, event(Kind.SEEN))
    torn = encode(first)[:40]
    path.write_bytes(encode(first) + torn)
    assert [found.rule for found in files.read(tmp_path, "on-lists").findings] == ["ledger-torn"]
    assert path.read_bytes() == encode(first) + torn
    second = files.append(here, event(Kind.ATTEMPTED))
    assert path.read_bytes() == encode(first) + encode(second)
    assert [kept.read_bytes() for kept in (tmp_path / ".recycle" / "torn").iterdir()] == [torn]


def test_a_last_line_that_only_lacks_its_end_is_an_event(tmp_path: Path) -> None:
    here, path = world(tmp_path), tmp_path / "ledger" / "on-lists.jsonl"
    first = files.append(here, event(Kind.SEEN))
    path.write_bytes(encode(first)[:-1])
    second = files.append(here, event(Kind.SEEN))
    assert path.read_bytes() == encode(first) + encode(second)


@given(st.integers(0, 400), st.booleans())
def test_wherever_a_line_tears_nothing_else_is_lost(cut: int, answered: bool) -> None:
    attempt = Event(id="1", time=START, piece="p", outlet="o", kind=Kind.ATTEMPTED, use=1, digest="a" * 64)
    placed = Event(id="2", time=START, piece="p", outlet="o", kind=Kind.PLACED, use=1, after="1", url="https://example.org/ü")
    before, line = (encode(attempt), encode(placed)) if answered else (b"", encode(attempt))
    whole = len(line) - 1
    log = log_of("p", "ledger/p.jsonl", before + line[: min(cut, whole)])
    assert log.damage is None
    assert bool(log.torn) == (0 < cut < whole)
    assert len(log.events) == answered + (cut >= whole)
    if answered:
        assert standings(log.events)["o"].state is (State.PLACED if cut >= whole else State.UNKNOWN)


def test_nothing_is_attempted_on_a_damaged_ledger_but_what_happened_is_recorded(tmp_path: Path) -> None:
    here, path = world(tmp_path), tmp_path / "ledger" / "on-lists.jsonl"
    files.append(here, event(Kind.ATTEMPTED))
    with path.open("ab") as ledger:
        ledger.write(b"<<<<<<< HEAD\n")
    with pytest.raises(InputError, match="git could not merge") as raised:
        files.append(here, event(Kind.ATTEMPTED))
    assert (raised.value.path, raised.value.line) == ("ledger/on-lists.jsonl", 2)
    files.append(here, event(Kind.PLACED))
    assert [told.kind for told in files.read(tmp_path, "on-lists").events] == [Kind.ATTEMPTED, Kind.PLACED]


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, path = world(tmp_path), tmp_path / "ledger" / "on-lists.jsonl"
    files.append(here, event(Kind.SEEN))
    before, write = path.read_bytes(), os.write

    def full(handle: int, data: bytes) -> int:
        if not bytes(data).startswith(b'{"id"'):
            if len(data) < 100:
                return write(handle, data)
            raise OSError(28, "No space left on device")
        return write(handle, data[:50])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(RecycleError, match="the disk is full"):
        files.append(here, event(Kind.ATTEMPTED, digest="a" * 64))
    assert path.read_bytes() == before


_DIES = """
import os, sys
from pathlib import Path
from recycle.ledger import files
from tests.ledgers import event, world
from recycle.model import Kind
here, write = world(Path(sys.argv[1])), os.write
files.append(here, event(Kind.ATTEMPTED))
def half(handle, data):
    if bytes(data).startswith(b'{"id"'):
        write(handle, data[: len(data) * int(sys.argv[2]) // 100])
        os.fsync(handle)
        os._exit(9)
    return write(handle, data)
os.write = half
files.append(here, event(Kind.PLACED))
"""


@pytest.mark.parametrize("percent", [0, 1, 50, 99, 100])
def test_a_process_that_dies_while_it_writes(tmp_path: Path, percent: int) -> None:
    arguments = [sys.executable, "-c", _DIES, str(tmp_path), str(percent)]
    died = subprocess.run(arguments, cwd=Path(__file__).parents[1], check=False, timeout=60)
    assert died.returncode == 9
    log = files.read(tmp_path, "on-lists")
    assert log.damage is None
    assert standings(log.events)["forum"].state is (State.PLACED if percent == 100 else State.UNKNOWN)
    files.append(World.real(tmp_path), event(Kind.SETTLED))
    assert files.read(tmp_path, "on-lists").findings == ()


def test_many_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    real = World.real(tmp_path)

    def write_ten() -> None:
        for _ in range(10):
            files.append(real, event(Kind.SEEN))

    writers = [threading.Thread(target=write_ten) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    log = files.read(tmp_path, "on-lists")
    assert len(log.events) == 40
    assert not log.findings
    assert [told.after for told in log.events] == ["", *(told.id for told in log.events[:-1])]


def _git(folder: Path, *arguments: str) -> None:
    settings = (
        "-c",
        "user.name=Ada",
        "-c",
        "user.email=ada@example.org",
        "-c",
        "core.hooksPath=",
        "-c",
        "init.defaultBranch=main",
    )
    subprocess.run(("git", *settings, *arguments), cwd=folder, check=True, capture_output=True, timeout=60)


def test_two_git_branches_merge_by_themselves(tmp_path: Path) -> None:
    here = world(tmp_path)
    _repository(tmp_path)
    both = files.append(here, event(Kind.SKIPPED, use=0))
    _commit(tmp_path)
    _git(tmp_path, "switch", "-c", "spring")
    spring = [files.append(here, event(kind, outlet="blog")) for kind in (Kind.ATTEMPTED, Kind.PLACED)]
    _commit(tmp_path)
    _git(tmp_path, "switch", "main")
    main = [files.append(here, event(kind)) for kind in (Kind.ATTEMPTED, Kind.FAILED, Kind.ATTEMPTED, Kind.PLACED)]
    _commit(tmp_path)
    _git(tmp_path, "merge", "--no-edit", "spring")
    log = files.read(tmp_path, "on-lists")
    assert log.findings == ()
    assert {told.id for told in log.events} == {told.id for told in (both, *spring, *main)}
    assert {outlet: told.state for outlet, told in standings(log.events).items()} == {
        "forum": State.PLACED,
        "blog": State.PLACED,
    }
    joined = files.append(here, event(Kind.SEEN))
    assert joined.after.split() == sorted([spring[-1].id, main[-1].id])
    assert files.read(tmp_path, "on-lists").tips == (joined.id,)


def test_two_git_branches_that_published_the_same_use(tmp_path: Path) -> None:
    here = world(tmp_path)
    _repository(tmp_path)
    _commit(tmp_path)
    for branch in ("spring", "summer"):
        _git(tmp_path, "switch", "-c", branch, "main")
        files.append(here, event(Kind.ATTEMPTED, digest="a" * 64))
        files.append(here, replace(event(Kind.PLACED, digest="a" * 64), url=f"https://example.org/{branch}"))
        _commit(tmp_path)
    _git(tmp_path, "merge", "--no-edit", "spring")
    standing = standings(files.read(tmp_path, "on-lists").events)["forum"]
    assert standing.state is State.UNKNOWN
    assert standing.reason.startswith(
        "placed twice, on two git branches: https://example.org/spring and https://example.org/summer"
    )


def _repository(folder: Path) -> None:
    _git(folder, "init", "-b", "main")
    (folder / ".gitattributes").write_text("*.jsonl text eol=lf merge=union\n", encoding="utf-8")
    (folder / ".gitignore").write_text(".recycle/\n", encoding="utf-8")


def _commit(folder: Path) -> None:
    _git(folder, "add", "-A")
    _git(folder, "commit", "-m", "more")
