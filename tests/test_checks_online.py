"""``check --online``: which pages are asked after, how often, in which order, and what of it is remembered."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from recycle.cli.main import run
from recycle.model import Piece
from recycle.readers.gfm import read_gfm
from recycle.steps.checking.online import REMEMBERED, Asker
from recycle.steps.workspace import Workspace, open_workspace
from recycle.world import World
from recycle.world.network import Look
from recycle.world.visits import Pace
from tests.raw_servers import OK, RawServer, always, serving
from tests.shell import worlds
from tests.test_checks_pieces import piece

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
CONFIG = "outlets: {blog: {form: blog, destination: by_hand}}\n"
A_DAY, A_WEEK = dt.timedelta(days=1), dt.timedelta(days=7)
A_MINUTE = dt.timedelta(minutes=1)
AN_HOUR = dt.timedelta(hours=1)


class Pages:
    """Answers by what is in the address, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []

    def look(self, url: str, _: float, __: Pace, *, is_image: bool, is_private: object) -> Look:
        assert callable(is_private)
        self.asked.append((url, is_image))
        return Look(f"{url} is gone." if "gone" in url else "", is_known="busy" not in url)

    @property
    def urls(self) -> list[str]:
        return [url for url, _ in self.asked]


def workspace(root: Path, now: dt.datetime = START) -> Workspace:
    (root / "config.yaml").write_text(CONFIG, encoding="utf-8", newline="\n")
    return open_workspace(World(root=root, now=lambda: now, new_id=lambda: "0", environ={}))


def told(asker: Asker, *pieces: Piece) -> list[tuple[str, int]]:
    """The messages and lines of what ``check --online`` would say of the pieces."""
    for one in pieces:
        asker.learn(one)
    for url in asker.due:
        asker.ask(url)
    asker.keep()
    return [(finding.message, finding.line) for finding in asker.findings(again(*pieces))]


def again(*pieces: Piece) -> Callable[[Piece], Piece]:
    return lambda bare: next(one for one in pieces if one.path == bare.path)


def written(text: str) -> Piece:
    return replace(piece(), document=read_gfm(text).document)


def asked_for(text: str, root: Path) -> list[tuple[str, bool]]:
    pages = Pages()
    told(Asker(workspace(root), pages.look), written(text))
    return pages.asked


@pytest.mark.parametrize(
    "text",
    [
        "[words](https://forum.example.org/a)",
        "[words](https://forum.example.org/a#there)",
        "[words](HTTPS://forum.example.org/a)",
        "[a](https://forum.example.org/a) and [b](https://forum.example.org/a#b)",
        "![a](https://forum.example.org/a) and [b](https://forum.example.org/a#b)",
        "> - [words][one]\n\n[one]: https://forum.example.org/a",
    ],
)
def test_what_is_asked_after_is_asked_once(text: str, tmp_path: Path) -> None:
    assert [(url.replace("HTTPS", "https"), is_image) for url, is_image in asked_for(text, tmp_path)] == [
        ("https://forum.example.org/a", False)
    ]


def test_addresses_that_are_shown_are_asked_after(tmp_path: Path) -> None:
    text = "<https://www.iana.org/a> and https://www.iana.org/b"
    assert [url for url, _ in asked_for(text, tmp_path)] == ["https://www.iana.org/a", "https://www.iana.org/b"]


def test_images_are_asked_for_by_their_heads(tmp_path: Path) -> None:
    about = replace(written("![a](https://example.com/a.png)"), cover_image="https://example.com/b.png")
    pages = Pages()
    told(Asker(workspace(tmp_path), pages.look), about)
    assert pages.asked == [("https://example.com/a.png", True), ("https://example.com/b.png", True)]


@pytest.mark.parametrize(
    "text",
    [
        "[d](/e) [f](g.md) [h](#i) [j](mailto:user@example.com) `https://www.iana.org/` ![k](k.png)",
        "<http://localhost:8000/> [a](http://127.0.0.1/) ![a](http://192.168.2.7/a.png) [a](http://[fd00::1]/) [a](http://nas.local/)",
        "[a](https://user:Xw93kQm2@www.iana.org/) [a](https://www.iana.org/?token=Zk3mQ9vR7xT2bN5wLp8)",
        "<https://example.com/your-page> https://shop.example.org/ <https://app.test/> <https://a.example/>",
        "[a](http://) [a](http://[) [a](ftp://ftp.example.com/)",
    ],
    ids=["not the web", "private", "secret", "examples", "broken"],
)
def test_what_is_not_asked_after(text: str, tmp_path: Path) -> None:
    assert asked_for(text, tmp_path) == []


