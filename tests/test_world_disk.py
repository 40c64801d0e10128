"""Files: in one step or not at all, and always a sentence for the person."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from recycle.errors import InputError, RecycleError
from recycle.world import disk
from recycle.world.paths import inside, wrong_name


def test_text_is_read_without_its_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes("\ufefftitle: Ü\r\n".encode())
    assert disk.read_text(path) == "title: Ü\r\n"


def test_text_that_is_not_utf8_says_where(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"one\ntwo caf\xe9\n")
    with pytest.raises(InputError, match=r"byte 12 \(0xe9\) is not UTF-8") as raised:
        disk.read_text(path)
    assert (raised.value.path, raised.value.line) == (str(path), 2)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.md: there is no such file"):
        disk.read_bytes(tmp_path / "a.md")
    with pytest.raises(InputError, match=r"this is a folder|not allowed to read"):
        disk.read_bytes(tmp_path)
    with pytest.raises(InputError, match=r"too long|no such file"):
        disk.read_bytes(tmp_path / ("a" * 300))


def test_children_are_sorted_and_a_missing_folder_has_none(tmp_path: Path) -> None:
    for name in ("b", "a", "C"):
        (tmp_path / name).touch()
    assert [path.name for path in disk.children(tmp_path)] == ["C", "a", "b"]
    assert disk.children(tmp_path / "none") == ()
    with pytest.raises(InputError):
        disk.children(tmp_path / "a")


def test_equal_bytes_are_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "a.txt"
    assert disk.write_atomic(path, b"one")
    before = path.stat()
    assert not disk.write_atomic(path, b"one")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert disk.write_atomic(path, b"two", durable=False)
    assert path.read_bytes() == b"two"
    assert [child.name for child in path.parent.iterdir()] == ["a.txt"]


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.sh", tmp_path / "link.sh"
    real.write_bytes(b"one")
    real.chmod(0o744)
    mode = real.stat().st_mode
    link.symlink_to(real)
    disk.write_atomic(link, b"two")
    assert link.is_symlink()
    assert (real.read_bytes(), real.stat().st_mode) == (b"two", mode)


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    assert disk.write_atomic(tmp_path / ("a" * 255), b"x")
    with pytest.raises(RecycleError, match=r"too long|cannot be written"):
        disk.write_atomic(tmp_path / ("a" * 256), b"x")


def _failing(number: int) -> Callable[..., int]:
    def fail(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("call", ["write", "fsync", "open"])
@pytest.mark.parametrize(
    ("number", "message"),
    [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "not allowed"), (errno.EIO, "cannot be written: ")],
)
def test_a_write_that_fails_leaves_everything_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, message: str
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old\n")
    monkeypatch.setattr(os, call, _failing(number))
    with pytest.raises(RecycleError, match=message):
        disk.write_atomic(path, b"new\n")
    with pytest.raises(RecycleError, match=message):
        disk.append_line(path, b"new\n")
    monkeypatch.undo()
    assert path.read_bytes() == b"old\n"
    assert [child.name for child in tmp_path.iterdir()] == ["a.txt"]


def test_a_line_that_fits_only_in_part_is_taken_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, write = tmp_path / "a.txt", os.write
    path.write_bytes(b"old\n")
    room = [3]

    def tight(handle: int, data: bytes) -> int:
        if not room:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(handle, data[: room.pop()])

    monkeypatch.setattr(os, "write", tight)
    with pytest.raises(RecycleError, match="the disk is full"):
        disk.append_line(path, b"new line\n")
    assert path.read_bytes() == b"old\n"


@pytest.mark.parametrize(("number", "fine"), [(errno.EINVAL, True), (errno.EACCES, True), (errno.EIO, False)])
def test_a_folder_that_cannot_be_synced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, fine: bool) -> None:
    opened = os.open

    def refuse(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if Path(path).is_dir():
            raise OSError(number, os.strerror(number))
        return opened(path, flags, mode)

    monkeypatch.setattr(os, "open", refuse)
    for write in (disk.write_atomic, disk.append_line):
        if fine:
            write(tmp_path / write.__name__, b"x\n")
        else:
            with pytest.raises(RecycleError, match="cannot be written"):
                write(tmp_path / write.__name__, b"x\n")


def test_short_writes_are_finished(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, data[:2]))
    disk.write_atomic(tmp_path / "a.txt", b"abcdefg")
    disk.append_line(tmp_path / "b.txt", b"abcdefg\n")
    assert ((tmp_path / "a.txt").read_bytes(), (tmp_path / "b.txt").read_bytes()) == (b"abcdefg", b"abcdefg\n")


def test_append_makes_folders_and_truncate_cuts(tmp_path: Path) -> None:
    path = tmp_path / "x" / "a.jsonl"
    disk.append_line(path, b"one\n")
    disk.append_line(path, b"two\r\n")
    assert path.read_bytes() == b"one\ntwo\r\n"
    disk.truncate(path, 4)
    assert path.read_bytes() == b"one\n"
    with pytest.raises(RecycleError):
        disk.truncate(tmp_path / "none", 0)


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    for write in (disk.write_atomic, disk.append_line):
        with pytest.raises(RecycleError, match="a part of this path is a file"):
            write(tmp_path / "a" / "b" / "c", b"x\n")


def test_remove(tmp_path: Path) -> None:
    path = tmp_path / "x" / "a"
    disk.write_atomic(path, b"")
    assert not disk.remove_folder_if_empty(path.parent)
    assert (disk.remove(path), disk.remove(path)) == (True, False)
    assert disk.remove_folder_if_empty(path.parent)
    assert not disk.remove_folder_if_empty(path.parent)
    with pytest.raises(RecycleError):
        disk.remove(tmp_path)


def test_digests_and_names(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    assert disk.digest_of(path) == ""
    path.write_bytes(b"abc")
    assert disk.digest_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4, example
    assert disk.spelled(path) == "a.txt"
    assert disk.spelled(tmp_path / "A.txt") in {"a.txt", "A.txt"}
    assert disk.spelled(tmp_path / "b.txt") == "b.txt"
    assert disk.is_same_file(path, tmp_path / "x" / ".." / "a.txt") is disk.exists(tmp_path / "x" / ".." / "a.txt")
    assert not disk.is_same_file(path, tmp_path / "b.txt")
    assert (disk.is_file(path), disk.is_folder(path), disk.exists(path)) == (True, False, True)


@pytest.mark.parametrize("relative", ["a", "a/b.txt", "ü/記.md", ".well-known/x", "a..b/c", "console", "com10.txt"])
def test_paths_inside(tmp_path: Path, relative: str) -> None:
    assert inside(tmp_path, relative) == tmp_path / relative


@pytest.mark.parametrize(
    "relative",
    [
        *("", ".", "..", "/", "/etc/passwd", "../x", "a/../../x", "a/..", "a//b", "a/", "./a"),
        *("C:/x", "a:b", "a\\b", "..\\x", "\\\\server\\x", "a\0b", "a\nb", "a?", "a*", "a|b", 'a"', "a<b>"),
        *("nul", "NUL.txt", "com1", "aux.tar.gz", "con .txt", "a.", "a ", "a./b", "x" * 256, "ü" * 128),
    ],
)
def test_paths_that_would_leave_or_break(tmp_path: Path, relative: str) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        inside(tmp_path, relative)


def test_links_that_lead_out(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "own").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    (root / "in").symlink_to(root / "own")
    assert inside(root, "in/new.txt") == root / "in" / "new.txt"
    with pytest.raises(InputError, match="through a symbolic link"):
        inside(root, "out/new.txt")


def test_a_root_that_is_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "root").symlink_to(tmp_path / "real")
    assert inside(tmp_path / "root", "a/b")
    assert wrong_name("a") == ""


@pytest.mark.parametrize("ask", [disk.exists, disk.is_file, disk.is_folder, disk.is_special])
def test_what_no_disk_can_hold_is_not_there(tmp_path: Path, ask: Callable[[Path], bool]) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "round").symlink_to("round")
    for name in ("none", "a" * 5000, "a\0b", "file/below", "round"):
        assert not ask(tmp_path / name)


@pytest.mark.parametrize("ask", [disk.exists, disk.is_file, disk.is_folder, disk.digest_of])
def test_not_allowed_to_look_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Path], object]
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(InputError, match="you are not allowed to read this"):
        ask(tmp_path / "a.jsonl")


def test_a_folder_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError(errno.ENOENT, "No such file or directory")

    monkeypatch.setattr(os, "getcwd", gone)
    with pytest.raises(InputError, match="change to another one"):
        disk.absolute(Path("a"))
