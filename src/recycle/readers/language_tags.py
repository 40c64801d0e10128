"""Short names of languages."""

from __future__ import annotations

import re

from recycle.late import regex

# RFC 5646 (BCP 47), section 2.1. Of a language's own name only two and three letters are taken: longer ones are reserved or have to be
# registered, and none is (section 2.2.1). The irregular tags of 1999, which are all deprecated, are left out.
_TAG = regex(
    r"""
    (?: [a-z]{2,3} (?:-[a-z]{3}){0,3}         # language, such as de, and what extends it
        (?: -[a-z]{4} )?                      # script: Latn
        (?: -(?: [a-z]{2} | [0-9]{3} ) )?     # region: AT, 419
        (?: -(?: [a-z0-9]{5,8} | [0-9][a-z0-9]{3} ) )*  # variants: 1996, valencia
        (?: -[a-wyz0-9] (?:-[a-z0-9]{2,8})+ )*          # extensions: u-co-phonebk
        (?: -x (?:-[a-z0-9]{1,8})+ )?         # for private use
      | x (?:-[a-z0-9]{1,8})+
    )\Z""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)
SHORT_NAME = "the short name of a language, such as en, de or pt-BR"


def is_language_tag(text: str) -> bool:
    """Whether ``text`` is made as BCP 47 wants a language's name to be. Whether there is such a language is not asked."""
    is_usual = len(text) == 2 and text.isascii() and text.isalpha()
    return is_usual or _TAG.match(text) is not None
