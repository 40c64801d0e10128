"""Clock, locks, clipboard, browser and network."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import sys
import webbrowser
from pathlib import Path
from typing import Any

import pytest
import requests
import responses
from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from recycle.errors import NeedsPersonError, RecycleError
from recycle.world import World, clock, desktop, network
from recycle.world.locks import held

REPOSITORY = Path(__file__).parents[1]


def test_the_real_world(tmp_path: Path) -> None:
    real = World.real(tmp_path)
    assert real.root == tmp_path
    assert real.now().utcoffset() is not None
    assert real.environ.get("PATH")
    assert len({real.new_id() for _ in range(1000)}) == 1000
    assert all(len(real.new_id()) == 26 and set(real.new_id()) <= set(clock.ALPHABET) for _ in range(10))


@given(
    st.integers(0, 2**48 - 1),
    st.integers(0, 2**48 - 1),
    st.binary(min_size=10, max_size=10),
    st.binary(min_size=10, max_size=10),
)
def test_ids_sort_by_time(one: int, other: int, chance: bytes, other_chance: bytes) -> None:
    first, second = clock.spell_id(one, chance), clock.spell_id(other, other_chance)
    assert (first < second) == ((one, chance) < (other, other_chance))


def test_the_id_of_a_known_time() -> None:
    # The time part of the ULID specification's own example.
    assert clock.spell_id(1469918176385, bytes(10))[:10] == "01ARYZ6S41"


_HOLDS = """
import sys
from pathlib import Path
from recycle.world.locks import held
with held(Path(sys.argv[1]), 0, "publishing"):
    print("held", flush=True)
    sys.stdin.read()
"""


def _holder(lock: Path) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-c", _HOLDS, str(lock)]
    process = subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_a_lock_that_another_process_holds_and_dies_with(tmp_path: Path) -> None:
    lock = tmp_path / ".recycle" / "publish.lock"
    with _holder(lock) as process:
        with (
            pytest.raises(NeedsPersonError, match=rf"another recycle \(process {process.pid}\) is publishing here since "),
            held(lock, 0, "publishing"),
        ):
            pass
        process.kill()
        process.wait()
        with held(lock, 5, "publishing"):
            pass


def test_a_lock_is_free_again_after_an_error(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    with pytest.raises(ValueError, match="boom"), held(lock, 0, "trying"):
        raise ValueError("boom")
    with held(lock, 0, "trying"):
        pass


def test_a_holder_that_has_left_no_name(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    with held(lock, 0, "trying"):
        (tmp_path / "x.txt").write_bytes(b"?")
        with (
            pytest.raises(NeedsPersonError, match="another recycle is at work here, so settling has to wait"),
            held(lock, 0, "settling"),
        ):
            pass


def test_a_folder_that_cannot_be_locked(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(RecycleError, match="cannot be locked"), held(tmp_path / "file" / "x.lock", 0, "trying"):
        pass


class _Programs:
    """Stands in for the system's programs: knows some, and keeps what they were fed."""

    def __init__(self, *known: str, code: int = 0, error: Exception | None = None) -> None:
        self.known, self.code, self.error = known, code, error
        self.fed: dict[str, bytes] = {}

    def which(self, name: str, path: str = "") -> str | None:
        return f"/bin/{name}" if name in self.known else None

    def run(self, command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        if self.error:
            raise self.error
        self.fed[Path(command[0]).name] = options["input"]
        return subprocess.CompletedProcess(command, self.code)

    def take_over(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(shutil, "which", self.which)
        monkeypatch.setattr(subprocess, "run", self.run)


@pytest.mark.parametrize(
    ("program", "environ", "encoding"),
    [
        ("pbcopy", {}, "utf-8"),
        ("wl-copy", {"WAYLAND_DISPLAY": "wayland-0"}, "utf-8"),
        ("xclip", {"DISPLAY": ":0"}, "utf-8"),
        ("xsel", {"DISPLAY": ":0"}, "utf-8"),
        ("clip.exe", {}, "utf-16"),
    ],
)
def test_the_clipboard(monkeypatch: pytest.MonkeyPatch, program: str, environ: dict[str, str], encoding: str) -> None:
    programs = _Programs(program)
    programs.take_over(monkeypatch)
    assert desktop.copy_to_clipboard("Grüße 🙂", environ)
    assert programs.fed[program].decode(encoding) == "Grüße 🙂"


@pytest.mark.parametrize(
    "programs",
    [
        _Programs(),
        _Programs("xclip"),
        _Programs("pbcopy", code=1),
        _Programs("pbcopy", error=OSError()),
        _Programs("pbcopy", error=subprocess.TimeoutExpired("x", 1)),
    ],
)
def test_no_clipboard(monkeypatch: pytest.MonkeyPatch, programs: _Programs) -> None:
    programs.take_over(monkeypatch)
    assert not desktop.copy_to_clipboard("x", {})


def test_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def note(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    screen = {"DISPLAY": ":0"}
    assert desktop.open_url("https://example.org/new", screen)
    for url in ("file:///etc/passwd", "javascript:alert(1)", "", "http://[", "example.org"):
        assert not desktop.open_url(url, screen)
    assert opened == ["https://example.org/new"]


def test_no_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> bool:
        raise webbrowser.Error("none")

    monkeypatch.setattr(webbrowser, "open", fail)
    assert not desktop.open_url("https://example.org/", {"DISPLAY": ":0"})
    monkeypatch.setattr(sys, "platform", "linux")
    assert not desktop.open_url("https://example.org/", {})
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not desktop.open_url("https://example.org/", {})


URL = "https://forum.example.org/new"


@responses.activate
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, ""),
        (401, ""),
        (403, ""),
        (429, ""),
        (404, "is not there any more (it answers 404)"),
        (410, "(it answers 410)"),
        (503, "trouble of its own (it answers 503)"),
    ],
)
def test_a_page_that_answers(status: int, said: str) -> None:
    responses.get(URL, status=status)
    assert said in network.answers(URL, 1)
    assert bool(network.answers(URL, 1)) == bool(said)


