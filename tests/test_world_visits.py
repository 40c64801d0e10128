"""Looks at pages: in time whatever the server does, at a pace, no further than the headers, and told for what they are."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import which

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recycle.world import network
from recycle.world.network import Look, look
from recycle.world.visits import Pace
from tests.raw_servers import OK, Talk, always, answering, serving
from tests.servers.certificate import make

SHORT = 0.2
ODD = st.text(st.characters(max_codepoint=0x2FFF), max_size=20)
LONG = 30.0
GONE = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
BUSY = b"HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n"
TIRED = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n"
IN_VAIN = "did not answer within 0.2 seconds."


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds

    def pace(self, pause: float = 1.0) -> Pace:
        return Pace(pause, now=lambda: self.time, sleep=self.sleep)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what the surroundings say of proxies and certificates."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def seen(url: str, timeout: float = LONG, *, is_image: bool = False) -> Look:
    return look(url, timeout, Pace(0.0), is_image=is_image)


def status(number: int) -> bytes:
    return b"HTTP/1.1 %d Such\r\nContent-Length: 0\r\n\r\n" % number


def to(location: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % location


def lines(requests_: list[bytes]) -> list[str]:
    return [request.partition(b" HTTP")[0].decode() for request in requests_]


# ── in time ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(name="over")
def the_end() -> Iterator[threading.Event]:
    over = threading.Event()
    yield over
    over.set()


@pytest.mark.parametrize(
    "words", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"], ids=["silent", "headers", "wait"]
)
def test_a_server_that_drips_is_left_in_time(words: bytes, over: threading.Event) -> None:
    def drip(talk: Talk) -> None:
        talk.request()
        talk.say(words)
        while not over.wait(0.01):
            talk.say(b"X-Drip: y\r\n"[:1] if words else b"")

    with serving(drip) as server:
        assert seen(f"{server.origin}/page", SHORT) == Look(f"{server.origin}/page {IN_VAIN}", may_change=True)
        over.set()


def test_all_redirects_together_have_one_time(over: threading.Event) -> None:
    def slow(talk: Talk) -> None:
        while talk.request() and not over.wait(SHORT / 4):
            talk.say(to(b"/on"))

    with serving(slow) as server:
        assert seen(server.origin, SHORT).wrong == f"{server.origin} {IN_VAIN}"
        assert len(server.requests) < 6
        over.set()


def test_a_server_that_takes_connections_and_no_more() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"https://127.0.0.1:{listener.getsockname()[1]}/"
        assert seen(url, SHORT) == Look(f"{url} {IN_VAIN}")


def test_a_server_that_takes_no_connections() -> None:
    with ExitStack() as open_ones:
        full = open_ones.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):
            waiting = open_ones.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}/"
        assert seen(url, SHORT).wrong == f"{url} {IN_VAIN}"


def test_a_name_server_that_does_not_answer(over: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(*_: object, **__: object) -> list[object]:
        over.wait()
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr("recycle.world.visits._GRACE", 0.0)
    assert seen("http://example.com/", SHORT) == Look(f"http://example.com/ {IN_VAIN}")
    over.set()


# ── what is told ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "words",
    [
        b"nonsense\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-Many: y\r\n" * 1000 + b"\r\n",
    ],
    ids=["nonsense", "long", "many"],
)
def test_answers_that_are_none(words: bytes) -> None:
    with serving(always(words)) as server:
        assert seen(server.origin) == Look(f"{server.origin} gave no whole answer: try again later.", may_change=True)


def test_an_answer_that_breaks_off() -> None:
    def stop(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nX-Cut")

    with serving(stop) as server:
        assert seen(server.origin).wrong == f"{server.origin} gave no whole answer: try again later."


@pytest.mark.parametrize("number", [200, 204, 304, 400, 401, 403, 405, 451, 999])
def test_pages_that_are_there(number: int) -> None:
    with serving(always(status(number))) as server:
        assert seen(server.origin) == Look()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:9/page", "cannot be reached"),
        ("http://[::1]:9/page", "cannot be reached"),
        ("http://[", "cannot be asked"),
        ("http://a b/", "cannot be asked"),
        ("http://..test/", "cannot be asked: URL has an invalid label."),
        ("http://127.0.0.1:99999/", "cannot be asked"),
    ],
)
def test_addresses_where_nobody_is(url: str, said: str) -> None:
    assert seen(url).wrong.startswith(f"{url} {said}")


@given(ODD, ODD)
@example("ex%C3%A4mple.com", "")
@example("%5B", "")
@example("a%2Fb", "")
@example("user%40:x@exämple.com", "")
def test_no_address_is_too_odd(name: str, path: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", nobody)
        assert look(f"http://{name}/{path}", LONG, Pace(0.0)).wrong


def test_a_name_with_percent_signs_is_what_browsers_take_it_for() -> None:
    with pytest.MonkeyPatch.context() as patch, serving(always(OK)) as server:
        patch.setenv("http_proxy", server.origin)
        assert seen("http://ex%C3%A4mple.com/%C3%A4") == Look()
        assert lines(server.requests) == ["GET http://xn--exmple-cua.com/%C3%A4"]


def nobody(*_: object, **__: object) -> None:
    raise socket.gaierror(-2, "nobody is called that")


@pytest.mark.skipif(which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_that_nobody_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make(tmp_path / "certificate")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate.chain_file)
    with serving(always(OK), tls) as server:
        assert seen(server.origin).wrong == f"{server.origin} has no valid certificate."
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.ca_file))
        assert seen(server.origin) == Look()


# ── redirects ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("location", "asked"),
    [
        (b"/next", "/next"),
        (b"next?a=b#place", "/first/next?a=b"),
        ("/café".encode(), "/caf%C3%A9"),
        (b"/caf\xe9", "/caf%E9"),
        (b"/a b%20c", "/a%20b%20c"),
    ],
)
def test_redirects_are_followed_as_they_are_meant(location: bytes, asked: str) -> None:
    with serving(answering(to(location), OK)) as server:
        assert seen(f"{server.origin}/first/") == Look()
        assert lines(server.requests) == ["GET /first/", f"GET {asked}"]


@pytest.mark.parametrize(
    ("location", "said"),
    [
        (b"/again", "sends its readers round in a circle."),
        (b"file:///etc/passwd", "sends its readers to what is no page on the web (file:): correct the address."),
        (b"http://192.168.0.1/x", "sends its readers on to 192.168.0.1, where they cannot follow: correct the address."),
        (b"http://[", "cannot be asked: Invalid IPv6 URL."),
    ],
)
def test_redirects_that_lead_nowhere(location: bytes, said: str) -> None:
    with serving(always(to(location))) as server:
        found = look(server.origin, LONG, Pace(0.0), is_private=lambda url: "192.168" in url)
        assert found == Look(f"{server.origin} {said}")
        assert len(server.requests) == (11 if location == b"/again" else 1)


def test_a_cookie_is_shown_again_on_the_way() -> None:
    first = b"HTTP/1.1 302 Found\r\nLocation: /\r\nSet-Cookie: seen=yes\r\nContent-Length: 0\r\n\r\n"
    with serving(answering(first, OK)) as server:
        assert seen(server.origin) == Look()
    assert b"Cookie: seen=yes" in server.requests[1]


# ── images ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("number", [403, 404, 405, 500, 501])
def test_an_image_is_got_where_heads_are_refused(number: int) -> None:
    with serving(answering(status(number), OK)) as server:
        assert seen(f"{server.origin}/a.png", is_image=True) == Look()
        assert lines(server.requests) == ["HEAD /a.png", "GET /a.png"]


def test_an_image_is_got_where_heads_are_hung_up_on() -> None:
    def moody(talk: Talk) -> None:
        if talk.request().startswith(b"GET"):
            talk.say(OK)

    with serving(moody) as server:
        assert seen(f"{server.origin}/a.png", is_image=True) == Look()


def test_the_head_of_an_image_is_enough() -> None:
    with serving(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n")) as server:
        assert seen(f"{server.origin}/a.png", is_image=True) == Look()
        assert lines(server.requests) == ["HEAD /a.png"]


def test_no_more_than_the_headers_is_waited_for(over: threading.Event) -> None:
    def endless(talk: Talk) -> None:
        talk.request()
        talk.say(b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n")
        over.wait()

    with serving(endless) as server:
        assert seen(server.origin) == Look()
        over.set()


# ── at a pace ────────────────────────────────────────────────────────────────────────────────────


def test_a_host_has_its_pause_whoever_is_asked_between() -> None:
    clock = Clock()
    pace = clock.pace()
    with serving(always(OK)) as one:
        other = one.origin.replace("127.0.0.1", "localhost")
        assert look(one.origin, LONG, pace) == Look()
        clock.time += 0.25
        assert look(other, LONG, pace) == Look()
        assert clock.slept == []
        assert look(one.origin, LONG, pace) == Look()
        assert clock.slept == [0.75]
        clock.time += 1.0
        assert look(one.origin, LONG, pace) == Look()
        assert clock.slept == [0.75]


def test_a_pause_stands_before_each_redirect_and_costs_no_time() -> None:
    clock = Clock()
    with serving(answering(*[to(b"/next")] * 4, OK)) as server:
        assert look(server.origin, 2.0, clock.pace()) == Look()
    assert clock.slept == [1.0] * 4


@pytest.mark.parametrize("answer", [BUSY, TIRED])
@pytest.mark.parametrize("is_image", [True, False])
def test_a_host_that_asks_for_that_is_left_alone(answer: bytes, *, is_image: bool) -> None:
    pace = Clock().pace()
    with serving(always(answer)) as server:
        assert not look(f"{server.origin}/a", LONG, pace, is_image=is_image).is_known
        assert look(f"{server.origin}/b", LONG, pace, is_image=is_image) == Look(is_known=False)
        assert len(server.requests) == 1
        with serving(always(to(server.origin.encode()))) as before:
            assert look(before.origin.replace("127.0.0.1", "localhost"), LONG, pace) == Look(is_known=False)
            assert (len(before.requests), len(server.requests)) == (1, 1)


def test_a_host_that_never_answers_is_not_asked_for_ever() -> None:
    pace = Pace(0.0)
    urls = [f"http://127.0.0.1:9/{number}" for number in range(4)]
    told = [look(url, LONG, pace).wrong for url in urls]
    assert told[:2] == [f"{url} cannot be reached: check the address and the network." for url in urls[:2]]
    assert told[2:] == [f"{url} was not asked: other pages of 127.0.0.1 did not answer." for url in urls[2:]]


def test_a_host_that_answers_now_and_then_is_asked_on() -> None:
    pace = Pace(0.0)
    with serving(answering(GONE, b"nonsense\r\n\r\n", GONE, b"nonsense\r\n\r\n", GONE)) as server:
        told = [look(server.origin, LONG, pace).wrong for _ in range(5)]
    assert [wrong.removeprefix(f"{server.origin} ")[:5] for wrong in told] == ["is no", "gave ", "is no", "gave ", "is no"]


# ── what else asks ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("answer", "said"), [(BUSY, ""), (TIRED, "trouble of its own (it answers 503)")])
def test_whoever_needs_an_answer_now_gets_one(answer: bytes, said: str) -> None:
    with serving(always(answer)) as server:
        assert said in network.answers(server.origin, LONG)


def test_an_answer_that_breaks_off_is_asked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("recycle.world.network.time.sleep", slept.append)
    with serving(answering(b"nonsense\r\n\r\n", OK)) as server:
        assert network.answers(server.origin, LONG, tries=3) == ""
    assert slept == [0.5]


def test_a_proxy_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert "cannot be reached" in seen("http://example.com/").wrong


def test_a_proxy_that_wants_a_login(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(always(status(407))) as proxy:
        monkeypatch.setenv("http_proxy", proxy.origin)
        assert "the proxy on the way wants a login" in seen("http://example.com/").wrong
