"""The web as it is: what is sent once leaves once, and what an error says of it is true, wherever the line breaks."""

from __future__ import annotations

import email.utils
import gzip
import math
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recycle.errors import DestinationError, UnansweredError
from recycle.world import web, wire
from recycle.world.web import Request, Response, Service, Web, form_data, origin, retry_after
from tests.raw_servers import OK, RawServer, Talk, always, answering, serving
from tests.servers.certificate import Certificate, make

HEAD = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\n"
BODY = b'{"id": 7, "link": "https://example.com/7"}'
WHOLE = HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY
PIECES = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in (BODY[:10], BODY[10:]))
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + PIECES + b"0\r\n\r\n"
UNTIL_CLOSED = HEAD + b"\r\n" + BODY
LARGE = b"x" * 300_000


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds

    def web(self) -> Web:
        return Web(now=self.now, sleep=self.sleep)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no certificates but those that a test names itself."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "requests_ca_bundle", "curl_ca_bundle", "ssl_cert_file"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def service(server: RawServer, timeout: float = 5.0) -> Service:
    return Clock().web().service(server.origin, timeout=timeout)


def post(server: RawServer, body: bytes = b'{"title": "One"}', **headers: str) -> Request:
    return Request(method="POST", url=f"{server.origin}/posts", headers=headers, body=body)


def get(server: RawServer, path: str = "/posts", **headers: str) -> Request:
    return Request(method="GET", url=f"{server.origin}{path}", headers=headers)


def a_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


# ── what is sent and what comes back ─────────────────────────────────────────────────────────────


def test_a_write_leaves_to_the_byte_and_comes_back_whole() -> None:
    with serving(answering(WHOLE)) as server:
        response = service(server).write(post(server, Thing="é"))
    assert (response.status, response.body, response.url) == (201, BODY, f"{server.origin}/posts")
    assert response.headers == {"content-type": "application/json", "content-length": str(len(BODY))}
    [request] = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert body == b'{"title": "One"}'
    rows = head.split(b"\r\n")
    assert rows[0] == b"POST /posts HTTP/1.1"
    assert {b"User-Agent: recycle", b"Accept: application/json", "Thing: é".encode("latin-1")} <= set(rows)


@pytest.mark.parametrize("answer", [WHOLE, CHUNKED, UNTIL_CLOSED], ids=["length", "chunks", "until closed"])
def test_bodies_of_every_kind(answer: bytes) -> None:
    with serving(answering(answer)) as server:
        assert service(server).write(post(server)).body == BODY


def test_an_empty_body_is_said_to_be_empty() -> None:
    with serving(answering(OK)) as server:
        service(server).write(post(server, b""))
    assert b"Content-Length: 0\r\n" in server.requests[0]


def test_a_large_body_arrives_whole() -> None:
    with serving(answering(OK)) as server:
        service(server).write(post(server, LARGE))
    assert server.requests[0].endswith(LARGE)


def test_gzip_is_unpacked() -> None:
    packed = gzip.compress(BODY)
    answer = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed) + packed
    with serving(answering(answer)) as server:
        assert service(server).write(post(server)).body == BODY


def test_continue_is_no_answer_yet() -> None:
    with serving(answering(b"HTTP/1.1 100 Continue\r\n\r\n" * 2 + WHOLE)) as server:
        assert service(server).write(post(server)).status == 201


