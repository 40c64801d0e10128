"""A page's data for search engines: a schema.org BlogPosting as JSON-LD."""

from __future__ import annotations

import msgspec

from recycle.forms.language import iso
from recycle.model import Meta, Site

_AS_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def json_ld(meta: Meta, site: Site, url: str) -> str:
    """The ``BlogPosting`` (https://schema.org/BlogPosting) of a page at ``url``, safe inside ``<script>``.

    ``<``, ``>`` and ``&`` are JSON escapes, so that no ``</script>`` or ``<!--`` in a title ends the element.
    """
    fields = {
        "@context": "https://schema.org",
        "@type": "BlogPosting",
        "headline": meta.title,
        "description": meta.description,
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": iso(meta.date),
        "dateModified": iso(meta.updated),
        "author": _named("Person", meta.author, site.author_url if meta.author == site.author else ""),
        "publisher": _named("Organization", site.name, site.url),
        "image": meta.cover_image,
        "keywords": list(meta.tags),
        "inLanguage": meta.language,
        "wordCount": meta.words,
        "isBasedOn": meta.source.url if meta.source else "",
        "license": meta.source.licence if meta.source and "://" in meta.source.licence else "",
    }
    known = {name: value for name, value in fields.items() if value}
    return msgspec.json.encode(known).decode().translate(_AS_ESCAPES)


def _named(kind: str, name: str, url: str) -> dict[str, str]:
    if not name:
        return {}
    return {"@type": kind, "name": name} | ({"url": url} if url else {})
