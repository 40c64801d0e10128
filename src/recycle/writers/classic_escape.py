"""Making words harmless in Markdown from before CommonMark, by the rules of one service (``classic_flavours.py``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from urllib.parse import quote

from recycle.late import regex
from recycle.writers.bbcode_flavours import INVISIBLE
from recycle.writers.classic_flavours import Classic, Rule

_NUMBER = regex(r"(\d+)(?=\.(?: |$))", re.ASCII)
_URL_UNSAFE = regex(r"[\s()<>\[\]\"'\\^`{|}*]")
_ENTITY = regex(r"&(?=(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z0-9]+);)")
_TEMPLATE = regex(r"\{[{%].*[}%]\}", re.DOTALL)
_OPENING = regex(r"\{+%|\{{2,}|\{\Z")
_BEGINNING = regex(r"^( *)([-+*\d])", re.MULTILINE | re.ASCII)
_ALT = str.maketrans({"[": "(", "]": ")", "{": "(", "}": ")", "`": "'", "\\": "/", "\n": " "})
SAFE_TITLE = regex(r"[\w ,.:;?/+=#%-]+")
SAFE_ADDRESS = regex(r"https?://[A-Za-z0-9./:%?=#+,_-]+")
"""Addresses that can stand between angle brackets, and are their own words there."""


@cache
def _pattern(rules: tuple[Rule, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"({rule.danger})" for rule in rules), re.IGNORECASE)


def _ruled(text: str, rules: Sequence[Rule]) -> tuple[str, bool]:
    changed = False

    def one(found: re.Match[str]) -> str:
        nonlocal changed
        rule = rules[(found.lastindex or 1) - 1]
        changed = changed or rule.changes
        return rule.harmless.replace("{}", found[0])

    return _pattern(tuple(rules)).sub(one, text), changed


def words(value: str, flavour: Classic, *, in_brackets: bool = False) -> tuple[str, bool]:
    """``value`` with nothing in it that would be markup. The second value says whether invisible characters had to be put in."""
    found = _TEMPLATE.search(value) if flavour.raw and "endraw" not in value else None
    if found and flavour.raw:
        # One pair around all of it, for the sake of whoever reads the source.
        before, first = words(value[: found.start()], flavour, in_brackets=in_brackets) if found.start() else ("", False)
        inner, second = _plain(found[0], flavour, in_brackets=in_brackets)
        after, third = words(value[found.end() :], flavour, in_brackets=in_brackets) if value[found.end() :] else ("", False)
        return f"{before}{flavour.raw.before}{inner}{flavour.raw.after}{after}", first or second or third
    if not flavour.raw or "{" not in value:
        return _plain(value, flavour, in_brackets=in_brackets)
    pieces, changed, at = [], False, 0
    for opening in _OPENING.finditer(value):
        text, one = _plain(value[at : opening.start()], flavour, in_brackets=in_brackets)
        pieces += [text, flavour.raw.before, opening[0], flavour.raw.after]
        changed, at = changed or one, opening.end()
    text, one = _plain(value[at:], flavour, in_brackets=in_brackets)
    return "".join((*pieces, text)), changed or one


def _plain(value: str, flavour: Classic, *, in_brackets: bool) -> tuple[str, bool]:
    if not value or value.isalnum():
        return value, False
    return _ruled(value, (*flavour.rules, *flavour.in_brackets) if in_brackets else flavour.rules)


def in_line(value: str, flavour: Classic) -> tuple[str, bool]:
    """Code in a line; only what would not stay itself there is touched."""
    return _ruled(value, (*flavour.code, *flavour.unfenced))


def in_fences(code: str, flavour: Classic) -> tuple[str, bool]:
    """The same in a block with fences."""
    return _ruled(code, flavour.code)


def in_box(code: str, flavour: Classic) -> tuple[str, bool]:
    """The same in a block that is code because it is indented."""
    text, changed = in_line(code, flavour)
    return _untemplated(text, flavour, changed=changed)


def html_box(code: str, flavour: Classic) -> tuple[str, bool]:
    """A code block as HTML, which has a reference for every sign; also for what would look like a list's item to who looks for lists only."""
    text, changed = _ruled(code, flavour.code)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "&#96;")
    text, changed = _untemplated(_BEGINNING.sub(lambda found: f"{found[1]}&#{ord(found[2])};", text), flavour, changed=changed)
    return f"<pre><code>{text}\n</code></pre>", changed


def _untemplated(text: str, flavour: Classic, *, changed: bool) -> tuple[str, bool]:
    if not flavour.raw or not _OPENING.search(text):
        return text, changed
    if "endraw" in text:
        return _OPENING.sub(lambda found: INVISIBLE.join(found[0]), text), True
    return f"{flavour.raw.before}{text}{flavour.raw.after}", changed


def line_start(line: str, flavour: Classic) -> str:
    """A line of a paragraph that begins no other block."""
    if line[:1].isalpha():
        return line
    if _line_start(flavour.line_start).match(line):
        return f"\\{line}"
    number = _NUMBER.match(line)
    return f"{number[0]}\\{line[number.end() :]}" if number else line


@cache
def _line_start(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def heading_end(text: str) -> str:
    """A heading's words whose last ``#`` are words too; an escape would not keep Redcarpet from dropping them."""
    bare = text.rstrip("#")
    return bare + "&#35;" * (len(text) - len(bare))


def address(url: str, flavour: Classic) -> str:
    """The address of a link or an image between its round brackets; empty when readers could not follow it."""
    url = url.strip()
    if url.startswith("//"):
        url = f"https:{url}"
    if not url or (flavour.web_only and not url[:8].lower().startswith(("http://", "https://"))):
        return ""
    safe = _URL_UNSAFE.sub(lambda found: quote(found[0], safe=""), url)
    return _ENTITY.sub("&amp;", safe) if flavour.entities_in_urls else safe


def alternative(text: str, flavour: Classic) -> str:
    """An image's alternative text: no escape works there, so that signs which cannot stand there become their nearest likes."""
    said = " ".join(text.translate(_ALT).split()).replace("!(", "! (")
    return _ENTITY.sub("&amp;", said) if flavour.entities_in_urls else said
