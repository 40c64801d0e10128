"""What is about to become public and should not: found by its shape, and not where it is only shown how such a thing looks."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from recycle.checks.numbers import numbers
from recycle.checks.people import addresses
from recycle.checks.private_links import private_links
from recycle.checks.quotations import quotations, sources
from recycle.checks.secrets import secrets
from recycle.model import Source
from tests.test_checks_pieces import facts, piece

HEX = "0123456789abcdef"
LOT = "q7Zl2mRwUb5tKcVd9XyPf3HsNgJ8aE4oTi6B"
LONG = "The water has to boil for four minutes, and the lid has to stay where it is all the time, since otherwise you only heat the kitchen and not the tea."


# Put together here, so that nobody who looks for secrets in this file finds any.
@pytest.mark.parametrize(
    "secret",
    [
        "AKIA" + LOT[:16].upper(),
        "gh" + "p_" + LOT,
        "github" + "_pat_" + LOT + LOT,
        "glp" + "at-" + LOT[:20],
        "xo" + "xb-" + LOT,
        "sk" + "_live_" + LOT,
        "AI" + "za" + LOT[:35],
        "sk" + "-proj-" + LOT,
        "npm" + "_" + LOT,
        "9f3e7a1b5c2d8f4e6a0b9c1d:" + "9f3e7a1b" * 8,
        "https://me:" + LOT[:9] + "@git.firma.zz/a.git",
    ],
)
def test_secrets(secret: str) -> None:
    for text in (f"It is {secret}.", f"Words.\n\n```\na\nkey={secret}\n```", f"`{secret}`"):
        (found,) = secrets(facts(piece(text)))
        assert found.line == (5 if "```" in text else 1)
        assert secret not in found.message


@pytest.mark.parametrize(
    "text",
    [
        "AKIAIOSFODNN7EXAMPLE and ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "sk-this-is-a-rather-long-slug-of-a-page-about-xxxx",
        "https://user:password@example.com/ and https://example.com:8080/a@b.c",
        "-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----",
        "glpat-aaaaaaaaaaaaaaaaaaaaaaaa",
        "task-force-and-risk-management-of-other-things-entirely",
    ],
)
def test_what_only_shows_how_a_secret_looks(text: str) -> None:
    assert list(secrets(facts(piece(text)))) == []


def test_addresses_and_numbers_of_people() -> None:
    text = (
        "Ask k.l@firma.zz, press@firma.zz, core-team@firma.zz, me@example.com, anna@my.example.org, or [her](mailto:b@firma.zz).\n"
        "`c@firma.zz` git@github.com x@1.2 cpython@3.12 @handle\n\n| a@firma.zz | +46 8 123 45 67 |\n|---|---|\n"
    )
    assert [one.message.split()[5].rstrip(";") for one in addresses(facts(piece(text)))] == [
        "k.l@firma.zz",
        "a@firma.zz",
    ]
    assert len(list(numbers(facts(piece(text))))) == 1
    assert list(addresses(facts(piece("me@mine.se"), site_url="https://www.mine.se/"))) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("+49 (0)30 901820, +1 212-736-5000, (212) 736-5000", 3),
        ("+1 (212) 555-0147, 2026-11-22 09:00, 1+1 = 2, +5 %, (2026), 192.168.100.200, C++20, 3.1415926535, +1000000", 0),
        ("from (123) 456 to 789, RFC 2606, +1/-1, 10 000 000 000", 0),
    ],
)
def test_telephone_numbers(text: str, count: int) -> None:
    assert len(list(numbers(facts(piece(text))))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("[a](http://192.168.2.7/x) [b](http://10.0.0.1:8080/) [c](http://nas/x) [d](https://wiki.firma.internal/)", 4),
        (
            "[a](https://example.com/a?token=q7Zl2mRwUb5tKcVd9X) ![b](https://example.com/b.png?X-Amz-Signature=9f3e7a1b5c2d8f4e6a)",
            2,
        ),
        ("<http://localhost:8000/> [localhost:8000/a](http://localhost:8000/a) [b](https://example.com/?token=short)", 0),
        ("[a](https://8.8.8.8/) [b](mailto:a@b) [c](/x) [d](#y) [e](https://example.com/signature?page=2)", 0),
    ],
)
def test_private_links(text: str, count: int) -> None:
    assert len(list(private_links(facts(piece(text))))) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"He thinks so.\n\n> {LONG}", 1),
        (f"- one\n\n  > {LONG}", 1),
        (f"He wrote:\n\n> {LONG}", 0),
        (f"As in [his book](https://example.com/).\n\n> {LONG}", 0),
        (f"> {LONG}\n>\n> — A maker of tea", 0),
        (f"> {LONG}\n\n— A maker of tea", 0),
        (f"> {LONG}[^1]\n\n[^1]: The manual.", 0),
        ("> Only a turn of phrase.", 0),
        (f"```\nask tea\n```\n\n> {LONG}", 0),
        (f"> [!NOTE]\n> {LONG}", 0),
        (f"> **Note:** {LONG}", 0),
        (f"> ⚠️ *Please note that* {LONG}", 0),
        (f"> Noteworthy people think so. {LONG}", 1),
    ],
)
def test_quotations(text: str, count: int) -> None:
    assert len(list(quotations(facts(piece(text))))) == count


@pytest.mark.parametrize(
    ("author", "licence", "rules"),
    [
        ("Somebody", "CC BY-ND 4.0", ["source-forbids"]),
        ("Somebody", "All rights reserved", ["source-forbids"]),
        ("Somebody", "", ["source-no-licence"]),
        ("Somebody", "CC BY-SA 4.0", []),
        ("Somebody", "by kind permission", []),
        ("The writer", "All rights reserved", []),
        ("", "", []),
    ],
)
def test_sources(author: str, licence: str, rules: list[str]) -> None:
    about = replace(piece(), source=Source(url="https://example.com/", author=author, licence=licence))
    assert [one.rule for one in sources(replace(facts(about), author="The writer"))] == rules
