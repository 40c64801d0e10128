"""Where sentences end, and which of them make a teaser."""

from __future__ import annotations

import pytest

from recycle.readers.gfm import read_gfm
from recycle.transforms.sentences import split
from recycle.transforms.teaser import teaser
from recycle.transforms.words import reading_minutes

# One line of words for people, a stroke where a sentence ends.
SENTENCES = """
One. | Two! | Three? | Four… | Five
"One." | (Two.) | 'Three?' | “Four!” | Five
He said “No.” and left. | She stayed.
Dr. Doe met Mr. J. Q. Public at St. Mary. | They spoke, e.g. of Fig. 3 and pp. 4 ff. and i.e. of nothing.
See https://example.com/a.b?c.d and example.org. | Version 1.10.2 costs 3.50 today.
Wait... what? | Yes.
Am 3. Mai um 5 Uhr, z. B. hier, d.h. bzw. dort. | Immer.
The answer is 1024. | The question is not.
Was it I? | It was I. | It was not.
「はい。」と言った。 | 次の文！ | そうか？
これは文です。 | That is one.
Это предложение. | И это тоже.
यह वाक्य है। | यह भी।
هل هذا؟ | نعم.
¿Qué? | ¡Eso!
""".strip().splitlines()


@pytest.mark.parametrize("line", SENTENCES)
def test_sentences(line: str) -> None:
    expected = tuple(line.split(" | "))
    spaced = line.replace(" | ", " ")
    assert split(spaced) == expected


def test_no_words_no_sentences() -> None:
    assert split(" ") == ()


def test_stops_without_end_take_no_time() -> None:
    assert len(split("a. " * 20_000)) == 1
    assert len(split("!?" * 20_000)) == 1
    assert len(split('"' * 20_000)) == 1
    assert len(split("。」" * 20_000)) == 1


ARTICLE = """
# Backups

Hello everybody!

Backups are worth nothing until somebody has restored one. We learnt that when a disk died and the backup would not restore.
Here is what we do now:

- restore a backup every month

> Backups backups restored restored restore.

Our coffee machine is blue. Every month one of us restores a backup on an empty disk. It takes an hour.

    restore backup disk month
"""


def test_summary_goes_first_and_is_never_cut() -> None:
    assert teaser(read_gfm(ARTICLE).document, " What the author\n says. ", 2) == "What the author says."


def test_teaser_is_made_of_whole_sentences_of_running_text_in_reading_order() -> None:
    said = teaser(read_gfm(ARTICLE).document, "", 36)
    assert said == (
        "Backups are worth nothing until somebody has restored one. "
        "We learnt that when a disk died and the backup would not restore. "
        "Every month one of us restores a backup on an empty disk."
    )


def test_one_sentence_that_is_too_long_is_cut() -> None:
    assert teaser(read_gfm("One two three four five six.").document, "", 3) == "One two three …"
    assert teaser(read_gfm("一二三四五六七八九十").document, "", 3) == "一二三…"


def test_chinese_sentences_are_joined_without_a_space() -> None:
    assert teaser(read_gfm("備份很重要。備份要測試。").document, "", 20) == "備份很重要。備份要測試。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Only a heading", "Only a heading"),
        ("- one\n- two", "one two"),
        ("```\ncode\n```", "code"),
        ("Like this:\n\n- one", "Like this:"),
        ("Yes. No.", "Yes. No."),
        ("![a picture](a.png)", "a picture"),
        ("::: only blog\nIn a passage here.\n:::", "In a passage here."),
        ("", ""),
        ("***", ""),
    ],
)
def test_teaser_of_what_is_hardly_a_text(text: str, expected: str) -> None:
    assert teaser(read_gfm(text).document, "", 10) == expected


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (356, 1), (357, 2), (2380, 10)])
def test_reading_minutes(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes
