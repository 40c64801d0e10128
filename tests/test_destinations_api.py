"""What all services have in common: what an answer means, in whose words it is told, and that no secret is in them."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request as Asked
from werkzeug import Response as Said

from recycle.destinations.api import Api, base_address
from recycle.destinations.protocol import Surroundings
from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError, InputError, RecycleError, UnansweredError
from recycle.world.web import Request, Response, Web
from tests.raw_servers import always, answering, serving

TOKEN = "s3cret/t+ken ä&\"<x>'"
BASIC = base64.b64encode(f"writer:{TOKEN}".encode()).decode()
ENVIRON: Mapping[str, str] = {"BLOG_TOKEN": f" {TOKEN}\n", "SHORT": "abc"}


def api(url: str, environ: Mapping[str, str] = ENVIRON) -> Api:
    token = Secret("env:BLOG_TOKEN", environ, "token")

    def sign() -> Mapping[str, str]:
        basic = base64.b64encode(f"writer:{token.value()}".encode()).decode()
        return {"Authorization": f"Basic {basic}", "Api-Username": "a-long-name-of-a-writer"}

    surroundings = Surroundings(Path(), environ, None, Web(sleep=lambda _: None))
    return Api(surroundings, url, sign=sign, secrets=(token,))


def answered(status: int, body: bytes | str | Mapping[str, Any] = b"", headers: Mapping[str, str] | None = None) -> Response:
    data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    return Response(status=status, body=data, headers=headers or {})


HERE = api("https://example.com/blog/")


# ── requests ─────────────────────────────────────────────────────────────────────────────────────


def test_a_request_is_shown_as_it_leaves(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/wp/posts").respond_with_json({"id": 1})
    here = api(httpserver.url_for("/wp/"))
    request = here.request("POST", "/posts", query={"a": "b c", "token": TOKEN}, data={"title": "Ünö", "tags": [1]})
    shown = here.shown(request)
    here.send(request)
    asked, _ = httpserver.log[-1]
    head, _, body = shown.partition("\n\n")
    assert asked.get_data() == request.body == body.encode()
    assert asked.content_type == "application/json"
    assert head.splitlines() == [
        f"POST {httpserver.url_for('/wp/posts')}?a=b+c&token=***",
        "Content-Type: application/json",
        "Authorization: ***",
        "Api-Username: ***",
    ]
    assert asked.headers["Authorization"] == f"Basic {BASIC}"


def test_a_request_without_data_has_no_body() -> None:
    assert HERE.request("DELETE", "/posts/1") == Request(method="DELETE", url="https://example.com/blog/posts/1")
    assert HERE.shown(HERE.request("DELETE", "/posts/1")).startswith("DELETE https://example.com/blog/posts/1\n")


def test_a_request_can_be_shown_although_the_secret_is_not_set() -> None:
    here = api("https://example.com", {})
    assert here.shown(here.request("GET", "/")) == "GET https://example.com/\nAuthorization: ***"
    with pytest.raises(DestinationError, match="the environment variable BLOG_TOKEN is not set"):
        here.send(here.request("POST", "/"))


def test_a_signature_wins_over_a_header_of_the_same_name() -> None:
    request = Request(method="GET", url="https://example.com/", headers={"authorization": "mine"})
    assert "mine" not in HERE.shown(request)


@pytest.mark.parametrize("value", ["a\nb", "a\r\nX-More: b", "日本", "pässword", "a\x1bb", "a\0b"])
def test_a_secret_that_no_header_takes(value: str) -> None:
    token = Secret("env:BLOG_TOKEN", {"BLOG_TOKEN": value}, "token")
    with serving(always(b"")) as server:
        surroundings = Surroundings(Path(), {}, None, Web())
        here = Api(surroundings, server.origin, sign=lambda: {"Authorization": f"Bearer {token.value()}"}, secrets=(token,))
        for verb in (here.send, here.read):
            with pytest.raises(DestinationError) as caught:
                verb(here.request("POST", "/"))
            assert "BLOG_TOKEN has a character in it that cannot be sent" in caught.value.message
            assert value not in caught.value.message
    assert server.connections == 0


@pytest.mark.parametrize("value", ["pässword", "日本", "two  spaces", "line\nbreak", "\x1b[2J"])
def test_basic_authentication_takes_any_secret(value: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/").respond_with_json({"message": f"not {value}"}, status=401)
    here = api(httpserver.url_for(""), {"BLOG_TOKEN": value})
    with pytest.raises(DestinationError) as caught:
        here.send(here.request("POST", "/"))
    asked, _ = httpserver.log[-1]
    assert asked.headers["Authorization"] == "Basic " + base64.b64encode(f"writer:{value}".encode()).decode()
    assert ": not ***." in caught.value.message


# ── what an answer means ─────────────────────────────────────────────────────────────────────────


def outcome(verb: Callable[[], object]) -> str:
    try:
        verb()
    except RecycleError as error:
        return type(error).__name__.removesuffix("Error").lower()
    return "yes"


MEANINGS = {
    **dict.fromkeys((200, 201, 202, 204, 206), "yes"),
    **dict.fromkeys((301, 307, 308), "destination"),
    **dict.fromkeys((300, 302, 303, 304, 305, 306), "unanswered"),
    **dict.fromkeys((400, 401, 403, 404, 405, 409, 410, 413, 415, 418, 422, 451, 501), "destination"),
    **dict.fromkeys((408, 425, 429, 500, 502, 503, 504, 507, 520, 599, 999), "unanswered"),
}


@pytest.mark.parametrize(("status", "meaning"), MEANINGS.items())
def test_what_a_status_means_for_a_write(status: int, meaning: str) -> None:
    with serving(always(b"HTTP/1.1 %d So\r\nContent-Length: 2\r\nLocation: /new\r\n\r\n{}" % status)) as server:
        here = api(server.origin)
        assert outcome(lambda: here.send(here.request("POST", "/posts", data={}))) == meaning
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "meaning"), [(200, "yes"), (204, "destination"), (401, "destination"), (503, "destination")]
)
def test_what_a_status_means_for_a_read(status: int, meaning: str) -> None:
    with serving(always(b"HTTP/1.1 %d So\r\nContent-Length: 2\r\n\r\n{}" % status)) as server:
        assert outcome(lambda: api(server.origin).get("/posts")) == meaning


PAGES = ["<!DOCTYPE html><html><body>Log in to this network</body></html>", "\ufeff\n<HTML lang=en><p>Welcome</p></HTML>"]


@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_for_people_is_no_answer_to_a_write(page: str, status: int, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/x").respond_with_data(page, status, content_type="text/html")
    here = api(httpserver.url_for("/"))
    with pytest.raises(UnansweredError, match="a page for people"):
        here.send(here.request("DELETE", "/x"))


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_none(status: int) -> None:
    with serving(always(b"HTTP/1.1 %d Gone\r\nContent-Length: 2\r\n\r\n{}" % status)) as server:
        assert api(server.origin).get("/posts") is None


def test_a_read_follows_here_and_says_where_else_it_was_sent(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/old").respond_with_data(status=301, headers={"Location": "/new?page=2"})
    httpserver.expect_request("/new", query_string="page=2").respond_with_json({"id": 1})
    httpserver.expect_request("/away").respond_with_data(
        status=301, headers={"Location": f"https://example.org/{quote(TOKEN)}?k=1"}
    )
    here = api(httpserver.url_for(""))
    assert here.get("/old") == {"id": 1}
    with pytest.raises(DestinationError, match=r"sends on to https://example\.org/\*\*\*: put that address into config\.yaml"):
        here.get("/away")


def test_a_service_with_another_address_is_told_apart_from_one_that_may_have_done_it() -> None:
    with pytest.raises(DestinationError, match="sends on to another address: put that address into"):
        HERE.refuse(answered(308))
    with serving(always(b"HTTP/1.1 302 Found\r\nLocation: /log\x1b[2J-in?a=b\r\nContent-Length: 0\r\n\r\n")) as server:
        here = api(server.origin)
        with pytest.raises(UnansweredError, match=r"sends on to /log \[2J-in \(302\) and may have done it"):
            here.send(here.request("POST", "/"))


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_secret_is_told_by_the_name_of_its_variable(status: int) -> None:
    with pytest.raises(
        DestinationError, match=r"^https://example\.com said no \(40[13]\): Bad login\. Is BLOG_TOKEN right, and "
    ):
        HERE.refuse(answered(status, {"message": "Bad login."}))


# ── the service's words ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"message": "Title\n is  used."}, "Title is used."),
        ({"errors": ["One", "Two", "One"]}, "One; Two"),
        ({"errors": {"title": ["too long"], "tags": ["too many"]}}, "title: too long; tags: too many"),
        ({"errors": [{"message": "No", "context": "Why", "id": "x"}]}, "No; Why"),
        ({"code": "rest_x", "message": "<strong>Error:</strong> No."}, "Error: No.; rest_x"),
        ({"title": ["is empty"]}, "title: is empty"),
        ({"message": None, "ok": False, "n": 3}, ""),
        ('"only words"', "only words"),
        ("[]", ""),
        ("null", ""),
        ("12", ""),
        (b"\xef\xbb\xbf" + b'{"error": "With a mark"}', "With a mark"),
        ({"error": "\x1b[31mred\x07\u202e \u200dx\x85"}, "[31mred \u200dx"),
        ({"error": "x" * 1000}, "x" * 300),
        (b'{"error": "\xe4"}', ""),
        ("<html>Bad gateway</html>", ""),
        ("", ""),
        (b'{"error": ' * 50 + b'"deep"' + b"}" * 50, ""),
        (b"[" * 200_000, ""),
    ],
)
def test_words(body: Any, said: str) -> None:
    assert HERE.said(answered(400, body)) == said


@given(
    st.recursive(
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    )
)
def test_words_are_one_line_whatever_the_service_says(data: Any) -> None:
    said = HERE.said(answered(400, json.dumps(data)))
    assert len(said) <= 300
    assert said == said.strip()
    assert all(sign.isprintable() or sign in "\u200c\u200d" for sign in said)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b'{"a": "\xff"}', b"[" * 200_000, b"\xff\xfe{\0}\0", '{"a": "ä"}'.encode("latin-1")]
)
def test_what_is_no_json(body: bytes) -> None:
    for kind in (UnansweredError, DestinationError):
        with pytest.raises(kind, match=r"^https://example\.com answered 200 with something that is not JSON\.$"):
            HERE.json(answered(200, body), kind)


def test_json_may_have_a_mark_before_it() -> None:
    assert HERE.json(answered(200, b"\xef\xbb\xbf[1]")) == [1]


# ── no secret anywhere ───────────────────────────────────────────────────────────────────────────

SPELLINGS = [
    TOKEN,
    quote(TOKEN),
    quote(TOKEN, safe=""),
    quote_plus(TOKEN),
    quote(TOKEN, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
    f"Basic {BASIC}",
    BASIC,
    quote(BASIC, safe=""),
    base64.b64encode(TOKEN.encode()).decode(),
    TOKEN.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;").replace("'", "&#x27;"),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("status", [302, 308, 400, 401, 404, 429, 500])
def test_a_secret_that_the_service_repeats_is_not_told(spelling: str, status: int, httpserver: HTTPServer) -> None:
    location = f"/login/{quote(spelling, safe='%')}?t={quote(spelling, safe='')}"

    def repeat(asked: Asked) -> Said:
        words = json.dumps({"message": f"bad {spelling} here", "errors": [{"detail": spelling}], "code": f"a{spelling}b"})
        return Said(words, status, {"Location": location, "X-Echo": quote(spelling), "Content-Type": "application/json"})

    httpserver.expect_request("/posts").respond_with_handler(repeat)
    here = api(httpserver.url_for(""))
    with pytest.raises((DestinationError, UnansweredError)) as caught:
        here.send(here.request("POST", "/posts", data={}))
    for secret in (*SPELLINGS, "s3cret", BASIC[:20]):
        assert secret not in caught.value.message
    if status >= 400:
        assert "bad *** here; ***; a***b" in caught.value.message


def test_what_is_no_secret_is_told() -> None:
    with serving(
        always(b'HTTP/1.1 400 No\r\nContent-Length: 46\r\n\r\n{"error": "Basic a-long-name-of-a-writer no."} ')
    ) as server:
        here = api(server.origin)
        with pytest.raises(DestinationError, match=r"\(400\): Basic a-long-name-of-a-writer no\.$"):
            here.send(here.request("POST", "/"))


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), min_size=4, max_size=30).filter(lambda text: len("".join(text.split())) > 3))
def test_no_secret_is_told_whatever_it_is(value: str) -> None:
    here = api("https://example.com", {"BLOG_TOKEN": value})
    secret = value.strip()
    said = here.said(answered(400, {"message": secret}))
    assert said == "***"
    assert secret not in here.shown(here.request("POST", "/posts", data={"a": f"-{secret}-"}))


# ── addresses ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("url", "plain"),
    [
        ("https://example.com", "https://example.com"),
        ("https://example.com//", "https://example.com"),
        ("https://example.com/@me/blog/", "https://example.com/@me/blog"),
        ("http://localhost:2368/", "http://localhost:2368"),
        ("http://[::1]:80/x", "http://[::1]:80/x"),
        ("HTTP://127.0.0.1", "HTTP://127.0.0.1"),
    ],
)
def test_addresses(url: str, plain: str) -> None:
    assert base_address(url) == plain


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            "example.com",
            "ftp://example.com",
            "https://",
            "https://exa mple.com",
            "https://example.com:port",
            "https:example.com",
        ),
        *(
            "https://writer:hunter2@example.com",
            "https://hunter2@example.com",
            "writer:hunter2@example.com",
            "https://@/hunter2",
        ),
        *("https://example.com/?token=hunter2", "https://example.com/#hunter2", "example.com?hunter2"),
        *("http://example.com", "http://127.0.0.1.example.com", "http://localhost.example.com", "http://10.0.0.1"),
        *("https://example.com\\@example.org", "https://example.com\\x"),
    ],
)
def test_addresses_that_will_not_do(url: str) -> None:
    with pytest.raises(InputError) as caught:
        base_address(url)
    assert caught.value.message.startswith("url: ")
    assert "hunter2" not in caught.value.message


def test_each_try_is_signed_anew() -> None:
    count = iter(range(10))
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
    with serving(answering(ok, ok)) as server:
        surroundings = Surroundings(Path(), {}, None, Web())
        here = Api(surroundings, server.origin, sign=lambda: {"Authorization": f"Token number-{next(count)}"}, secrets=())
        here.get("/")
        here.send(here.request("POST", "/"))
    assert [b"number-%d" % at in request for at, request in enumerate(server.requests)] == [True, True]
    assert here.said(answered(400, {"message": "number-0 and number-1 and Token"})) == "number-0 and number-1 and Token"
