"""The files destination: writes what is new, never writes over what is not its own, and can be asked after a crash."""

from __future__ import annotations

import hashlib
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.destinations import DESTINATIONS
from recycle.destinations.files import Files, Settings
from recycle.destinations.protocol import Answer, Destination, Surroundings
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Asset, Part, Piece, Placement, Variant
from recycle.tree.nodes import Document
from recycle.world import disk
from tests.ledgers import variant

HTML, TEXT = Part("main", "html", ".html", "<p>One</p>\n"), Part("text", "text", ".txt", "One\n")
OTHER = Part("main", "html", ".html", "<p>Two</p>\n")


def files(root: Path, path: str = "site/{slug}{suffix}", url: str = "https://example.com/{slug}/") -> Destination:
    surroundings = Surroundings(root, MappingProxyType({}))
    built: Destination = DESTINATIONS["files"].build(Settings(path=path, url=url), surroundings)
    return built


def written(root: Path) -> dict[str, str]:
    return {
        path.relative_to(root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".recycle" not in path.parts
    }


def asset(root: Path, name: str, data: bytes = b"png") -> Asset:
    disk.write_atomic(root / "content" / "on-lists" / name, data)
    return Asset(name, f"content/on-lists/{name}", hashlib.sha256(data).hexdigest())


def test_place(tmp_path: Path) -> None:
    placement = files(tmp_path).place(variant(HTML, TEXT))
    assert written(tmp_path) == {"site/on-lists.html": "<p>One</p>\n", "site/on-lists.txt": "One\n"}
    assert placement.remote == "site/on-lists.html"
    assert placement.url == "https://example.com/on-lists/"
    assert placement.held == {name: disk.digest_of(tmp_path / name) for name in written(tmp_path)}
    assert files(tmp_path).intact(placement)
    assert not (tmp_path / ".recycle" / "unfinished").exists() or not any((tmp_path / ".recycle" / "unfinished").iterdir())


def test_every_name_of_a_pattern(tmp_path: Path) -> None:
    everything = "o/{outlet}-{id}-{use}/{year}/{month}/{day}/{date}/{slug}.{part}{suffix}"
    one = files(tmp_path, everything, "https://example.com/{year}/{month}/{day}/{date}/{outlet}/{id}/{use}/{slug}")
    placement = one.place(variant(HTML))
    assert placement.remote == "o/blog-on-lists-1/2026/03/01/2026-03-01/on-lists.main.html"
    assert placement.url == "https://example.com/2026/03/01/2026-03-01/blog/on-lists/1/on-lists"


def test_placing_again_writes_nothing(tmp_path: Path) -> None:
    files(tmp_path).place(variant(HTML))
    before = (tmp_path / "site" / "on-lists.html").stat().st_mtime_ns
    files(tmp_path).place(variant(HTML))
    assert (tmp_path / "site" / "on-lists.html").stat().st_mtime_ns == before


def test_the_address_is_known_before(tmp_path: Path) -> None:
    piece = Piece(id="7", slug="über-listen", path="content/x.md", title="x", document=Document(()))
    assert files(tmp_path).address(piece, "blog") == "https://example.com/%C3%BCber-listen/"
    assert files(tmp_path, url="").address(piece, "blog") == ""
    assert files(tmp_path, url="https://example.com/{year}/{slug}").address(piece, "blog") == ""


@pytest.mark.parametrize(
    ("path", "url", "message"),
    [
        ("site/{slgu}", "", r'path: "\{slgu\}" is not known. Did you mean "slug"'),
        ("site/{slug", "", "path: .* cannot be read"),
        ("site/{slug.__class__}", "", "is not known"),
        ("site/{slug!r}", "", "is not known"),
        ("site/{slug:>9}", "", "is not known"),
        ("site/{}", "", "is not known"),
        ("", "", "cannot be used"),
        (".git/hooks/{slug}", "", "cannot be used"),
        ("Ledger/{slug}", "", "cannot be used"),
        ("site/{slug}", "https://example.com/{part}", "is not known"),
        ("site/{slug}", "example.com/{slug}", "is not a web address"),
        ("site/{slug}", "javascript:{slug}", "is not a web address"),
    ],
)
def test_settings_that_cannot_work(tmp_path: Path, path: str, url: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        files(tmp_path, path, url)


@pytest.mark.parametrize(
    "path", ["../{slug}", "/tmp/{slug}", "site/../../{slug}", "site/{slug}:x", "C:/{slug}", "site//{slug}", "nul/{slug}"]
)
def test_paths_that_leave_the_workspace(tmp_path: Path, path: str) -> None:
    with pytest.raises(InputError, match="cannot be used"):
        files(tmp_path, path)


@pytest.mark.parametrize("slug", ["..", "a/b", "../../etc", "a\\b", ""])
def test_a_slug_cannot_leave_its_folder(tmp_path: Path, slug: str) -> None:
    with pytest.raises(DestinationError):
        files(tmp_path).place(replace(variant(HTML), meta=replace(variant().meta, slug=slug)))
    assert written(tmp_path) == {}


def test_a_path_that_needs_a_date(tmp_path: Path) -> None:
    undated = replace(variant(HTML), meta=replace(variant().meta, date=None))
    assert "the piece has no date" in files(tmp_path, "site/{year}/{slug}").blocked(undated, None)


def test_two_parts_need_two_paths(tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match=r"would be the same file site/on-lists: add \{part\} to the path"):
        files(tmp_path, "site/{slug}").place(variant(HTML, TEXT))
    with pytest.raises(DestinationError, match="one file on macOS and Windows"):
        files(tmp_path, "site/{part}").place(variant(replace(HTML, name="A"), replace(TEXT, name="a")))


def test_images_come_along(tmp_path: Path) -> None:
    one = variant(HTML, TEXT, assets=(asset(tmp_path, "a.png"), asset(tmp_path, "img/b.png", b"b")))
    placement = files(tmp_path, "site/{slug}/index{suffix}").place(one)
    assert (tmp_path / "site/on-lists/a.png").read_bytes() == b"png"
    assert (tmp_path / "site/on-lists/img/b.png").read_bytes() == b"b"
    assert len(placement.held) == 4


def test_an_image_that_changed_under_way(tmp_path: Path) -> None:
    one = variant(HTML, assets=(asset(tmp_path, "a.png"),))
    disk.write_atomic(tmp_path / "content/on-lists/a.png", b"other")
    with pytest.raises(DestinationError, match="was changed while it was published"):
        files(tmp_path).place(one)
    disk.remove(tmp_path / "content/on-lists/a.png")
    with pytest.raises(DestinationError, match=r"content/on-lists/a\.png cannot be copied: there is no such file"):
        files(tmp_path).place(one)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("name", ["../../../x.png", "/etc/x.png", "nul"])
def test_an_image_cannot_leave_the_workspace(tmp_path: Path, name: str) -> None:
    with pytest.raises(DestinationError, match="cannot be used"):
        files(tmp_path).place(variant(HTML, assets=(Asset(name, "content/a.png", "0" * 64),)))


def test_an_image_of_the_name_of_the_page(tmp_path: Path) -> None:
    with pytest.raises(DestinationError, match=r"would both be site/on-lists\.html"):
        files(tmp_path).place(variant(HTML, assets=(asset(tmp_path, "on-lists.html"),)))


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    disk.write_atomic(tmp_path / "site" / "on-lists.html", b"mine\n")
    message = r"site/on-lists\.html was not written by recycle: move it away or change the path\."
    with pytest.raises(DestinationError, match=message):
        files(tmp_path).place(variant(HTML))
    assert "was not written by recycle" in files(tmp_path).blocked(variant(HTML), None)
    assert files(tmp_path).preview(variant(HTML), None).startswith("nothing: ")
    assert written(tmp_path) == {"site/on-lists.html": "mine\n"}


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "site" / "on-lists.html").mkdir(parents=True)
    with pytest.raises(DestinationError, match="is a folder"):
        files(tmp_path).place(variant(HTML))


def test_two_pieces_that_want_one_path(tmp_path: Path) -> None:
    files(tmp_path, "site/index.html").place(variant(HTML))
    with pytest.raises(DestinationError, match="was not written by recycle"):
        files(tmp_path, "site/index.html").place(variant(OTHER, key="on-tables/blog/1"))


def test_revise(tmp_path: Path) -> None:
    placement = files(tmp_path).place(variant(HTML))
    revised = files(tmp_path).revise(variant(OTHER), placement)
    assert written(tmp_path) == {"site/on-lists.html": "<p>Two</p>\n"}
    assert revised.held != placement.held
    assert files(tmp_path).intact(revised)
    assert not files(tmp_path).intact(placement)


def test_a_file_changed_by_hand_is_left_alone(tmp_path: Path) -> None:
    one = files(tmp_path)
    placement = one.place(variant(HTML))
    disk.write_atomic(tmp_path / "site" / "on-lists.html", b"mine\n")
    assert not one.intact(placement)
    assert "was changed by hand since recycle wrote it" in one.blocked(variant(OTHER), placement)
    for change in (lambda: one.revise(variant(OTHER), placement), lambda: one.withdraw(placement)):
        with pytest.raises(DestinationError, match="was changed by hand"):
            change()
    assert written(tmp_path) == {"site/on-lists.html": "mine\n"}


def test_a_file_that_vanished_is_written_again(tmp_path: Path) -> None:
    one = files(tmp_path)
    placement = one.place(variant(HTML, TEXT))
    disk.remove(tmp_path / "site" / "on-lists.txt")
    assert not one.intact(placement)
    assert one.blocked(variant(HTML, TEXT), placement) == ""
    assert one.revise(variant(HTML, TEXT), placement) == placement
    assert one.intact(placement)


def test_a_renamed_piece_moves(tmp_path: Path) -> None:
    one = files(tmp_path, "site/{slug}/index{suffix}")
    placement = one.place(variant(HTML))
    renamed = replace(variant(OTHER), meta=replace(variant().meta, slug="about-lists"))
    assert one.preview(renamed, placement) == "write site/about-lists/index.html\nremove site/on-lists/index.html"
    moved = one.revise(renamed, placement)
    assert moved.url == "https://example.com/about-lists/"
    assert written(tmp_path) == {"site/about-lists/index.html": "<p>Two</p>\n"}
    assert not (tmp_path / "site" / "on-lists").exists()


def test_a_renamed_piece_whose_old_file_was_changed_by_hand(tmp_path: Path) -> None:
    placement = files(tmp_path).place(variant(HTML))
    disk.write_atomic(tmp_path / "site" / "on-lists.html", b"mine\n")
    renamed = replace(variant(OTHER), meta=replace(variant().meta, slug="about-lists"))
    with pytest.raises(DestinationError, match="was changed by hand"):
        files(tmp_path).revise(renamed, placement)
    assert written(tmp_path) == {"site/on-lists.html": "mine\n"}


def test_a_piece_renamed_in_case_only(tmp_path: Path) -> None:
    one = files(tmp_path)
    placement = one.place(variant(HTML))
    moved = one.revise(replace(variant(OTHER), meta=replace(variant().meta, slug="On-Lists")), placement)
    assert one.intact(moved)


def test_an_old_file_that_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = files(tmp_path)
    placement = one.place(variant(HTML))
    renamed = replace(variant(OTHER), meta=replace(variant().meta, slug="about-lists"))

    def refuse(_: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(UnansweredError, match="the new files are written, but an old one is still there"):
        one.revise(renamed, placement)
    monkeypatch.undo()
    assert one.find(renamed, placement) is Answer.ABSENT
    one.revise(renamed, placement)
    assert written(tmp_path) == {"site/about-lists.html": "<p>Two</p>\n"}


def test_withdraw(tmp_path: Path) -> None:
    one = files(tmp_path)
    placement = one.place(variant(HTML, assets=(asset(tmp_path, "a.png"),)))
    one.withdraw(placement)
    one.withdraw(placement)
    assert written(tmp_path) == {"content/on-lists/a.png": "png"}


def test_a_ledger_that_names_files_elsewhere(tmp_path: Path) -> None:
    root, outside = tmp_path / "root", tmp_path / "precious.txt"
    root.mkdir()
    outside.write_bytes(b"x")
    with pytest.raises(DestinationError, match="cannot be used"):
        files(root).withdraw(Placement("x", "", {"../precious.txt": disk.digest_of(outside)}))
    assert outside.exists()


def test_preview_changes_nothing(tmp_path: Path) -> None:
    one = files(tmp_path)
    assert one.preview(variant(HTML, TEXT), None) == "write site/on-lists.html\nwrite site/on-lists.txt"
    assert written(tmp_path) == {}
    placement = one.place(variant(HTML, TEXT))
    assert one.preview(variant(OTHER, TEXT), placement) == "replace site/on-lists.html\nleave site/on-lists.txt as it is"


def _fails_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    left, move = [number], Path.replace

    def replace_some(path: Path, target: Path) -> Path:
        if ".recycle" not in str(target):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "No space left on device")
        return move(path, target)

    monkeypatch.setattr(Path, "replace", replace_some)


def test_a_full_disk_undoes_what_was_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = files(tmp_path)
    _fails_at(monkeypatch, 1)
    with pytest.raises(DestinationError, match="the disk is full"):
        one.place(variant(HTML, TEXT))
    assert written(tmp_path) == {}
    monkeypatch.undo()
    placement = one.place(variant(HTML, TEXT))
    before = written(tmp_path)
    left, move = [1], Path.replace

    def second_fails(path: Path, target: Path) -> Path:
        if ".recycle" not in str(target):
            left[0] -= 1
            if left[0] == -1:
                raise OSError(28, "No space left on device")
        return move(path, target)

    monkeypatch.setattr(Path, "replace", second_fails)
    with pytest.raises(DestinationError, match="the disk is full"):
        one.revise(variant(OTHER, replace(TEXT, body="Two\n")), placement)
    assert written(tmp_path) == before


def test_what_cannot_be_undone_is_not_called_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = files(tmp_path)
    placement = one.place(variant(HTML, TEXT))
    _fails_at(monkeypatch, 1)
    with pytest.raises(UnansweredError, match="only a part of the files was written"):
        one.revise(variant(OTHER, replace(TEXT, body="Two\n")), placement)


class _CrashError(BaseException):
    pass


def _crash_after(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    left, move = [number], Path.replace

    def replace_some(path: Path, target: Path) -> Path:
        if ".recycle" not in str(target):
            left[0] -= 1
            if left[0] < 0:
                raise _CrashError
        return move(path, target)

    monkeypatch.setattr(Path, "replace", replace_some)


@pytest.mark.parametrize("reached", [0, 1, 2])
@pytest.mark.parametrize("stood", [False, True])
def test_after_a_crash_the_files_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: int, stood: bool) -> None:
    one = files(tmp_path)
    before = one.place(variant(HTML, TEXT)) if stood else None
    attempted = variant(OTHER, replace(TEXT, body="Two\n"))
    _crash_after(monkeypatch, reached)
    if reached == 2:
        expected = _bring(one, attempted, before)
    else:
        with pytest.raises(_CrashError):
            _bring(one, attempted, before)
    monkeypatch.undo()
    answer = one.find(attempted, before)
    assert answer == (expected if reached == 2 else Answer.ABSENT)
    # Whatever the piece says by now, what the crash left half done is recycle's own and is finished.
    newest = variant(Part("main", "html", ".html", "<p>Three</p>\n"), replace(TEXT, body="Three\n"))
    placed = _bring(one, newest, answer if isinstance(answer, Placement) else before)
    assert written(tmp_path) == {"site/on-lists.html": "<p>Three</p>\n", "site/on-lists.txt": "Three\n"}
    assert one.find(newest, before) == placed


def _bring(one: Destination, wanted: Variant, before: Placement | None) -> Placement:
    return one.revise(wanted, before) if before else one.place(wanted)


def test_two_crashes_in_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = files(tmp_path)
    for reached, words in ((1, "One"), (0, "Two")):
        _crash_after(monkeypatch, reached)
        with pytest.raises(_CrashError):
            one.place(variant(replace(HTML, body=words), replace(TEXT, body=words)))
        monkeypatch.undo()
    one.place(variant(replace(HTML, body="Three"), replace(TEXT, body="Three")))
    assert set(written(tmp_path).values()) == {"Three"}


def test_an_attempt_that_somebody_else_has_overwritten_cannot_be_judged(tmp_path: Path) -> None:
    disk.write_atomic(tmp_path / "site" / "on-lists.html", b"mine\n")
    assert files(tmp_path).find(variant(HTML), None) is Answer.CANNOT_ASK


def test_a_damaged_note_protects_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = files(tmp_path)
    _crash_after(monkeypatch, 1)
    with pytest.raises(_CrashError):
        one.place(variant(HTML, TEXT))
    monkeypatch.undo()
    for note in (tmp_path / ".recycle" / "unfinished").iterdir():
        note.write_bytes(b"{")
    with pytest.raises(DestinationError, match="was not written by recycle"):
        one.place(variant(OTHER, TEXT))


def test_what_the_house_asks_of_every_destination(tmp_path: Path) -> None:
    one = files(tmp_path)
    assert one.final is False
    assert one.check() == ()
    assert isinstance(one, Files)
    assert not any(tmp_path.iterdir())


@given(st.text(max_size=8), st.text(max_size=8))
def test_no_setting_breaks_it_otherwise(path: str, url: str) -> None:
    try:
        one = files(Path("nowhere"), path, url)
    except InputError:
        return
    assert isinstance(one.blocked(variant(HTML), None), str)
