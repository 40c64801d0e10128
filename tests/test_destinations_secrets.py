"""Secrets are named and never shown."""

from __future__ import annotations

import base64
import copy
import html
import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.destinations.secrets import SHOWN, Secret, without
from recycle.errors import DestinationError, InputError

WORDS = st.text("ab*%2F\"'&<>+/= \n\té日", min_size=4, max_size=12)


def is_plain(value: str) -> bool:
    """Whether the secret is no escape itself, has no white space around it, and is long enough without that in it."""
    return not set(value) & set("%&\\+") and value == value.strip() and len("".join(value.split())) > 3


def secret(value: str, name: str = "TOKEN") -> Secret:
    return Secret(f"env:{name}", {name: value}, "token")


@pytest.mark.parametrize(
    "said", ["hunter2", "", "env:", "env:1A", "env:A-B", "env:A B", "env:A\n", "ENV:A", " env:A", "env:Ä", "$A"]
)
def test_what_is_no_name_is_refused_and_not_repeated(said: str) -> None:
    with pytest.raises(InputError) as caught:
        Secret(said, {}, "token")
    assert caught.value.message == "token: write env:NAME and put the secret into the environment variable NAME."


@pytest.mark.parametrize("environ", [{}, {"TOKEN": ""}, {"TOKEN": " \n"}])
def test_a_secret_that_is_not_set(environ: Mapping[str, str]) -> None:
    one = Secret("env:TOKEN", environ, "token")
    assert not one.is_set
    with pytest.raises(DestinationError, match=r"^the environment variable TOKEN is not set; it holds the secret"):
        one.value()
    assert without("anything", (one,)) == "anything"


def test_a_secret_is_read_when_it_is_needed_and_without_the_line_end_of_its_file() -> None:
    environ: dict[str, str] = {}
    one = Secret("env:TOKEN", environ, "token")
    environ["TOKEN"] = " hunter2\r\n"
    assert one.is_set
    assert one.value() == "hunter2"


def test_printing_a_secret_shows_its_name() -> None:
    one = secret("hunter2")
    assert f"{one} {one!r} {[one]}" == "env:TOKEN env:TOKEN [env:TOKEN]"
    assert "hunter2" not in repr(copy.copy(one))


@pytest.mark.parametrize(
    ("value", "text", "left"),
    [
        ("hunter2", "a hunter2, hunter2!", "a ***, ***!"),
        ("hunter2", "Hunter2 hunter", "Hunter2 hunter"),
        ("abc", "abc is too short to be one", "abc is too short to be one"),
        ("a/b+c d", "a%2Fb%2Bc%20d a%2fb%2bc%20d a%2Fb%2Bc+d a/b%2Bc%20d", "*** *** *** ***"),
        ("abcd efgh", "abcdefgh abcd efgh abcd+efgh", "*** *** ***"),
        ('say "no"', '{"token": "say \\"no\\"", "html": "say &quot;no&quot;"}', '{"token": "***", "html": "***"}'),
        ("pässe", '{"token": "p\\u00e4sse"} p%C3%A4sse p%c3%a4sse', '{"token": "***"} *** ***'),
        ("hunter2", "aHVudGVyMg==", SHOWN),
    ],
)
def test_spellings(value: str, text: str, left: str) -> None:
    assert without(text, (secret(value),)) == left


def test_the_longer_of_two_goes_first() -> None:
    assert without("token-and-more token", (secret("token"), secret("token-and-more", "OTHER"))) == "*** ***"


def test_more_than_secrets() -> None:
    assert without("Bearer eyJ.x.y and hunter2", (secret("hunter2"),), ("eyJ.x.y",)) == "Bearer *** and ***"


@given(st.lists(WORDS, min_size=1, max_size=3), st.lists(WORDS, max_size=3))
def test_no_value_is_left(values: list[str], between: list[str]) -> None:
    secrets = [secret(value, f"S{at}") for at, value in enumerate(values)]
    known = [one.value() for one in secrets if one.is_set and len(one.value()) > 3]
    text = "".join(part for pair in zip([*between, "", "", ""], values, strict=False) for part in pair)
    left = without(text, secrets)
    assert [value for value in known if value in left.replace(SHOWN, "\0")] == []


ONE_WAY = (
    quote,
    quote_plus,
    lambda text: quote(quote(text, safe=""), safe=""),
    lambda text: re.sub("%..", lambda found: found[0].lower(), quote(text, safe="")),
    html.escape,
    lambda text: json.dumps(text)[1:-1],
    lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    lambda text: quote(html.escape(json.dumps(text)[1:-1])),
    lambda text: "".join(f"&#{ord(sign)};" for sign in text),
    lambda text: "".join(f"&#x{ord(sign):X};" for sign in text),
    lambda text: base64.b64encode(text.encode()).decode(),
)


SIGNS = st.characters(codec="utf-8", exclude_categories=("Cc", "Cn", "Co"))


@given(st.text(SIGNS, min_size=4, max_size=20).filter(is_plain), st.sampled_from(ONE_WAY))
def test_no_spelling_is_left(value: str, spell: Callable[[str], str]) -> None:
    assert without(f"<<{spell(value)}>>", (secret(value),)) == f"<<{SHOWN}>>"


@given(st.text(max_size=60))
def test_what_has_no_secret_in_it_stays_as_it_is(text: str) -> None:
    assert without(text, (secret("hunter2hunter2"),)) == text
