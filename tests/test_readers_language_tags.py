"""Short names of languages: the examples of RFC 5646, appendix A, and what is none."""

from __future__ import annotations

import pytest

from recycle.readers.language_tags import is_language_tag

TAGS = """
de fr ja zh-Hant zh-Hans sr-Cyrl sr-Latn zh-cmn-Hans-CN cmn-Hans-CN zh-yue-HK yue-HK zh-Hans-CN sr-Latn-RS sl-rozaj sl-rozaj-biske sl-nedis de-CH-1901
sl-IT-nedis hy-Latn-IT-arevela de-DE en-US es-419 de-CH-x-phonebk az-Arab-x-AZE-derbend x-whatever qaa-Qaaa-QM-x-southern de-Qaaa sr-Latn-QM
sr-Qaaa-RS en-US-u-islamcal zh-CN-a-myext-x-private en-a-myext-b-another ENG PT-br
""".split()
NONE = [
    "english",
    "Deutsch bitte",
    "xx-yy-zzzz",
    "49",
    "e",
    "de-",
    "-de",
    "de--AT",
    "pt_BR",
    "de-419-DE",
    "a-DE",
    "en-x",
    "de\n",
    "dé",
    "../de",
    "",
]


@pytest.mark.parametrize("tag", TAGS)
def test_tags(tag: str) -> None:
    assert is_language_tag(tag)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_tag(text: str) -> None:
    assert not is_language_tag(text)
