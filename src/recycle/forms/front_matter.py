"""Front matter for static site generators: each generator's own keys, written by a YAML dumper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

import yaml

from recycle.model import Meta

Generator = Literal["hugo", "jekyll", "pelican", "astro", "markdown"]
Fields = dict[str, object]


def front_matter(generator: Generator, meta: Meta, extra: Mapping[str, object]) -> str:
    """The header of a Markdown file for ``generator``, with a line end after it.

    ``extra`` are the outlet's own keys; one that is null takes a key away.
    """
    fields = {
        name: value for name, value in (FIELDS[generator](meta) | dict(extra)).items() if value not in (None, "", (), [], {})
    }
    return _pelican_header(fields) if generator == "pelican" else f"---\n{_yaml(fields)}---\n"


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


# ── YAML ─────────────────────────────────────────────────────────────────────────────────────────

_WORDS_WITH_MEANING = frozenset({"", "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


class _Dumper(yaml.CSafeDumper):
    """YAML that 1.1 and 1.2 read alike.

    The generators' readers differ: ``1e3`` and ``0o17`` are words in YAML 1.1 and numbers in 1.2, ``no`` and ``12:30`` the other
    way round. So everything but plain words is quoted. Dates have no quotes, or Astro's schema would take them for words.
    """


class _EmojiDumper(yaml.SafeDumper):
    """The same in Python: libyaml writes every character beyond U+FFFF as an escape."""


def _words_node(dumper: yaml.representer.SafeRepresenter, value: str) -> yaml.ScalarNode:
    plain = value.replace(" ", "").isalpha() and value.strip() == value and value.lower() not in _WORDS_WITH_MEANING
    quotes = "'" if _is_beyond(value) and value.isprintable() else '"'  # in double ones an emoji is an escape
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain or _is_key(value) else quotes)


def _is_key(value: str) -> bool:
    """The keys of the generators are words with underscores."""
    return value.isascii() and value.isidentifier() and value.lower() not in _WORDS_WITH_MEANING


def _is_beyond(text: str) -> bool:
    return not text.isascii() and max(text) > "\uffff"


def _date_node(dumper: yaml.representer.SafeRepresenter, value: dt.date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


for _kind in (_Dumper, _EmojiDumper):
    _kind.add_representer(str, _words_node)
    _kind.add_representer(dt.date, _date_node)
    _kind.add_representer(dt.datetime, _date_node)


def _yaml(fields: Fields) -> str:
    kind = _EmojiDumper if _is_beyond(str(fields)) else _Dumper
    return str(yaml.dump(fields, Dumper=kind, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False))


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
