"""Where a piece was first written: ``source:`` in a header."""

from __future__ import annotations

from recycle.model import Finding, Question, Source
from recycle.readers.field_findings import unknown_keys
from recycle.readers.field_names import QUESTION_KEYS, SOURCE_KEYS
from recycle.readers.field_values import Section, Value, day_of, line_text_of, text_of, url_of, within


def source_of(top: Section, value: Value | None, findings: list[Finding]) -> Source | None:
    """The source, from its keys or from an address alone; None when there is none. Unknown keys go to ``findings``."""
    if value is None or value.data is None:
        return None
    if isinstance(value.data, str):
        return Source(url=url_of(value))
    inner = within(top, value, "source: {url: https://forum.example.com/t/1}")
    unknown_keys(inner, SOURCE_KEYS, findings)
    return Source(
        url=url_of(inner.get("url")),
        author=line_text_of(inner.get("author")),
        date=day_of(inner.get("date")),
        licence=line_text_of(inner.get("licence") or inner.get("license")),
        question=_question(inner, inner.get("question"), findings),
    )


def _question(parent: Section, value: Value | None, findings: list[Finding]) -> Question | None:
    if value is None or value.data is None:
        return None
    if not isinstance(value.data, dict):
        return Question(text=text_of(value))
    inner = within(parent, value, "question: {text: How do I?, author: A. Reader}")
    unknown_keys(inner, QUESTION_KEYS, findings)
    return Question(text=text_of(inner.get("text")), author=line_text_of(inner.get("author")), url=url_of(inner.get("url")))