def test_an_early_no_is_heard_although_the_request_was_not_read() -> None:
    def talk(talk: Talk) -> None:
        talk.connection.recv(100)
        talk.say(b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        while talk.connection.recv(65536):  # else the answer is lost with what was not read
            pass

    with serving(talk) as server:
        assert service(server).write(post(server, LARGE)).status == 413


# ── nothing has left ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("verb", [Service.read, Service.write])
def test_refused(verb: Callable[[Service, Request], Response], clock: Clock) -> None:
    url = f"http://127.0.0.1:{a_free_port()}"
    with pytest.raises(DestinationError, match=f"^{url} could not be reached; nothing was sent.$"):
        verb(clock.web().service(url), Request(method="GET", url=url))
    assert len(clock.slept) == (3 if verb is Service.read else 0)


@pytest.mark.parametrize("verb", [Service.read, Service.write])
def test_unknown_host(verb: Callable[[Service, Request], Response], clock: Clock) -> None:
    with pytest.raises(DestinationError, match="that name leads nowhere from here; nothing was sent"):
        verb(clock.web().service("https://nowhere.invalid"), Request(method="GET", url="https://nowhere.invalid/x"))
    assert clock.slept == []


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have other queues")
def test_connecting_takes_too_long(clock: Clock) -> None:
    # Linux lets one more wait than it was told to; whoever comes then gets no answer at all.
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            with suppress(BlockingIOError):
                waiting.connect(listener.getsockname())
        with pytest.raises(DestinationError, match="could not be reached; nothing was sent"):
            clock.web().service(url, timeout=0.1).write(Request(method="POST", url=url, body=b"x"))


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999", "http://a..b/", "http://[::1", "ftp://127.0.0.1", "http://"])
def test_odd_addresses(url: str, clock: Clock) -> None:
    with pytest.raises(DestinationError, match="nothing was sent"):
        clock.web().service(url).write(Request(method="POST", url=url))


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX-More: b", "a\0b", " a", "a ", "日本", "a\x7fb", "\ud800"])
def test_what_no_header_takes(value: str) -> None:
    with serving(answering(OK)) as server, pytest.raises(DestinationError) as caught:
        service(server).write(post(server, Authorization=value))
    assert caught.value.message == "the header Authorization has a character in it that no header takes; nothing was sent."
    assert server.connections == 0


@pytest.mark.parametrize("verb", [Service.read, Service.write])
def test_a_request_for_another_service_does_not_leave(verb: Callable[[Service, Request], Response]) -> None:
    with serving(answering(OK)) as server, serving(answering(OK)) as other:
        for target in (other.origin, f"{server.origin.replace('127.0.0.1', 'localhost')}", f"{other.origin}\\@127.0.0.1:1"):
            with pytest.raises(DestinationError, match="nothing was sent"):
                verb(service(server), Request(method="GET", url=target, headers={"Authorization": "secret"}))
    assert server.connections == other.connections == 0


# ── something may have left ──────────────────────────────────────────────────────────────────────


def says(words: bytes) -> Callable[[Talk], None]:
    def talk(talk: Talk) -> None:
        talk.request()
        talk.say(words)

    return talk


def reads(count: int, *, reset: bool) -> Callable[[Talk], None]:
    def talk(talk: Talk) -> None:
        talk.some(count)
        if reset:
            talk.reset()

    return talk


def length(count: int) -> bytes:
    return HEAD + b"Content-Length: %d\r\n\r\n" % count


BROKEN = {
    "before the request": reads(0, reset=False),
    "in the head": reads(10, reset=True),
    "in the body": reads(200, reset=True),
    "after the request": says(b""),
    "in the status": says(b"HTTP/1.1 2"),
    "after the status": says(b"HTTP/1.1 201 Created\r\n"),
    "in the headers": says(HEAD[:-10]),
    "after a header": says(HEAD),
    "before the body": says(length(10)),
    "in the body of a known length": says(length(10) + b"12345"),
    "in a chunk": says(CHUNKED[: CHUNKED.index(BODY[:10]) + 5]),
    "between chunks": says(CHUNKED[: CHUNKED.index(BODY[10:])]),
    "before the last chunk": says(CHUNKED.removesuffix(b"0\r\n\r\n")),
    "in what is packed": says(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 99\r\n\r\n" + gzip.compress(BODY)[:9]),
}
ODD = {
    "garbage": says(b"\x00\x01\x02\xff" * 50),
    "another protocol": says(b"220 mail.example.com ESMTP\r\n"),
    "HTTP of the future": says(b"HTTP/9.9 200 OK\r\n\r\n"),
    "no status": says(b"HTTP/1.1 abc OK\r\n\r\n"),
    "two lengths": says(HEAD + b"Content-Length: 2, 3\r\n\r\n{}"),
    "a chunk of no size": says(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
    "not packed": says(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"),
    "one endless header": says(HEAD + b"X: " + b"x" * 70_000 + b"\r\n\r\n"),
    "headers without end": says(HEAD + b"X: x\r\n" * 200 + b"\r\n"),
    "early hints": says(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" + WHOLE),
    "another protocol, politely": says(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
}
FAULTS = BROKEN | ODD


@pytest.mark.parametrize("fault", FAULTS)
def test_a_write_that_got_no_answer_is_unanswered_and_is_not_repeated(fault: str) -> None:
    with serving(FAULTS[fault]) as server:
        one = service(server)
        with pytest.raises(UnansweredError, match=f"^{server.origin} "):
            one.write(post(server, LARGE if fault in BROKEN else b"{}"))
    assert server.connections == 1
    assert len(server.requests) <= 1


@pytest.mark.parametrize("fault", FAULTS)
def test_a_read_that_got_no_answer_is_repeated_three_times(fault: str, clock: Clock) -> None:
    with serving(FAULTS[fault]) as server, pytest.raises(DestinationError, match=f"^{server.origin} "):
        clock.web().service(server.origin).read(get(server))
    assert server.connections == 4
    assert clock.slept == [0.2, 0.5, 1.2]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_what_is_no_get_is_not_repeated_even_as_a_read(method: str) -> None:
    with serving(says(b"")) as server, pytest.raises(DestinationError):
        service(server).read(Request(method=method, url=server.origin, body=b"x"))
    assert server.connections == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_write_is_not_repeated_when_the_service_is_busy(status: int) -> None:
    with serving(always(b"HTTP/1.1 %d Busy\r\nContent-Length: 0\r\n\r\n" % status)) as server:
        assert service(server).write(post(server)).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_read_is_repeated_while_the_service_is_busy(status: int, clock: Clock) -> None:
    busy = b"HTTP/1.1 %d Busy\r\nContent-Length: 0\r\n\r\n" % status
    with serving(answering(busy, busy, OK)) as server:
        assert clock.web().service(server.origin).read(get(server)).status == 200
    assert len(server.requests) == 3
    with serving(always(busy)) as server:
        assert clock.web().service(server.origin).read(get(server)).status == status
    assert len(server.requests) == 4


@pytest.mark.parametrize("status", [200, 400, 401, 404, 410, 501])
def test_a_read_with_an_answer_is_not_repeated(status: int) -> None:
    with serving(always(b"HTTP/1.1 %d So\r\nContent-Length: 0\r\n\r\n" % status)) as server:
        assert service(server).read(get(server)).status == status
    assert len(server.requests) == 1


@pytest.mark.parametrize("later", [False, True])
def test_two_answers_to_one_request_are_never_that_to_the_next(later: bool) -> None:
    said = threading.Event()

    def talk(talk: Talk) -> None:
        while talk.request():
            answer = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
            talk.say(answer + b"%05d" % len(talk.server.requests) + (b"" if later else answer + b"wrong"))
            if later:
                time.sleep(0.02)
                talk.say(answer + b"wrong")
            said.set()

    with serving(talk) as server:
        one = service(server)
        for number in (b"00001", b"00002", b"00003"):
            said.clear()
            assert one.write(post(server)).body == number
            said.wait(5)


def test_the_answer_behind_a_hint_is_never_that_to_the_next() -> None:
    hint = b"HTTP/1.1 103 Early Hints\r\n\r\n"
    with serving(answering(hint)) as server:
        one = service(server)
        with pytest.raises(UnansweredError, match=r"gave an answer that is none yet \(103\)"):
            one.write(post(server))
        server.talk = always(OK)
        assert one.write(post(server)).status == 200
    assert server.connections == 2


# ── the law ──────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=150)
@given(st.integers(0, 400), st.booleans(), st.sampled_from([b"", b"{}", b"x" * 100]))
def test_law_wherever_the_request_is_cut(at: int, reset: bool, body: bytes) -> None:
    with serving(reads(at, reset=reset)) as server:
        is_sure = outcome(server, body)
    assert not (is_sure and server.requests)
    assert len(server.requests) <= 1
    assert server.connections == 1


@settings(max_examples=300)
@given(
    st.sampled_from([WHOLE, CHUNKED, UNTIL_CLOSED]), st.floats(0, 1), st.booleans(), st.sampled_from([201, 202, 302, 404, 500])
)
def test_law_wherever_the_answer_is_cut(answer: bytes, part: float, reset: bool, status: int) -> None:
    answer = answer.replace(b" 201 ", b" %d " % status)
    cut = answer[: math.floor(part * len(answer))]

    def talk(talk: Talk) -> None:
        talk.request()
        talk.say(cut)
        if reset:
            talk.reset()

    with serving(talk) as server:
        one = service(server)
        try:
            response = one.write(post(server))
        except UnansweredError:
            pass
        else:
            # Only where nothing says how long it is can what was cut off look whole.
            head, end, _ = cut.partition(b"\r\n\r\n")
            assert end
            assert response.status == status
            assert response.body == BODY or b"Content-Length" not in head
    assert len(server.requests) == server.connections == 1


def outcome(server: RawServer, body: bytes) -> bool:
    """Whether the write surely did not arrive."""
    try:
        service(server).write(post(server, body))
    except DestinationError:
        return True
    except UnansweredError:
        return False
    return False


# ── time and size ────────────────────────────────────────────────────────────────────────────────


def drips(words: bytes, drop: bytes) -> Callable[[Talk], None]:
    def talk(talk: Talk) -> None:
        talk.request()
        talk.say(words)
        for _ in range(200):
            talk.say(drop)
            if talk.server.gone.wait(0.01):
                return

    return talk


@pytest.mark.parametrize(
    "talk",
    [
        drips(b"", b""),
        drips(b"HTTP/1.1 200 ", b"O"),
        drips(b"HTTP/1.1 200 OK\r\n", b"X: x\r\n"),
        drips(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "status", "headers", "length", "chunks", "until closed", "continue"],
)
def test_who_drips_is_out_of_time(talk: Callable[[Talk], None]) -> None:
    with serving(talk) as server, pytest.raises(UnansweredError, match=r"did not answer within 0.1 seconds\.$"):
        Web().service(server.origin, timeout=0.1).write(post(server))
    assert len(server.requests) == 1


def test_who_does_not_take_what_is_sent_is_out_of_time() -> None:
    done = threading.Event()

    def talk(talk: Talk) -> None:
        done.wait(5)

    with serving(talk) as server:
        with pytest.raises(UnansweredError, match="did not answer within"):
            Web().service(server.origin, timeout=0.1).write(post(server, b"x" * 20_000_000))
        done.set()


def test_more_than_a_post_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 3 * 1024 * 1024)
    body = b"x" * (3 * 1024 * 1024)
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n"
    with serving(always(whole % len(body) + body)) as server:
        assert len(service(server).write(post(server)).body) == len(body)
    with serving(always(whole % (len(body) + 1) + body + b"x")) as server:
        with pytest.raises(UnansweredError, match=r"answered with more than 3 megabytes\.$"):
            service(server).write(post(server))
        with pytest.raises(DestinationError, match=r"answered with more than 3 megabytes\.$"):
            service(server).read(get(server))


@pytest.mark.parametrize("status", [b"200 OK", b"302 Found\r\nLocation: /x"], ids=["ok", "redirect"])
@pytest.mark.parametrize("names", [b"gzip", b"gzip, gzip"], ids=["once", "twice"])
def test_a_bomb_goes_off_outside(names: bytes, status: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 1024 * 1024)
    packed = gzip.compress(bytes(50_000_000))
    packed = gzip.compress(packed) if b"," in names else packed
    head = b"HTTP/1.1 %b\r\nContent-Encoding: %b\r\nContent-Length: %d\r\n\r\n" % (status, names, len(packed))
    with serving(answering(head + packed)) as server, pytest.raises(UnansweredError, match="more than 1 megabytes"):
        service(server).write(post(server))


# ── connections that are kept ────────────────────────────────────────────────────────────────────


def test_a_connection_is_kept() -> None:
    with serving(always(WHOLE)) as server:
        one = service(server)
        for _ in range(3):
            one.write(post(server))
        one.read(get(server))
    assert (server.connections, len(server.requests)) == (1, 4)


def test_a_connection_that_the_server_has_closed_meanwhile_is_made_anew() -> None:
    with serving(says(WHOLE)) as server:
        one = service(server)
        for _ in range(5):
            assert one.write(post(server)).status == 201
            assert server.gone.wait(5)
    assert server.connections == len(server.requests) == 5


def test_a_connection_that_was_long_idle_is_made_anew_so_that_no_write_meets_its_end(clock: Clock) -> None:
    with serving(always(WHOLE)) as server:
        one = clock.web().service(server.origin)
        for idle in (0.0, wire.LONGEST_IDLE, wire.LONGEST_IDLE + 0.1):
            clock.time += idle
            one.write(post(server))
    assert (server.connections, len(server.requests)) == (2, 3)


def test_a_write_that_meets_the_end_of_a_kept_connection_is_unanswered_and_left_once() -> None:
    def talk(talk: Talk) -> None:
        talk.request()
        talk.say(WHOLE)
        talk.request()
        talk.reset()

    with serving(talk) as server:
        one = service(server)
        one.write(post(server))
        with pytest.raises(UnansweredError, match="broke off"):
            one.write(post(server))
    assert (server.connections, len(server.requests)) == (1, 2)


# ── redirects ────────────────────────────────────────────────────────────────────────────────────


def sends_on(target: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} There\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode("latin-1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_read_follows_at_the_same_service(status: int) -> None:
    with serving(always(OK)) as server:
        server.talk = answering(sends_on("/new?a=1", status), sends_on(f"{server.origin}/newer#part", status), OK)
        response = service(server).read(get(server, Authorization="Bearer t"))
    assert (response.status, response.url.partition("#")[0]) == (200, f"{server.origin}/newer")
    assert [request.split()[1] for request in server.requests] == [b"/posts", b"/new?a=1", b"/newer"]
    assert all(b"Authorization: Bearer t" in request for request in server.requests)


def test_a_read_follows_nowhere_else() -> None:
    with serving(always(OK)) as other, serving(always(OK)) as server:
        for target in (
            other.origin,
            f"//127.0.0.1:{other.port}/",
            server.origin.replace("127.0.0.1", "localhost"),
            server.origin.replace("http", "https"),
            f"http://127.0.0.1:{other.port}\\@127.0.0.1:{server.port}/",
            f"http://127.0.0.1:{server.port}@127.0.0.1:{other.port}/",
            f"http://127.0.0.1:{other.port}#@127.0.0.1:{server.port}/",
            "http://[::1",
            "javascript:alert(1)",
            "/\xff\xfe\x00",
            "",
        ):
            server.talk = answering(sends_on(target))
            response = service(server).read(get(server, Authorization="Bearer t"))
            assert (response.status, response.headers["location"].strip()) == (302, target.strip())
    assert other.connections == 0


def test_a_read_does_not_run_in_circles() -> None:
    with serving(always(sends_on("/again"))) as server, pytest.raises(DestinationError, match="round in a circle"):
        service(server).read(get(server))
    assert len(server.requests) == 3


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["/new", "http://127.0.0.1:1/x", "\xff\xfe", "http://[::1", ""])
def test_a_write_is_not_followed(status: int, target: str) -> None:
    with serving(always(sends_on(target, status))) as server:
        assert service(server).write(post(server)).status == status
    assert len(server.requests) == 1


# ── turns, pauses, rests ─────────────────────────────────────────────────────────────────────────


def busy_for(asked: str, status: int = 429) -> bytes:
    return f"HTTP/1.1 {status} Busy\r\nRetry-After: {asked}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.mark.parametrize("status", [429, 503])
def test_the_service_rests_after_a_write_that_was_too_much(status: int, clock: Clock) -> None:
    with serving(answering(busy_for("7", status), OK, OK)) as server:
        one = clock.web().service(server.origin)
        assert one.write(post(server)).status == status
        assert clock.slept == []
        assert (one.read(get(server)).status, clock.slept) == (200, [7.0])


def test_a_read_waits_for_as_long_as_it_is_asked_to(clock: Clock) -> None:
    with serving(answering(busy_for("7"), OK)) as server:
        assert clock.web().service(server.origin).read(get(server)).status == 200
    assert clock.slept == [7.0]


@pytest.mark.parametrize("asked", ["3600", "9" * 5000])
def test_more_patience_than_a_run_has(asked: str, clock: Clock) -> None:
    with serving(always(busy_for(asked))) as server:
        one = clock.web().service(server.origin)
        assert one.read(get(server)).status == 429
        for verb in (one.read, one.write):
            with pytest.raises(DestinationError) as caught:
                verb(post(server))
            assert len(caught.value.message) < 150
    assert (len(server.requests), clock.slept) == (1, [])


def test_writes_pause_and_reads_do_not(clock: Clock) -> None:
    with serving(always(OK)) as server:
        web = clock.web()
        one, other = web.service(server.origin, pause=90), web.service(server.origin, pause=1)
        one.write(post(server))
        one.read(get(server))
        assert clock.slept == []
        other.write(post(server))
        assert clock.slept == [90.0]
        clock.time += 30
        one.write(post(server))
        assert clock.slept == [90.0, 60.0]


def test_a_write_that_failed_pauses_too(clock: Clock) -> None:
    with serving(says(b"")) as server:
        one = clock.web().service(server.origin, pause=5)
        for _ in range(2):
            with pytest.raises(UnansweredError):
                one.write(post(server))
    assert clock.slept == [5.0]


def test_two_threads_and_two_accounts_at_one_service_take_turns() -> None:
    inside, most = 0, 0
    lock = threading.Lock()

    def talk(talk: Talk) -> None:
        nonlocal inside, most
        while talk.request():
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with lock:
                inside -= 1
            talk.say(OK)

    with serving(talk) as server:
        web = Web()
        spellings = (server.origin, server.origin.upper().replace("HTTP", "http"), f"{server.origin}/wp-json")
        services = [web.service(url) for url in spellings]

        def ask(at: int) -> None:
            for _ in range(5):
                services[at % 3].write(post(server))
                services[at % 3].read(get(server))

        threads = [threading.Thread(target=ask, args=(at,)) for at in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert (most, len(server.requests)) == (1, 60)


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        *(("0", 0), ("120", 120), (" 5 ", 5), ("1.5", 1.5)),
        *((said, 0) for said in ("-5", "soon", "", "5 seconds", "1.2.3", "nan", "inf", "1e5", "1_0", "\u0661")),
        *((said, 366 * 86400) for said in ("1" * 9, "9" * 400, "9" * 5000)),
    ],
)
def test_retry_after_in_seconds(asked: str, seconds: float) -> None:
    assert retry_after(Response(status=429, headers={"retry-after": asked})) == seconds


def test_retry_after_as_a_date() -> None:
    in_a_minute = email.utils.formatdate(time.time() + 60, usegmt=True)
    assert 50 < retry_after(Response(status=429, headers={"retry-after": in_a_minute})) <= 60
    for past in ("Wed, 21 Oct 2015 07:28:00 GMT", "Wed, 21 Oct 99999 07:28:00 GMT", "31 Feb 2026"):
        assert retry_after(Response(status=429, headers={"retry-after": past})) == 0
    assert retry_after(Response(status=429)) == 0


NUMBERS = st.integers(-5, 10**6)


@given(st.text(max_size=40) | st.builds("Sun, {} Nov {} {}:{}:{} {:+05}".format, *[NUMBERS] * 6))
def test_retry_after_is_always_a_time(asked: str) -> None:
    seconds = retry_after(Response(status=429, headers={"retry-after": asked}))
    assert seconds >= 0
    assert math.isfinite(seconds)


# ── certificates, proxies, other people's passwords ──────────────────────────────────────────────


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make(tmp_path_factory.mktemp("tls") / "certificate")


@pytest.fixture
def tls(certificate: Certificate) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain_file)
    return context


@pytest.mark.parametrize("verb", [Service.read, Service.write])
def test_a_certificate_that_nobody_trusts(verb: Callable[[Service, Request], Response], tls: ssl.SSLContext) -> None:
    with serving(always(OK), tls) as server, pytest.raises(DestinationError, match="no certificate that this machine trusts"):
        verb(service(server), get(server))
    assert (server.connections, server.requests) == (1, [])


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_a_certificate_that_the_person_trusts(
    name: str, certificate: Certificate, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(certificate.ca_file))
    with serving(always(WHOLE), tls) as server:
        one = service(server)
        assert (one.write(post(server)).status, one.read(get(server)).body) == (201, BODY)
    assert server.connections == 1


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"])
def test_certificates_that_are_not_there(
    name: str, tmp_path: Path, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, str(tmp_path / "none.pem"))
    with serving(always(OK), tls) as server, pytest.raises(DestinationError, match=f"{name}.*nothing was sent"):
        service(server).write(post(server))
    assert server.requests == []


def test_no_tls_where_tls_is_asked_for() -> None:
    def talk(talk: Talk) -> None:
        talk.say(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        talk.request()

    with serving(talk) as server:
        url = server.origin.replace("http", "https")
        with pytest.raises(DestinationError, match="nothing was sent"):
            Clock().web().service(url, timeout=1).write(Request(method="POST", url=url, body=b"secret"))
    assert server.connections == 1


@pytest.mark.parametrize("words", [b"", b"garbage that is no TLS" * 20], ids=["cut", "garbage"])
def test_a_write_over_tls_is_not_repeated_either(
    words: bytes, certificate: Certificate, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    """urllib3 takes a fault of TLS for none of reading, and would send a POST again whatever its method."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.ca_file))

    def talk(talk: Talk) -> None:
        talk.request()
        raw = socket.socket(fileno=talk.connection.detach())
        raw.sendall(words)
        raw.close()

    with serving(talk, tls) as server, pytest.raises(UnansweredError, match="broke off"):
        service(server).write(post(server))
    assert server.connections == len(server.requests) == 1


def proxy(seen: list[bytes], target: int) -> Callable[[Talk], None]:
    """A proxy that lets everything through to the port ``target``, or nothing when that is 0."""

    def talk(talk: Talk) -> None:
        seen.append(talk.request())
        if not target:
            talk.say(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
            return
        talk.say(b"HTTP/1.1 200 Connected\r\n\r\n")
        with socket.create_connection(("127.0.0.1", target)) as onward:
            back = threading.Thread(target=pour, args=(onward, talk.connection))
            back.start()
            pour(talk.connection, onward)
            back.join()

    return talk


def pour(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while words := source.recv(65536):
            target.sendall(words)
        target.shutdown(socket.SHUT_WR)


def test_a_proxy_sees_no_secret(certificate: Certificate, tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.ca_file))
    seen: list[bytes] = []
    with serving(answering(WHOLE), tls) as server, serving(proxy(seen, server.port)) as between:
        monkeypatch.setenv("HTTPS_PROXY", between.origin)
        assert service(server).write(post(server, Authorization="Bearer t")).status == 201
    assert b"Authorization: Bearer t" in server.requests[0]
    assert len(seen) == 1
    assert seen[0].startswith(b"CONNECT ")
    assert b"Bearer" not in seen[0]


def test_a_proxy_that_lets_nothing_through(tls: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[bytes] = []
    with serving(answering(OK), tls) as server, serving(proxy(seen, 0)) as between:
        monkeypatch.setenv("HTTPS_PROXY", between.origin)
        with pytest.raises(DestinationError, match="nothing was sent"):
            service(server).write(post(server, Authorization="Bearer t"))
    assert (len(seen), server.connections) == (1, 0)


def test_a_proxy_is_not_asked_for_what_is_on_this_machine_and_not_encrypted(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(always(OK)) as server, serving(always(OK)) as between:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, between.origin)
        assert service(server).write(post(server, Authorization="Bearer t")).status == 200
    assert (len(server.requests), between.connections) == (1, 0)


def test_no_password_from_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with serving(always(OK)) as server:
        service(server).write(post(server, Authorization="Bearer t"))
        service(server).write(post(server))
        server.talk = answering(sends_on("/again"), OK)
        service(server).read(get(server))
    assert [b"Authorization: Bearer t" in request for request in server.requests] == [True, False, False, False]
    assert sum(b"Authorization" in request for request in server.requests) == 1


def test_cookies_come_back_and_can_be_read() -> None:
    cookies = b"Set-Cookie: csrf=one; Path=/\r\nSet-Cookie: csrf=two; Path=/posts\r\nSet-Cookie: other=x\r\n"
    with serving(answering(b"HTTP/1.1 200 OK\r\n" + cookies + b"Content-Length: 0\r\n\r\n", OK)) as server:
        one = service(server)
        assert one.cookie("csrf") == ""
        one.read(get(server))
        assert one.cookie("csrf") in ("one", "two")
        assert one.cookie("none") == ""
        one.read(get(server))
    assert b"csrf=" in server.requests[1]


# ── small things ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "same"),
    [
        ("https://example.com/a?b#c", "https://example.com"),
        ("HTTPS://Example.COM:443", "https://example.com"),
        ("http://example.com:80/", "http://example.com"),
        ("http://example.com:443/", "http://example.com:443"),
        ("https://a:b@example.com", "https://example.com"),
        ("http://[::1]:2368/x", "http://[::1]:2368"),
        ("https://example.com\\@example.org", ""),
        ("https://example.org\\@example.com", ""),
        ("https://exam\tple.com", ""),
        ("https://example.com:port", ""),
        ("http://[::1", ""),
        ("https:///x", ""),
        ("", ""),
    ],
)
def test_origin(url: str, same: str) -> None:
    assert origin(url) == same


def test_form_data() -> None:
    body, kind = form_data({"title": "One", "file": ("a.png", b"png", "image/png")}, "b")
    assert kind == "multipart/form-data; boundary=b"
    assert body == form_data({"title": "One", "file": ("a.png", b"png", "image/png")}, "b")[0]
    assert b'name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\npng\r\n--b--\r\n' in body
    assert b'name="title"\r\n\r\nOne\r\n' in body


def test_the_longest_rest_is_what_it_says() -> None:
    assert web.LONGEST_REST == 60
