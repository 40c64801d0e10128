"""A text in pieces that are never torn: words, marks, links' addresses, code; or whole lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from recycle.late import regex

# Scripts without spaces, a character a token: Chinese and Japanese (Thai and its neighbours stay whole between two spaces).
_UNSPACED = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SIGNS = "!-/:-@\\[-`{-~"
_MARKS = "\u2010-\u2027\u2030-\u205e\u3000-\u3004\u3008-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65¡¿«»…"
_LETTERS = f"[^\\s{_SIGNS}{_MARKS}{_UNSPACED}]"
_BLANK = regex(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)")
_HARD = regex(r" {2,}(?:\r\n|\r|\n)")
_RULE = regex(r"-{3,}")
_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


class Token(NamedTuple):
    """``key`` is compared, ``text`` is written; ``pre`` is the white space before it (with the signs of a quote)."""

    key: str
    pre: str
    text: str


Tokens = Sequence[Token]


# Made when first needed: such large sets of characters take long to compile.
@cache
def _token() -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?P<pre>(?:\s|^>|(?<=^>\ )>|(?<=^>)>)*+)
        (?P<text>
            (?P<ticks>`++)(?s:.{{1,500}}?)(?<!`)(?P=ticks)(?!`)
          | <[A-Za-z][A-Za-z0-9+.-]*+:[^\s<>]*+> | </?[A-Za-z][^<>]{{0,300}}> | <!--(?s:.{{0,500}}?)-->
          | https?://[^\s<>()\[\]|]*[^\s<>()\[\]|{_SIGNS}]/?
          | !?\[(?:\^[^\]\s]++\])?+
          | \](?:\((?:[^()\\\n]|\\.|\([^()\n]*+\))*+\)|\[[^\[\]\n]*+\])?+
          | \\[{_SIGNS}] | &\#?\w{{1,32}}+;
          | {_LETTERS}++(?:['’_.\-]{_LETTERS}++)*+
          | [{_UNSPACED}]
          | (?P<sign>[^\s])(?P=sign)*+
        )
        """,
        re.VERBOSE | re.MULTILINE,
    )


def words(text: str) -> list[Token]:
    """The tokens of Markdown: joined, ``pre`` and ``text`` of all are ``text`` without the white space at its end."""
    found: list[Token] = []
    end = 0
    for match in _token().finditer(text):
        found.append(_of(match["pre"], match["text"]))
        end = match.end()
    if rest := text[end:].strip():
        # Signs of a quote without anything in it.
        found.append(Token(rest, text[end : text.index(rest, end)], rest))
    return found


def _of(pre: str, text: str) -> Token:
    return Token("---" if _RULE.fullmatch(text) else text, pre, text)


def lines_of(text: str) -> list[str]:
    """The lines with their ends, as Markdown knows them."""
    return _LINE.findall(text)


def lines(text: str) -> list[Token]:
    """The lines of code, each with its line end; the last one without."""
    return [Token(line.rstrip("\r\n"), "", line) for line in lines_of(text)]


def joined(tokens: Tokens) -> str:
    """The text of tokens."""
    return "".join([token.pre + token.text for token in tokens])


def is_word(token: Token) -> bool:
    """Whether a person would count it as a word."""
    return len(token.key) > 3 or any(map(str.isalnum, token.key))


def said(text: str) -> frozenset[str]:
    """The words of a text, however they are marked and however often they are there; no addresses and no tags."""
    found: set[str] = set()
    for token in filter(is_word, words(text)):
        if token.key[0] == "`":
            found |= said(token.key.strip("`"))
        elif token.key[0] not in "]<" and "://" not in token.key:
            found.add(token.key)
    return frozenset(found)


def space(pre: str) -> str:
    """White space as it matters for the reader: nothing, a space, or what makes a new line or block, exactly."""
    if not pre:
        return ""
    if ">" in pre or _HARD.search(pre) or _BLANK.search(pre):
        return pre.replace("\r\n", "\n")
    return " "


# ── marks that stand in pairs ────────────────────────────────────────────────────────────────────


def unpaired(tokens: Tokens) -> int:
    """How many signs of emphasis, brackets of links and HTML tags have no partner or stand crosswise; links in links count, too."""
    waiting: list[str] = []
    lone = 0
    for at, token in enumerate(tokens):
        sign = _sign(token.key)
        if not sign:
            continue
        if _closes(tokens, at) and sign in waiting[-1:]:
            waiting.pop()
        elif _opens(tokens, at):
            lone += sign == "[" and "[" in waiting
            waiting.append(sign)
        else:
            lone += 1
    return lone + len(waiting)


def _sign(key: str) -> str:
    """What must be equal at both ends of a pair; nothing for a token that needs no partner."""
    if not key:
        return ""
    if key[0] in "*_~" and key == key[0] * len(key):
        return key
    if key in ("[", "![") or key[0] == "]":
        return "["
    if key[0] == "<" and key[-1] == ">" and not key.endswith("/>") and "://" not in key and not key.startswith("<!"):
        return f"<{key.strip('</>').split(maxsplit=1)[0].lower()}" if key.strip("</> ") else ""
    return ""


def _opens(tokens: Tokens, at: int) -> bool:
    key = tokens[at].key
    if key[0] in "*_~":
        return at + 1 < len(tokens) and not tokens[at + 1].pre
    return key[0] != "]" and not key.startswith("</")


def _closes(tokens: Tokens, at: int) -> bool:
    key = tokens[at].key
    if key[0] in "*_~":
        return at > 0 and not tokens[at].pre
    return key[0] == "]" or key.startswith("</")
