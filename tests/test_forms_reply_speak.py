"""Phrases of a reply are found where they stand; what only looks like one is not."""

from __future__ import annotations

import pytest

from recycle.forms.reply_speak import find
from recycle.readers.gfm import read_gfm


def found(text: str, language: str = "en") -> list[tuple[str, int]]:
    return list(find(read_gfm(text).document, language))


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("As you said, no.", "As you said"),
        ("as he already mentioned", "as he already mentioned"),
        ("That was mentioned earlier in this thread.", "mentioned earlier in this thread"),
        ("See elsewhere in the discussion.", "elsewhere in the discussion"),
        ("Your question is good.", "Your question"),
        ("in your original post", "your original post"),
        ("You asked for it", "You asked"),
        ("Thank you for asking", "Thank you for asking"),
        ("the previous poster", "the previous poster"),
        ("see the answer above", "the answer above"),
        ("I agree with them", "I agree with them"),
        ("Hope this helps!", "Hope this helps"),
        ("what *you* wrote", "you wrote"),
        ("(@ann) knows", "@ann"),
        ("the OP's code", "OP's"),
        ("# Thanks for your question\n", "Thanks for your question"),
        ("- a\n- as you\n  said", "as you said"),
        ("> [!NOTE]\n> Your question", "Your question"),
        ("a[^1]\n\n[^1]: Your question.", "Your question"),
    ],
)
def test_english(text: str, phrase: str) -> None:
    assert [words for words, _ in found(text)] == [phrase]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("Wie du schon gesagt hast", "Wie du schon gesagt"),
        ("wie oben geschrieben", "wie oben geschrieben"),
        ("Deine Frage ist gut.", "Deine Frage"),
        ("Danke für die Frage!", "Danke für die Frage"),
        ("Mein Vorredner hat recht", "Mein Vorredner"),
        ("Ich stimme dir zu", "Ich stimme dir zu"),
        ("Hoffe, das hilft", "Hoffe, das hilft"),
    ],
)
def test_german(text: str, phrase: str) -> None:
    assert [words for words, _ in found(text, "de-AT")] == [phrase]


@pytest.mark.parametrize(
    "text",
    [
        "> As you said, your question.",
        "`your question` and `@decorator`",
        "```\nyour question\n```",
        "ann@example.com, https://example.com/@ann, @scope/name",
        "Readers ask themselves: what did you do? Do your best.",
        "as young people said",
        "STOP and DROP",
        "They hope this week brings more.",
        "Use [your own](https://example.com/your-question).",
    ],
)
def test_what_is_no_reply(text: str) -> None:
    assert found(text) == []


def test_another_language_has_names_only() -> None:
    assert found("Your question, @ann", "fr") == [("@ann", 1)]


def test_lines_are_those_of_the_phrase() -> None:
    text = "One\ntwo @a\n\n- three\n  four\n  @b and\n  your\n  question\n\nİİ @c\n"
    assert found(text) == [("@a", 2), ("@b", 6), ("your question", 7), ("@c", 10)]
