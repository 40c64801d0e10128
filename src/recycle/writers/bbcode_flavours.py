"""The BBCode flavours as data: which tags a forum engine knows, how it spells them, and how it is told that text is only text.

Where the rules come from:

- phpBB 3.2 and later: ``phpBB/phpbb/textformatter/s9e/factory.php`` (``default_definitions``) and the s9e BBCodes parser: a tag is
  ``[`` or ``[/``, a known name, and one of ``] = : /`` or a space. There is no tag that switches tags off.
- MyBB 1.8: ``inc/class_parser.php``. Numeric character references pass through ``parse_html`` untouched, so ``&#91;`` shows a bracket
  that no rule sees; ``(c)``, ``(r)``, ``(tm)`` become signs and ``/me`` at a line's start becomes an action.
- SMF 2.1: ``Sources/Subs.php`` (``parse_bbc``: the codes, and the bullets ``[*] [@] [+] [x] [#] [o] [0]``) and ``Sources/Subs-Post.php``
  (``preparsecode``: ``[nobbc]``, ``/me``).
- XenForo 2.2 and later: the page ``/help/bb-codes`` that every XenForo forum shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from msgspec import Struct

OPEN = "\ufdd0"
"""Stands for the ``[`` of a tag that we mean until the words around it are known to be harmless; a noncharacter, so no text has it."""

INVISIBLE = "\u200b"


class Tag(NamedTuple):
    """What comes before and after; both empty where nothing is needed."""

    before: str
    after: str


class TableTags(Struct, frozen=True):
    table: Tag
    row: Tag
    cell: Tag
    head: Tag | None
    center: Tag
    right: Tag


Style = Literal["emphasis", "strong", "strike", "superscript", "subscript", "keyboard", "highlight", "underline", "small"]


class Flavour(Struct, frozen=True, kw_only=True):
    """One engine. None and absent styles are what it cannot say."""

    name: str
    styles: Mapping[Style, Tag]
    headings: tuple[Tag, ...] = ()
    """Real headings by level; deeper ones, or all, are bold lines in ``sizes``."""
    sizes: tuple[Tag, ...] = ()
    quote: Tag
    bullets: Tag
    numbers: Tag
    item: Tag
    code: str
    code_language: bool
    inline_code: Tag | None
    inline_code_is_raw: bool = False
    rule: str = ""
    table: TableTags | None = None
    spoiler: str = ""
    url: str
    email: str
    image: str
    alt: str = ""
    """How ``image`` takes the alternative text; empty where it cannot."""
    guard: Literal["invisible", "entity", "wrap"]
    plain: str = ""
    """The tag that switches tags off, for ``guard="wrap"``."""
    danger: str
    """What the engine would take for markup in plain words, as a regular expression whatever the case."""
    signs: tuple[str, ...] = ("[",)
    """One of these stands in every danger: a quick look that spares most lines the slow one."""
    smileys: str = ""
    """What it would turn into pictures even inside a line's code, as a regular expression; empty where that code is left alone."""
    url_unsafe: str
    """The characters that an address between its tags cannot hold, as a regular expression."""


def tag(name: str, value: str = "") -> Tag:
    """``[name]``, or ``[name=value]``, and ``[/name]``."""
    return Tag(f"{OPEN}{name}{'=' + value if value else ''}]", f"{OPEN}/{name}]")


# Names that some engine or a common add-on knows: a board may have tags that its engine does not come with, so the list is one for all.
_NAMES = (
    "abbr acronym align anchor area attach attachment b bdo bgcolor big black blue blur br center centre code color colour dd del dl dt"
    " edit email embed em fieldset fimg flash float flow font ftp gallery glow goto green h1 h2 h3 h4 h5 h6 heading hide highlight hr"
    " html i icode img iframe indent ins iurl justify kbd left li link list ltr mail mark me media member mention mod move nobbc noparse"
    " offtopic ol page php plain poll pre q quote red right rtl ruby s shadow size small sound soundcloud spoiler ispoiler strike strong"
    " sub sup table tbody td tex th thead thumb time tr tt u ul url user video vimeo white xml youtube"
)
_NAME = rf"(?:{'|'.join(sorted(_NAMES.split(), key=len, reverse=True))})(?![a-z0-9_])"
_BRACKET = rf"\[(?=/?(?:{_NAME}|\*))"
_WHOLE = rf"\[/?(?:{_NAME}|\*)[^\]\[{OPEN}\n]*\]?"
_ACTION = r"(?<![^\n])/(?:me|slap)(?= )"
_SMILEY = r"[:;=8]['-]?[)(\]|DPpOoSsXx/?!@*]+(?!\w)|:[a-z]+:"
_URL_UNSAFE = r"\s\[\]\"'<>\\^`{|}" + OPEN


def _stretch(dangerous: str) -> str:
    """From the first dangerous thing of a line to the last that no tag of ours stands between, so that one pair of tags covers all."""
    return rf"(?:{dangerous})(?:[^{OPEN}\n]*(?:{dangerous}))?"


PHPBB = Flavour(
    name="phpbb",
    styles=MappingProxyType({"emphasis": tag("i"), "strong": tag("b"), "underline": tag("u"), "small": tag("size", "85")}),
    sizes=(tag("size", "200"), tag("size", "150"), tag("size", "120")),
    quote=tag("quote"),
    bullets=tag("list"),
    numbers=Tag(f"{OPEN}list=1]", f"{OPEN}/list]"),
    item=Tag(f"{OPEN}*]", ""),
    code="code",
    code_language=False,
    inline_code=None,
    url="url",
    email="email",
    image="img",
    guard="invisible",
    danger=_BRACKET,
    smileys=_SMILEY,
    url_unsafe=f"[{_URL_UNSAFE}]",
)

MYBB = Flavour(
    name="mybb",
    styles=MappingProxyType(
        {
            "emphasis": tag("i"),
            "strong": tag("b"),
            "strike": tag("s"),
            "underline": tag("u"),
            "small": tag("size", "small"),
        }
    ),
    sizes=(tag("size", "x-large"), tag("size", "large"), tag("size", "large")),
    quote=tag("quote"),
    bullets=tag("list"),
    numbers=Tag(f"{OPEN}list=1]", f"{OPEN}/list]"),
    item=Tag(f"{OPEN}*]", ""),
    code="code",
    code_language=False,
    inline_code=tag("font", "monospace"),
    rule=f"{OPEN}hr]",
    url="url",
    email="email",
    image="img",
    guard="entity",
    danger=rf"{_BRACKET}|\((?=(?:c|r|tm)\))|&(?=#[0-9]+;)|{_ACTION}",
    signs=("[", "(", "&#", "/m", "/M", "/sl", "/sL", "/Sl", "/SL"),
    smileys=_SMILEY,
    # "(c)" in an address would become a sign as well: that rule runs before the one for links.
    url_unsafe=f"[{_URL_UNSAFE}()]",
)

SMF = Flavour(
    name="smf",
    styles=MappingProxyType(
        {
            "emphasis": tag("i"),
            "strong": tag("b"),
            "strike": tag("s"),
            "underline": tag("u"),
            "superscript": tag("sup"),
            "subscript": tag("sub"),
            "small": tag("size", "small"),
        }
    ),
    sizes=(tag("size", "x-large"), tag("size", "large"), tag("size", "large")),
    quote=tag("quote"),
    bullets=tag("list"),
    numbers=Tag(f"{OPEN}list type=decimal]", f"{OPEN}/list]"),
    item=tag("li"),
    code="code",
    code_language=True,
    inline_code=tag("tt"),
    rule=f"{OPEN}hr]",
    table=TableTags(tag("table"), tag("tr"), tag("td"), None, tag("center"), tag("right")),
    url="url",
    email="email",
    image="img",
    alt=" alt={}",
    guard="wrap",
    plain="nobbc",
    danger=_stretch(rf"{_WHOLE}|\[[@+x#o]\]|(?<![^; \t\n>\]])\[0\]|(?<!\w)8\)|{_ACTION}"),
    signs=("[", "8)", "/m", "/M", "/sl", "/sL", "/Sl", "/SL"),
    smileys=_SMILEY,
    url_unsafe=f"[{_URL_UNSAFE}]",
)

XENFORO = Flavour(
    name="xenforo",
    styles=MappingProxyType(
        {
            "emphasis": tag("I"),
            "strong": tag("B"),
            "strike": tag("S"),
            "underline": tag("U"),
            "small": tag("SIZE", "2"),
        }
    ),
    headings=(tag("HEADING", "1"), tag("HEADING", "2"), tag("HEADING", "3")),
    quote=tag("QUOTE"),
    bullets=tag("LIST"),
    numbers=Tag(f"{OPEN}LIST=1]", f"{OPEN}/LIST]"),
    item=Tag(f"{OPEN}*]", ""),
    code="CODE",
    code_language=True,
    inline_code=tag("ICODE"),
    inline_code_is_raw=True,
    rule=f"{OPEN}HR]{OPEN}/HR]",
    table=TableTags(tag("TABLE"), tag("TR"), tag("TD"), tag("TH"), tag("CENTER"), tag("RIGHT")),
    spoiler="SPOILER",
    url="URL",
    email="EMAIL",
    image="IMG",
    alt=' alt="{}"',
    guard="wrap",
    plain="PLAIN",
    danger=_stretch(_WHOLE),
    url_unsafe=f"[{_URL_UNSAFE}]",
)
