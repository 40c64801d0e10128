"""Markdown from before CommonMark as data: what two services make of it, and how they are told that words are only words.

Such Markdown nests with four spaces, knows few escapes and treats every line end in its own way. Where the rules come from:

- Misago 0.39: ``misago/markup`` (``parser.py``: Python-Markdown with ``nl2br``, without HTML and references; ``bbcode/*.py``; ``md/*.py``;
  ``mentions.py``; ``links.py``) and Python-Markdown 3.5 (``inlinepatterns.py``, ``blockprocessors.py``). ``[quote]``, ``[spoiler]`` and ``!(``
  are looked for before all else, even in code.
- Forem: ``app/services/markdown_processor/parser.rb`` and ``fixer/base.rb``, ``app/sanitizers/rendered_markdown_scrubber.rb`` and
  ``config/initializers/redcarpet.rb``: Redcarpet with hard wraps, then a list of allowed elements, then Liquid.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct

from recycle.writers.bbcode_flavours import INVISIBLE, Style, Tag


class Rule(Struct, frozen=True):
    """What would be markup in words, as a regular expression, and what is written for it; ``{}`` is what was found."""

    danger: str
    harmless: str

    @property
    def changes(self) -> bool:
        """Whether the words are not the same afterwards for somebody who copies them."""
        return INVISIBLE in self.harmless


class Classic(Struct, frozen=True, kw_only=True):
    """One service. Absent styles are what it cannot say."""

    name: str
    styles: Mapping[Style, Tag]
    """Spans, and how ``emphasis`` and ``strong`` are said where the signs for them cannot stand."""
    rules: tuple[Rule, ...]
    """For words, the first that fits; letter case does not matter."""
    in_brackets: tuple[Rule, ...]
    """The same inside other signs, such as those of a link, beside ``rules``."""
    line_start: str
    """What would begin another block at the beginning of a line, as a regular expression."""
    code: tuple[Rule, ...]
    """What does not stay itself even in code."""
    unfenced: tuple[Rule, ...] = ()
    """The same for code without a fence, beside ``code``."""
    raw: Tag | None = None
    """What switches a template notation off, where there is one: ``{{ }}`` and ``{% %}``."""
    html: bool = False
    """Whether ``<br>`` and comments are understood."""
    mixes_lists: bool = True
    """Whether a list may stand in one of the other kind behind an empty line."""
    reads_twice: bool = False
    """Whether what stands behind a list in a list is read for a second time."""
    tables: bool = False
    footnotes: bool = False
    tabs: bool = True
    """Whether tabs in code stay tabs."""
    apart: str
    """A block that readers do not see: it stands between two lists, which would be one without it."""
    web_only: bool = False
    """Whether links that are no full web addresses lead nowhere."""
    entities_in_urls: bool = False
    """Whether ``&copy;`` in an address is read as a sign."""


ANCHOR = "&#8203;"
"""Something for a list item to begin with when its first block cannot stand right behind the bullet."""

_BBCODE = r"(?:b|i|u|url|img|code|quote|spoiler)[\]=]|hr"
_ENDS = "quote|spoiler|code"
_MAIL = r"(?<=[a-z0-9._+-])@(?=[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2})"
_BULLET = r"[-+*](?= |$)"
_LINES = r"=+ *$|-[- ]*$"

MISAGO = Classic(
    name="misago",
    styles=MappingProxyType({"emphasis": Tag("[i]", "[/i]"), "strong": Tag("[b]", "[/b]"), "underline": Tag("[u]", "[/u]")}),
    rules=(
        Rule(r"\\(?=[\\`*_{}\[\]()>#+.!-]|\Z)", "\\{}"),
        Rule(r"[`*]|(?<![a-z0-9])_|_(?![a-z0-9])", "\\{}"),
        Rule(_MAIL, "{}"),
        Rule(r"@(?=[0-9a-z_])", "{}" + INVISIBLE),
        Rule(rf"\[/(?={_ENDS})", "\\[&#47;"),
        Rule(rf"\[(?=/?(?:{_BBCODE}))", "\\{}"),
        Rule(r"\](?=\(|\Z)", "\\{}"),
        Rule(r"!\(", "!\\("),
        Rule(r"!(?=\[|\Z)", "\\{}"),
        Rule(r"<(?=[^<>\s]*[@:]|\Z)", "&lt;"),
        Rule(r"&(?=(?:#[0-9]+|#x[0-9a-f]+|[a-z0-9]+);)", "&amp;"),
        Rule(r"~(?=~|\Z)|(?:(?<=~)|\A)~", "&#126;"),
    ),
    in_brackets=(Rule(r"[\[\]]", "\\{}"),),
    line_start=rf"#|>|{_BULLET}|{_LINES}",
    code=(Rule(r"!(?=\()", "{}" + INVISIBLE), Rule(r"\[(?=/(?:quote|spoiler)\])", "{}" + INVISIBLE)),
    unfenced=(Rule(r"\[(?=/code\])", "{}" + INVISIBLE),),
    tabs=False,
    apart=ANCHOR,
    web_only=True,
    entities_in_urls=True,
)

FOREM = Classic(
    name="forem",
    styles=MappingProxyType(
        {
            "emphasis": Tag("<em>", "</em>"),
            "strong": Tag("<strong>", "</strong>"),
            "superscript": Tag("<sup>", "</sup>"),
            "subscript": Tag("<sub>", "</sub>"),
            "keyboard": Tag("<kbd>", "</kbd>"),
            "highlight": Tag("<mark>", "</mark>"),
            "underline": Tag("<u>", "</u>"),
            "small": Tag("<small>", "</small>"),
        }
    ),
    rules=(
        Rule(r"\\(?=[\\`*_{}\[\]()#+.!:|&<>^~=\"$-]|\Z)", "&#92;"),
        Rule("`", "&#96;"),
        Rule(r"[*_^]", "\\{}"),
        Rule(r"(?<=[a-z0-9_])@(?=[a-z0-9])", "&#64;"),
        Rule(r"@(?=[a-z0-9_-])", "{}" + INVISIBLE),
        Rule(r"\[(?=\^)", "\\{}"),
        Rule(r"\](?=\s*[(\[:]|\Z)", "&#93;"),
        Rule(r"!(?=\[|\Z)", "\\{}"),
        Rule(r"<(?=[a-z/!?]|\Z)", "&lt;"),
        Rule(r"&(?=#[0-9x]|[a-z][a-z0-9]*;)", "&amp;"),
        Rule(r"~(?=~|\Z)|(?:(?<=~)|\A)~", "\\{}"),
        Rule(r"(?:https?|ftp)(?=://)|www(?=\.)", "{}\\"),
        Rule(r"\|(?=\|)", "&#124;"),
    ),
    in_brackets=(Rule(r"\[", "&#91;"), Rule(r"\]", "&#93;")),
    line_start=rf"#|>|\||{_BULLET}|{_LINES}|(?=.*-)[-:| ]+$",
    code=(
        Rule(r"``(?=`)|~~(?=~)", "{}" + INVISIBLE),
        Rule(r"\{(?=%(?! endraw %\})-?\s*endraw\b)", "{}" + INVISIBLE),
    ),
    raw=Tag("{% raw %}", "{% endraw %}"),
    html=True,
    mixes_lists=False,
    reads_twice=True,
    tables=True,
    footnotes=True,
    apart=ANCHOR,
)
