"""A link may write a name in many ways; whatever a link writes is found by one of the words that git is asked for."""

from __future__ import annotations

import pytest

from recycle.steps.commits.spellings import spellings


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("pic.png", "pic.png"),
        ("long_name.png", r"long\_name.png"),
        ("some&pic.png", "some&amp;pic.png"),
        ("some(1).png", r"some\(1\).png"),
        ("größe.png", "gr%c3%b6%c3%9fe.png"),
        ("größe.png", "gr%C3%B6%C3%9Fe.png"),
        ("größe.png", "gr&ouml;&szlig;e.png"),
        ("long~name.png", "long%7Ename.png"),
        ("ü.md", "%c3%bc.md"),
        ("ü.md", "%C3%BC.md"),
        ("ü.md", "ü.md"),
        ("a&b", "a&amp;b"),
        ("a b", "a%20b"),
    ],
)
def test_what_a_link_writes_is_found(name: str, written: str) -> None:
    assert any(word in written for word in spellings(name)), spellings(name)


def test_what_stands_behind_a_name_is_looked_for_with_it() -> None:
    assert spellings("first-reply.md", "#") == ("first-reply.md#",)
    assert spellings("größer-als.md", "#") == ("er-als.md#",)
    assert spellings("long-name_a", "/#") == ("long-name",)
    assert spellings("ab", "#") == ("ab#",)


def test_nothing_is_looked_for_twice() -> None:
    assert spellings("a.md") == ("a.md",)
    assert spellings("two-c.md") == ("two-c.md",)
