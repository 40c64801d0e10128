"""What WordPress is given to keep, so that readers see the words that were written and recycle finds its post again.

WordPress changes words when it shows them (``wp-includes/formatting.php``, ``shortcodes.php``, ``class-wp-embed.php``, ``kses.php``):
quotes and dashes become others, ``2x4`` a product, ``:)`` a picture, ``[gallery]`` is carried out even inside code, and an address on
a line of its own becomes a player. It does none of this to a character that is written as its number (``&#91;``), which a browser
shows as the same character. ``wp:html`` is the block whose lines WordPress does not break anew.
"""

from __future__ import annotations

from collections import Counter
from html import unescape

from recycle.destinations.markup import meaning

_OPEN, _CLOSE = "<!-- wp:html -->\n", "<!-- /wp:html -->"
_MARK = "<!-- recycle "
_SPACES = (" ", "\n", "\t", "\xa0")
_SIGNS = ("-", ":", ";", "8)", "8-)", "8-O", "8O")
_BOXES = (('<input type="checkbox" checked disabled /> ', "☑\ufe0e "), ('<input type="checkbox" disabled /> ', "☐ "))
"""Whom WordPress does not trust with all HTML, it lets write no ``<input>``: the list of things to do would have no ticks.
What follows the tick says that it is a letter: WordPress would put a picture of its own there."""


def is_marked(text: str) -> bool:
    """Whether the text has the comment of some use, whichever it is."""
    return _MARK in text


def mark(token: str) -> str:
    """How the comment begins that every copy of one use has, whatever its status and its words."""
    return f"{_MARK}{token} "


def marked(token: str, digest: str) -> str:
    """The whole comment: the use, and which words of it these are."""
    return f"{mark(token)}{digest or '-'} -->"


def content(html: str, token: str, digest: str) -> str:
    """The text of a post: ``html`` is what ``writers/html`` writes."""
    for box, sign in _BOXES:
        html = html.replace(box, sign)
    return f"{_OPEN}{marked(token, digest)}\n{_guarded(html)}{_CLOSE}"


def without_marks(text: str, token: str = "") -> str:
    """The HTML of a post as it was before ``content``, numbers apart; a post of somebody else's as it is."""
    text = text.removeprefix(_OPEN).removesuffix(_CLOSE)
    begin, _, rest = text.partition(mark(token)) if token else text.partition(_MARK)
    text = begin + rest.partition("-->\n")[2] if rest else text
    for box, sign in _BOXES:
        text = text.replace(f"<li>{sign}", f"<li>{box}")
    return text


def plain(text: str) -> str:
    """Plain words as HTML that WordPress leaves alone, for titles and excerpts."""
    return _spelled(text)


def lost(sent: str, kept: str) -> str:
    """What WordPress did to the HTML that it was sent, as a clause for a person; empty when it means the same."""
    if sent == kept:
        return ""
    before, after = meaning(sent), meaning(kept)
    if before == after:
        return ""
    gone = Counter(tag for tag, _ in before if tag[:1].isalpha()) - Counter(tag for tag, _ in after)
    what = f"took out {', '.join(f'<{tag}>' for tag in gone)}" if gone else "changed something"
    return f"WordPress {what} in what it was sent, because the account may not write all HTML"


def _guarded(html: str) -> str:
    """``html`` with every character that WordPress would act on written as its number.

    Our writer spells every ``<`` and ``>`` of a text and of an attribute, so that one that stands there begins or ends a tag.
    """
    first, *pieces = html.split("<")
    out = [_spelled(unescape(first))]
    for piece in pieces:
        tag, end, text = piece.partition(">")
        out += ("<", _everywhere(tag), end, _spelled(unescape(text)))
    return "".join(out)


def _everywhere(html: str) -> str:
    """Shortcodes are found in attributes, too; ``Wordpress`` is spelled anew in them, and ``&amp;#91;`` loses its ``amp;``."""
    return html.replace("&amp;#", "&#38;#").replace("[", "&#91;").replace("Wordpress", "&#87;ordpress")


def _spelled(text: str) -> str:
    """Plain words as HTML."""
    html = _products(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;"))
    html = _everywhere(html).replace("'", "&#39;").replace("`", "&#96;").replace("(tm)", "&#40;tm)")
    html = html.replace("--", "&#45;&#45;").replace("..", "&#46;.")
    if "http" in html or "HTTP" in html:
        html = "\n".join(map(_no_address, html.split("\n")))
    return _beginnings(html)


def _products(text: str) -> str:
    """``2x4`` would become ``2×4``."""
    first, *rest = text.split("x")
    out = [first]
    for before, piece in zip((first, *rest), rest, strict=False):
        out += ("&#120;" if before[-1:].isdecimal() and piece[:1].isdecimal() else "x", piece)
    return "".join(out)


def _no_address(line: str) -> str:
    """An address alone on its line would become a player of what is there."""
    words = line.lstrip()
    return f"{line[: len(line) - len(words)]}&#{ord(words[0])};{words[1:]}" if words[:4].lower() == "http" else line


def _beginnings(html: str) -> str:
    """Dashes between spaces become longer ones, and ``:)`` ``;)`` ``8)`` pictures, after a space or as the first thing."""
    for sign in _SIGNS:
        number = f"&#{ord(sign[0])};{sign[1:]}"
        if html.startswith(sign):
            html = f"{number}{html.removeprefix(sign)}"
        if sign in html:
            for space in _SPACES:
                html = html.replace(f"{space}{sign}", f"{space}{number}")
    return html
