"""Front matter for static site generators: each generator's own keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from recycle.model import Meta
from recycle.registry import OnDemand

Generator = Literal["hugo", "jekyll", "pelican", "astro", "markdown"]
Fields = dict[str, object]
_WRITER: Mapping[str, Callable[[Fields], str]] = OnDemand("recycle.forms", {"yaml": "front_matter_yaml:dump"})
"""Slow to import, and most looks at a piece write nothing."""


def front_matter(generator: Generator, meta: Meta, extra: Mapping[str, object]) -> str:
    """The header of a Markdown file for ``generator``, with a line end after it.

    ``extra`` are the outlet's own keys; one that is null takes a key away.
    """
    fields = {
        name: value for name, value in (FIELDS[generator](meta) | dict(extra)).items() if value not in (None, "", (), [], {})
    }
    return _pelican_header(fields) if generator == "pelican" else f"---\n{_WRITER['yaml'](fields)}---\n"


# ── what each generator reads ────────────────────────────────────────────────────────────────────


def _hugo(meta: Meta) -> Fields:
    """https://gohugo.io/content-management/front-matter/: what is not Hugo's own stands under ``params``."""
    params = {
        "author": meta.author,
        "canonical_url": meta.canonical_url,
        "cover_alt": meta.cover_alt,
        "syndication": list(meta.syndication),
    }
    return {
        "title": meta.title,
        "date": meta.date,
        "lastmod": meta.updated,
        "draft": meta.draft or None,
        "slug": meta.slug,
        "description": meta.description,
        "tags": list(meta.tags),
        "series": [meta.series] if meta.series else None,
        "images": [meta.cover_image] if meta.cover_image else None,
        "params": {name: value for name, value in params.items() if value},
    }


def _jekyll(meta: Meta) -> Fields:
    """https://jekyllrb.com/docs/front-matter/ and, for what search engines see, the keys of jekyll-seo-tag."""
    image = {"path": meta.cover_image, "alt": meta.cover_alt} if meta.cover_alt else meta.cover_image
    return {
        "layout": "post",
        "title": meta.title,
        "date": meta.date,
        "last_modified_at": meta.updated,
        "published": False if meta.draft else None,
        "slug": meta.slug,
        "description": meta.description,
        "author": meta.author,
        "lang": meta.language,
        "tags": list(meta.tags),
        "series": meta.series,
        "image": image if meta.cover_image else None,
        "canonical_url": meta.canonical_url,
        "syndication": list(meta.syndication),
    }


def _pelican(meta: Meta) -> Fields:
    """https://docs.getpelican.com/en/latest/content.html: ``Key: value`` lines."""
    return {
        "Title": _as_html(meta.title),
        "Date": meta.date,
        "Modified": meta.updated,
        "Status": "draft" if meta.draft else None,
        "Slug": meta.slug,
        "Tags": _listed(meta.tags),
        "Authors": _listed((meta.author,)) if meta.author else None,
        "Lang": meta.language,
        "Summary": _as_markdown(meta.description),
        "Series": meta.series,
        "Cover": meta.cover_image,
        "Canonical_url": meta.canonical_url,
    }


def _astro(meta: Meta) -> Fields:
    """The content schema of Astro's blog template; what it does not know, its schema takes away."""
    return {
        "title": meta.title,
        "description": meta.description,
        "pubDate": meta.date,
        "updatedDate": meta.updated,
        "heroImage": meta.cover_image,
        "author": meta.author,
        "tags": list(meta.tags),
        "draft": meta.draft or None,
        "lang": meta.language,
        "canonicalURL": meta.canonical_url,
    }


def _markdown(meta: Meta) -> Fields:
    """The names of recycle itself, for everything else that reads Markdown with front matter."""
    return {
        "title": meta.title,
        "description": meta.description,
        "date": meta.date,
        "updated": meta.updated,
        "slug": meta.slug,
        "author": meta.author,
        "lang": meta.language,
        "tags": list(meta.tags),
        "series": meta.series,
        "cover_image": meta.cover_image,
        "cover_alt": meta.cover_alt,
        "canonical_url": meta.canonical_url,
        "syndication": list(meta.syndication),
        "draft": meta.draft or None,
    }


FIELDS: Mapping[Generator, Callable[[Meta], Fields]] = MappingProxyType(
    {"hugo": _hugo, "jekyll": _jekyll, "pelican": _pelican, "astro": _astro, "markdown": _markdown}
)


# ── Pelican ──────────────────────────────────────────────────────────────────────────────────────


def _pelican_header(fields: Fields) -> str:
    """One line a key: a line end in a value would begin the next key, or the text."""
    lines = (f"{name}: {_one_line(value)}\n" for name, value in fields.items())
    return "".join(lines)


def _one_line(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, list | tuple):
        return _listed(tuple(str(item) for item in value))
    return " ".join(str(value).split())


def _listed(items: tuple[str, ...]) -> str:
    """Comma-separated, or with semicolons when an item has a comma (a single such item gets one at its end)."""
    if not any("," in item for item in items):
        return ", ".join(items)
    return "; ".join(items) if len(items) > 1 else f"{items[0]};"


def _as_html(words: str) -> str:
    """Pelican's themes print titles as HTML."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _as_markdown(words: str) -> str:
    """Pelican reads a summary as Markdown; these words are to mean themselves (Python-Markdown's escapes, HTML's for ``<``)."""
    escaped = "".join(f"\\{sign}" if sign in "\\`*_[]" else sign for sign in words.replace("&", "&amp;").replace("<", "&lt;"))
    first = escaped[:1]
    if first in ("#", "+", "-", ">"):
        return f"\\{escaped}" if first != ">" else f"&gt;{escaped[1:]}"
    number, dot, rest = escaped.partition(".")
    return f"{number}\\.{rest}" if dot and number.isdigit() else escaped
