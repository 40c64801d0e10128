"""What must be escaped so that words stay words in GitHub Flavored Markdown, and nothing more.

The rules are CommonMark 0.31.2's (https://spec.commonmark.org/0.31.2/) and those of GFM's bare addresses, tables, tasks and
alerts (https://github.github.com/gfm/). Every escape is a backslash before ASCII punctuation.
"""

from __future__ import annotations

import re

from recycle.late import regex

_PUNCTUATION = r"!-/:-@\[-`{-~"
_CANDIDATE = regex(r"[\\`*_~\[\]<&@]")
_BACKSLASH = regex(rf"[{_PUNCTUATION}]")
_ENTITY = regex(r"&(?=#[0-9xX]|[A-Za-z][A-Za-z0-9]*;)")
_AMPERSAND = "&amp;"
_TAG = regex(r"<(?:[A-Za-z/!?]|[^\s<>]*@|\Z)")
_ADDRESS = regex(r"(?:http|https|ftp)(?=://)|www(?=\.)", re.IGNORECASE)
_IN_ADDRESS = regex(r"[A-Za-z0-9.+_-]")
_IN_DOMAIN = regex(r"[A-Za-z0-9_-]")
_ANY_PUNCTUATION = regex(r"[!-/:-@\[-`{}~]")  # but not the pipe: a cell escapes it
_BALANCED = regex(r"[^()]*(?:\([^()]*\)[^()]*)*")
_ESCAPING = regex(rf"\\(?=[{_PUNCTUATION}]|\Z)")
_LINE_START = regex(
    r"(?:#{1,6}|[-+*])(?= |$)|>|:::|=+ *$|(?=.*-)[-:| ]+$|\[[ xX]\](?!\()|\[!(?:note|tip|important|warning|caution)\]",
    re.IGNORECASE,
)
_NUMBER = regex(r"(\d{1,9})(?=[.)](?: |$))", re.ASCII)
_CLOSING_HASHES = regex(r"(?:^|(?<= ))(?=#+$)")


def escape_text(value: str, *, joined: bool, in_brackets: bool = False, in_strike: bool = False) -> str:
    """Words with the escapes that they need wherever they stand in a line.

    ``joined``: something other than a space stands right before them. ``in_brackets``: they are the text of a link or image.
    """
    if _CANDIDATE.search(value):
        text = f"{'.' if joined else ' '}{value}"

        def one(match: re.Match[str]) -> str:
            at = match.start()
            return f"\\{text[at]}" if at and _needs_escape(text, at, in_brackets=in_brackets, in_strike=in_strike) else text[at]

        value = _CANDIDATE.sub(one, text)[1:]
    return _ADDRESS.sub(r"\g<0>\\", value) if "://" in value or "www." in value else value


def _needs_escape(text: str, at: int, *, in_brackets: bool, in_strike: bool) -> bool:
    sign, before, after = text[at], text[at - 1], text[at + 1 : at + 2]
    match sign:
        case "`":
            return True
        case "\\":
            return not after or _BACKSLASH.match(after) is not None
        case "*":
            return before != " " or after != " "
        case "_":
            return not (before.isalnum() and after.isalnum())
        case "~":
            begins = after.isalnum() if before in "(/" else before == " " and after not in {"", " ", "~"}
            return in_strike or not begins
        case "[":
            return in_brackets or after == "^"
        case "]":
            return in_brackets or after in {"(", "[", ":"}
        case "<":
            return _TAG.match(text, at) is not None
        case "&":
            return _ENTITY.match(text, at) is not None
        case _:
            return _IN_ADDRESS.match(before) is not None and _IN_DOMAIN.match(after) is not None


def escape_code(value: str) -> str:
    """What stands in code when it must be said as ``<code>``: every sign that could be one is escaped."""
    return _ANY_PUNCTUATION.sub(r"\\\g<0>", value)


def escape_info(value: str) -> str:
    """What follows a fence or ``[!NOTE]``, where only escapes and entities count."""
    value = _ENTITY.sub(_AMPERSAND, value) if "&" in value else value
    return _ESCAPING.sub(r"\\\\", value)


def escape_title(title: str) -> str:
    """The title of a link or image between its double quotes."""
    title = escape_info(title).replace('"', '\\"').replace("\n", "&#10;")
    # A backslash right before the closing quote is taken for its escape by scanners that look for the longest title.
    return f"{title[:-2]}&#92;" if title.endswith("\\") else title


def escape_url(url: str) -> str:
    """The address of a link between its round brackets."""
    url = _ENTITY.sub(_AMPERSAND, url) if "&" in url else url
    if ("(" in url or ")" in url) and not _BALANCED.fullmatch(url):
        url = url.replace("(", r"\(").replace(")", r"\)")
    return url


def escape_line_start(line: str) -> str:
    """A line of a paragraph that begins no other block."""
    if line[:1].isalpha():
        return line
    if _LINE_START.match(line):
        return f"\\{line}"
    number = _NUMBER.match(line)
    return f"{number[0]}\\{line[number.end() :]}" if number else line


def escape_heading_end(text: str) -> str:
    """A heading's words whose last ``#`` are words too."""
    return _CLOSING_HASHES.sub(r"\\", text) if text.endswith("#") else text
