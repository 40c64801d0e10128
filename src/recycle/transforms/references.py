"""Links as numbered references, for print and for texts that are read where nothing can be clicked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from recycle.transforms.closing import with_closing_list
from recycle.transforms.lines import change_lines
from recycle.transforms.links import placed, without_campaign
from recycle.tree.nodes import Code, Document, Inline, Link, ListItem, Paragraph, Text
from recycle.tree.walk import Inlines, iter_inlines


def number(document: Document, heading: str, first: int = 1) -> Document:
    """The document with each link as its words and ``[n]``, and the addresses as a numbered list under ``heading`` at the end.

    The numbers begin with ``first``, for a text whose notes have those before it. One address has one number. A link stays a link when its words are its address: print shows such an address in the
    sentence, where a number beside it would say the same thing twice and a number instead of it would leave a hole. So do a
    link around an image, one inside the page, and a relative one.
    """
    references = tuple(link for link, _ in placed(document) if _is_reference(link))
    if not references:
        return document
    titles = _titles(references)
    marks = MappingProxyType({url: Text(f" [{at}]") for at, url in enumerate(titles, first)})
    numbered = frozenset(references)

    def one(inline: Inline) -> Inlines:
        return (*inline.children, marks[inline.url]) if isinstance(inline, Link) and inline in numbered else (inline,)

    def change(inlines: Inlines) -> Inlines:
        return tuple(new for inline in inlines for new in one(inline))

    items = tuple(_item(url, title) for url, title in titles.items())
    return with_closing_list(change_lines(document, change), heading, items, first)


def _titles(references: tuple[Link, ...]) -> Mapping[str, str]:
    """The addresses in the order in which they are first met, with the first title that somebody gave each."""
    titles: dict[str, str] = {}
    for link in references:
        titles[link.url] = titles.get(link.url) or link.title
    return titles


def _is_reference(link: Link) -> bool:
    try:
        scheme = urlsplit(link.url).scheme
    except ValueError:
        return False
    return bool(scheme) and _says_something(link.children) and _words(link.children) not in _spellings(link.url)


def _says_something(inlines: Inlines) -> bool:
    return any(isinstance(inline, Text | Code) and inline.value.strip() for inline in iter_inlines(inlines))


def _words(inlines: Inlines) -> str:
    return "".join(inline.value for inline in iter_inlines(inlines) if isinstance(inline, Text | Code))


def _spellings(url: str) -> tuple[str, ...]:
    """How people write an address as words: as it is, without its scheme, without the slash at its end, before it was tagged."""
    plain = without_campaign(url)
    bare = plain.removeprefix("mailto:").removeprefix("https://").removeprefix("http://")
    return url, plain, plain.rstrip("/"), bare, bare.rstrip("/")


def _item(url: str, title: str) -> ListItem:
    before = (Text(f"{title}: "),) if title else ()
    return ListItem((Paragraph((*before, Link(url, (Text(url.removeprefix("mailto:")),)))),))