@responses.activate
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (requests.exceptions.SSLError(ssl.SSLCertVerificationError("x")), "has no valid certificate"),
        (requests.exceptions.SSLError("x"), "makes no safe connection"),
        (requests.exceptions.ConnectTimeout("x"), "did not answer within 1 seconds"),
        (requests.exceptions.ConnectionError("x"), "cannot be reached"),
        (requests.exceptions.ChunkedEncodingError("x"), "cannot be asked"),
    ],
)
def test_a_page_that_does_not(error: Exception, said: str) -> None:
    responses.get(URL, body=error)
    assert said in network.answers(URL, 1)


def test_no_password_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine forum.example.org login ada password secret\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    with responses.RequestsMock() as service:
        service.get(URL)
        assert network.answers(URL, 1) == ""
        assert "Authorization" not in service.calls[0].request.headers


@pytest.fixture(name="slept")
def slept_seconds(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    slept: list[float] = []
    monkeypatch.setattr("recycle.world.network.time.sleep", slept.append)
    return slept


def test_where_nobody_is_reached_nobody_is_waited_for(slept: list[float]) -> None:
    assert "cannot be reached" in network.answers("http://127.0.0.1:9/page", 5, tries=3)
    assert slept == []


def test_a_page_that_is_not_there_yet_is_asked_for_again(httpserver: HTTPServer, slept: list[float]) -> None:
    httpserver.expect_ordered_request("/page").respond_with_data("", status=404)
    httpserver.expect_ordered_request("/page").respond_with_data("", status=503)
    httpserver.expect_ordered_request("/page").respond_with_data("", status=200)
    assert network.answers(httpserver.url_for("/page"), 5, tries=3) == ""
    assert len(slept) > 0


def test_a_look_asks_once(httpserver: HTTPServer, slept: list[float]) -> None:
    httpserver.expect_ordered_request("/page").respond_with_data("", status=503)
    assert "trouble of its own" in network.answers(httpserver.url_for("/page"), 5)
    assert (slept, len(httpserver.log)) == ([], 1)


def test_an_address_that_is_none() -> None:
    assert "cannot be asked" in network.answers("nonsense", 1)
