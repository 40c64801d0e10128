"""Making words harmless: BBCode has no escape of its own, so each flavour's ``guard`` says how a bracket stays a bracket."""

from __future__ import annotations

import re
from functools import cache
from typing import assert_never
from urllib.parse import quote

from recycle.late import regex
from recycle.writers.bbcode_flavours import INVISIBLE, OPEN, Flavour, Tag

_ADDRESS = regex(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_CODE_TAG = regex(r"\[(?=/?(?:i?code|nobbc|plain)(?![a-z0-9_]))", re.IGNORECASE)
_REFERENCE = regex(r"&(?=#[0-9]+;)")
_ATTRIBUTE_UNSAFE = str.maketrans({"[": "(", "]": ")", '"': "'", "=": "-", OPEN: None, "\n": " "})
_AMPERSAND = "\ufdd1"


# Compiled when a text needs it: all flavours together take as long as reading a piece, and hardly anybody writes for two.
@cache
def _pattern(dangerous: str) -> re.Pattern[str]:
    return re.compile(dangerous, re.IGNORECASE)


def clean(words: str) -> str:
    """``words`` without the two noncharacters that stand for something here."""
    return words if words.isascii() else words.replace(OPEN, "").replace(_AMPERSAND, "")


def harmless(line: str, flavour: Flavour) -> tuple[str, bool]:
    """A finished line (tags of ours open with ``OPEN``) with nothing else in it that the engine would take for markup.

    The second value says whether invisible characters had to be put into the words.
    """
    for sign in flavour.signs:
        if sign in line:
            break
    else:
        return _finished(line), False
    danger = _pattern(flavour.danger)
    if not danger.search(line):
        return _finished(line), False
    match flavour.guard:
        case "invisible":
            return _finished(danger.sub(_spread, line)), True
        case "entity":
            return _finished(danger.sub(_reference, line)), False
        case "wrap":
            spread = re.compile(rf"\[(?=/{flavour.plain})", re.IGNORECASE)
            guarded = danger.sub(lambda found: _wrapped(spread.sub(_spread, found[0]), flavour), line)
            return _finished(guarded), guarded.count(INVISIBLE) > line.count(INVISIBLE)
        case _:
            assert_never(flavour.guard)


def _finished(line: str) -> str:
    return line if line.isascii() else line.replace(OPEN, "[").replace(_AMPERSAND, "&")


def _spread(found: re.Match[str]) -> str:
    return found[0][0] + INVISIBLE + found[0][1:]


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0][0])};" + found[0][1:]


def _wrapped(words: str, flavour: Flavour) -> str:
    return f"{OPEN}{flavour.plain}]{words}{OPEN}/{flavour.plain}]"


def harmless_code(code: str, flavour: Flavour) -> tuple[str, bool]:
    """The inside of a code block: only what would end it, or be decoded in it, is touched."""
    code = clean(code)
    if flavour.guard == "entity":
        return _CODE_TAG.sub("&#91;", _REFERENCE.sub("&#38;", code)), False
    guarded, count = _CODE_TAG.subn("[" + INVISIBLE, code)
    return guarded, count > 0


def inline_code(value: str, flavour: Flavour, spelled: Tag) -> tuple[str, bool]:
    """Code in a line, for ``harmless`` to be run over the line it becomes part of; smileys in it stay the characters they are."""
    value = clean(value)
    if flavour.inline_code_is_raw or (flavour.guard == "wrap" and _changes(value, flavour)):
        value, lost = harmless_code(value, flavour)
        value = value.replace("[", OPEN)
        return spelled.before + (value if flavour.inline_code_is_raw else _wrapped(value, flavour)) + spelled.after, lost
    smileys = re.compile(flavour.smileys) if flavour.smileys else None
    if smileys is None or not smileys.search(value):
        return spelled.before + value + spelled.after, False
    if flavour.guard == "entity":
        return spelled.before + smileys.sub(_references, value) + spelled.after, False
    return spelled.before + smileys.sub(_spread, value) + spelled.after, True


def _changes(value: str, flavour: Flavour) -> bool:
    return bool(_pattern(flavour.danger).search(value) or (flavour.smileys and re.search(flavour.smileys, value)))


def _references(found: re.Match[str]) -> str:
    return "".join(f"{_AMPERSAND}#{ord(char)};" for char in found[0])


def attribute(words: str) -> str:
    """``words`` as a tag's value: brackets, quotes and equals signs cannot stand there and become their nearest likes."""
    return " ".join(words.translate(_ATTRIBUTE_UNSAFE).split())


def web_address(url: str, flavour: Flavour) -> str:
    """The address as ``[url]`` and ``[img]`` take it, or an empty string when a forum cannot link to it (no scheme, or a strange one)."""
    url = url.strip()
    if url.startswith("//"):
        url = "https:" + url
    if url[:8].lower().startswith(("http://", "https://", "ftp://")):
        return re.sub(flavour.url_unsafe, lambda found: quote(found[0], safe=""), url)
    return ""


def mail_address(url: str) -> str:
    """The address in ``mailto:``, or an empty string when it is none or has more than an address in it."""
    address = url[7:] if url[:7].lower() == "mailto:" else ""
    return address if _ADDRESS.fullmatch(address) else ""
