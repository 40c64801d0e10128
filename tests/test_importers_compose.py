"""Whatever a new piece says, its header is read as it was meant."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.importers.compose import compose
from recycle.model import Question, Source, Wording
from recycle.readers.field_values import CONTROL, one_line
from recycle.readers.front_matter import Fields, fields, split

NASTY = "NO yes ~ null 1.10 12:30 --- ... # : - ' \" \\ | > % @ ` [ { ! & * << 0o17 2024-01-01 = é 😀 \ufeff a".split()
LINES = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(NASTY), max_size=6).map(" ".join)).map(
    lambda text: one_line(CONTROL.sub("", text))
)
TEXTS = st.lists(st.one_of(LINES, LINES.map(lambda line: f"  {line}")), max_size=4).map("\n".join).map(str.strip)
WORDS = st.lists(LINES.map(lambda word: word.replace(",", "").strip()).filter(bool), max_size=3, unique=True).map(tuple)
URLS = st.sampled_from(["", "https://example.com/a?b=c#d", "http://example.org/ü:#"])
ZONES = st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=-3, minutes=-30))])
MOMENTS = st.datetimes(timezones=ZONES).map(lambda moment: moment.replace(microsecond=0))
DATES = st.none() | st.dates() | MOMENTS
QUESTIONS = st.builds(Question, text=TEXTS.filter(bool), author=LINES, url=URLS)
SOURCES = st.builds(
    Source, url=URLS.filter(bool), author=LINES, date=st.none() | st.dates(), licence=LINES, question=st.none() | QUESTIONS
)
WORDINGS = st.just(Wording(off=True)) | st.builds(
    Wording,
    title=st.none() | LINES,
    opening=st.none() | TEXTS,
    question=st.none() | TEXTS,
    tags=st.none() | WORDS,
    not_before=DATES,
)
FIELDS = st.builds(
    Fields,
    id=st.sampled_from(["", "a", "null", "123", "no", "日本"]),
    title=LINES,
    description=LINES,
    date=DATES,
    updated=DATES,
    not_before=DATES,
    embargo=DATES,
    tags=WORDS,
    canonical_url=URLS,
    series=LINES,
    author=LINES,
    draft=st.booleans(),
    question=TEXTS,
    source=st.none() | SOURCES,
    wordings=st.dictionaries(st.sampled_from(["blog", "no", "1.10", "a b"]), WORDINGS, max_size=3),
)


@given(FIELDS, st.text(max_size=30))
def test_what_is_composed_is_read_as_it_was(said: Fields, body: str) -> None:
    parts = split(compose(said, body), "a.md")
    found = fields(parts, "a.md")
    assert replace(found.fields, lines=said.lines, wordings=dict(found.fields.wordings)) == said
    assert found.findings == ()
    body_end = body.strip("\n")
    assert parts.body == f"\n{body_end}\n"


def test_order_of_keys_and_readable_blocks() -> None:
    said = Fields(title="A: b", id="a-b", tags=("one", "two: x"), question="What?\n\nAnd: why?", draft=True)
    assert compose(said, "Words.") == (
        "---\ntitle: 'A: b'\nid: a-b\ntags:\n  - one\n  - 'two: x'\ndraft: true\nquestion: |-\n  What?\n\n  And: why?\n---\n\nWords.\n"
    )


def test_nothing_said() -> None:
    assert compose(Fields(), "Words.\n\n") == "---\n---\n\nWords.\n"