def test_a_piece_that_has_the_rule_off_is_not_asked_for(tmp_path: Path) -> None:
    about = replace(written("[a](https://example.com/gone)"), checks={"link-no-answer": "off"})
    pages = Pages()
    assert told(Asker(workspace(tmp_path), pages.look), about) == []
    assert pages.asked == []
    about = replace(about, checks={"link-no-answer": "error"})
    asker = Asker(workspace(tmp_path), pages.look)
    assert told(asker, about)
    assert [one.severity for one in asker.findings(again(about))] == ["error"]


def test_hosts_take_turns(tmp_path: Path) -> None:
    text = " ".join(f"[a](https://{host}.example.com/{number})" for host in "abc" for number in range(3 if host == "a" else 1))
    assert [url[8:].replace(".example.com", "") for url, _ in asked_for(text, tmp_path)] == ["a/0", "b/0", "c/0", "a/1", "a/2"]
    (tmp_path / REMEMBERED).unlink()
    asker = Asker(workspace(tmp_path), Pages().look)
    asker.learn(written(text))
    assert asker.shortest == 2.0


def test_every_place_with_a_page_that_is_gone_is_told(tmp_path: Path) -> None:
    (tmp_path / "piece.md").write_text(
        "Words\n[a](https://example.com/gone)\n[b](https://example.com/gone#b)\n", encoding="utf-8"
    )
    about = written("Words\n[a](https://example.com/gone)\n[b](https://example.com/gone#b)\n")
    pages = Pages()
    wrong = "https://example.com/gone is gone."
    assert told(Asker(workspace(tmp_path), pages.look), about) == [(wrong, 2), (wrong, 3)]
    assert len(pages.asked) == 1


@pytest.mark.parametrize(
    ("page", "after", "is_asked"),
    [
        ("a", A_WEEK - A_MINUTE, False),
        ("a", A_WEEK + A_MINUTE, True),
        ("gone", AN_HOUR - A_MINUTE, False),
        ("gone", AN_HOUR + A_MINUTE, True),
        ("busy", dt.timedelta(), True),
        ("a", -A_DAY, True),
        ("gone", -A_DAY, True),
    ],
)
def test_what_is_remembered(page: str, after: dt.timedelta, *, is_asked: bool, tmp_path: Path) -> None:
    about = written(f"[a](https://example.com/{page})")
    wrong = [("https://example.com/gone is gone.", 1)] if page == "gone" else []
    assert told(Asker(workspace(tmp_path), Pages().look), about) == wrong
    pages = Pages()
    assert told(Asker(workspace(tmp_path, START + after), pages.look), about) == wrong
    assert bool(pages.asked) == is_asked


def test_what_a_host_keeps_to_itself_is_counted_and_not_told(tmp_path: Path) -> None:
    asker = Asker(workspace(tmp_path), Pages().look)
    assert told(asker, written("[a](https://example.com/gone-and-busy) [b](https://example.com/busy)")) == []
    assert asker.unasked == 2
    assert not (tmp_path / REMEMBERED).exists()


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"nothing",
        b"[]",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"https://example.com/a": 1}',
        b'{"https://example.com/a": ["never", ""]}',
        b'{"https://example.com/a": ["2026-11-22T09:00:00", ""]}',
        b'{"https://example.com/a": ["2026-11-22T09:00:00+00:00"]}',
        b'{"https://example.com/a": ["2026-11-22T09:00:00+00:00", "", ""]}',
        b'{"https://example.com/a": ["9999-12-31T23:59:59-23:59", ""]}',
        b'{"https://example.com/a": ["0001-01-01T00:00:00+23:59", ""]}',
    ],
)
def test_a_damaged_memory_is_no_memory(kept: bytes, tmp_path: Path) -> None:
    (tmp_path / REMEMBERED).parent.mkdir()
    (tmp_path / REMEMBERED).write_bytes(kept)
    pages = Pages()
    assert told(Asker(workspace(tmp_path), pages.look), written("[a](https://example.com/a)")) == []
    assert pages.urls == ["https://example.com/a"]
    assert json.loads((tmp_path / REMEMBERED).read_bytes()) == {"https://example.com/a": ["2026-11-22T09:00:00+00:00", ""]}


def test_a_memory_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / ".recycle").write_text("a file where a folder should be", encoding="utf-8")
    about = written("[a](https://example.com/gone)")
    assert told(Asker(workspace(tmp_path), Pages().look), about) == [("https://example.com/gone is gone.", 1)]
    (tmp_path / ".recycle").unlink()
    (tmp_path / REMEMBERED).mkdir(parents=True)
    assert told(Asker(workspace(tmp_path), Pages().look), about) == [("https://example.com/gone is gone.", 1)]


def test_two_runs_at_once_remember_both(tmp_path: Path) -> None:
    one, other = Asker(workspace(tmp_path), Pages().look), Asker(workspace(tmp_path), Pages().look)
    told(one, written("[a](https://example.com/a)"))
    told(other, written("[b](https://example.com/b)"))
    assert sorted(json.loads((tmp_path / REMEMBERED).read_bytes())) == ["https://example.com/a", "https://example.com/b"]


def test_what_is_old_is_forgotten(tmp_path: Path) -> None:
    told(Asker(workspace(tmp_path), Pages().look), written("[a](https://example.com/a)"))
    told(Asker(workspace(tmp_path, START + 8 * A_DAY), Pages().look), written("[b](https://example.com/b)"))
    assert list(json.loads((tmp_path / REMEMBERED).read_bytes())) == ["https://example.com/b"]


def test_a_run_of_hours_is_written_down_on_the_way(tmp_path: Path) -> None:
    asker = Asker(workspace(tmp_path), Pages().look)
    asker.learn(written(" ".join(f"[a](https://example.com/{number})" for number in range(150))))
    for url in asker.due[:120]:
        asker.ask(url)
    assert len(json.loads((tmp_path / REMEMBERED).read_bytes())) == 100


# ── the command ──────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(name="root")
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8", newline="\n")
    (tmp_path / "content").mkdir()
    monkeypatch.setattr("recycle.steps.checking.online.Pace", lambda pause: Pace(pause, sleep=lambda _: None))
    return tmp_path


@contextmanager
def proxy(monkeypatch: pytest.MonkeyPatch, answer: bytes) -> Iterator[RawServer]:
    """A stand-in for the web: whatever host is asked for with http, it is there."""
    with serving(always(answer)) as server:
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.setenv("http_proxy", server.origin)
        yield server


def note(root: Path, *links: str) -> None:
    text = "".join(f"\nA paragraph with [a link]({link}).\n" for link in links)
    (root / "content" / "note.md").write_text(f"---\ntitle: A note\ndate: 2026-03-14\n---\n{text}", encoding="utf-8")


def online(root: Path, make_world: Callable[[Path], World] | None = None) -> int:
    return run(["-C", str(root), "check", "--online"], make_world or worlds())


def test_the_command_asks_and_tells(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    make_world = worlds()
    note(root, "http://example.com/a", "http://example.com/b#c", "http://example.com/b")
    with proxy(monkeypatch, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n") as server:
        assert online(root, make_world) == 0
        assert [request.split(b" ")[1] for request in server.requests] == [b"http://example.com/a", b"http://example.com/b"]
        printed = capsys.readouterr()
        assert printed.out.count("[link-no-answer]") == 3
        assert "content/note.md:8: warning: http://example.com/b is not there any more (it answers 404)" in printed.out
        assert "asking after 2 pages\n" in printed.err
        assert online(root, make_world) == 0
        assert len(server.requests) == 2
        printed = capsys.readouterr()
        assert printed.out.count("[link-no-answer]") == 3
        assert "asking" not in printed.err


def test_the_command_says_what_it_left(root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    note(root, *(f"http://example.com/{number}" for number in range(3)))
    with proxy(monkeypatch, b"HTTP/1.1 429 Slow Down\r\nContent-Length: 0\r\n\r\n") as server:
        assert online(root) == 0
        assert len(server.requests) == 1
    printed = capsys.readouterr()
    assert "link-no-answer" not in printed.out
    assert "3 pages were left for another time: their hosts ask not to be asked so much\n" in printed.err


def test_the_command_says_how_long_it_takes(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    note(root, *(f"http://example.com/{number}" for number in range(130)))
    with proxy(monkeypatch, OK):
        assert online(root) == 0
    printed = capsys.readouterr().err
    assert "asking after 130 pages; that takes 3 minutes or more" in printed
    assert "\n50 of 130\n100 of 130\n" in printed


def test_what_was_found_is_kept_when_somebody_stops_it(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note(root, "http://example.com/a", "http://example.com/b")

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("recycle.steps.checking.online.Pace", lambda pause: Pace(pause, sleep=stop))
    with proxy(monkeypatch, OK) as server:
        assert online(root) == 130
        assert len(server.requests) == 1
    assert list(json.loads((root / REMEMBERED).read_bytes())) == ["http://example.com/a"]
