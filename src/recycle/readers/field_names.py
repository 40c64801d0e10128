"""The keys of a header: the field each one fills, and those of other programs, which are left to them in silence."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

ALIASES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id": ("id",),
        "slug": ("slug",),
        "title": ("title",),
        "description": ("description", "summary", "subtitle"),
        "date": ("date", "pubdate"),
        "updated": ("updated", "modified", "lastmod", "updateddate", "last_modified_at"),
        "not_before": ("not_before",),
        "embargo": ("embargo",),
        "tags": ("tags",),
        "canonical_url": ("canonical_url", "canonical", "canonicalurl"),
        "cover_image": ("cover_image", "cover", "image", "heroimage"),
        "cover_alt": ("cover_alt", "cover_image_alt", "image_alt"),
        "series": ("series",),
        "author": ("author",),
        "language": ("language", "lang"),
        "markup": ("markup",),
        "question": ("question",),
        "source": ("source",),
        "outlets": ("outlets",),
        "checks": ("checks",),
    }
)
"""Each field with its keys, the one that wins first. Keys are compared in lower case, with ``_`` for ``-``."""

STATE_KEYS = ("draft", "published", "status")
SOURCE_KEYS = ("url", "author", "date", "licence", "license", "question")
QUESTION_KEYS = ("text", "author", "url")
WORDING_KEYS = ("title", "description", "subject", "preview", "opening", "closing", "question", "tags", "not_before", "checks")
KNOWN = frozenset(name for names in ALIASES.values() for name in names) | frozenset(STATE_KEYS)

FOREIGN = frozenset(
    # Hugo, Jekyll, Pelican, Nikola, MkDocs, Astro, Eleventy, dev.to, Hashnode, Obsidian and Micropub, as their manuals name them
    """
    _build _target abstract adsense aliases alias archetype attachments audio author_profile authors banner bibliography bookcomments
    bookflatsection boxes breadcrumbs build cascade caption categories category citation class classes collection collections
    comments cssclass cssclasses content_id created css custom data disable_comments disablehljs domain eleventycomputed
    eleventyexcludefromcollections eleventynavigation email enablecomments enabletoc excerpt exclude excludesearch expirydate
    featured featured_image featuredimage footer geo guid has_math hasmath headless header hidden hide hidefromlist hidemeta
    hidesummary highlight icon image_caption images indexing iscjklanguage js katex key keywords last_modified layout license licence
    linktitle location location_name main_image manual_summary math mathjax menu menus meta meta_description mermaid modified_by mp_slug
    mp_syndicate_to nav nav_order nocomment nositemap noindex number og_image organization original_article_url originalarticleurl
    outputs outline pagination page parent params permalink photo pin pinned placeholder position post_id price private
    previous_url prev next projects publish publishdate publisheddate rating readingtime reading_time redirect redirect_from redirect_to
    related render resources robots rss save_as saveasdraft script search searchable section sections seo seodescription seotitle
    short_title show_date show_excerpts showbreadcrumbs showreadingtime showtoc sidebar sidebar_label sidebar_position sitemap social
    sort_order sortby sources spdx style stylesheet syndicate_to syndication tag tagline talk taxonomies template teaser thumbnail
    time_to_read timezone toc toc_sticky topics translation translation_of translationkey translations transition twitter type uid
    updated_by url uuid version video videos view visibility weight wordpress_id words
    """.split()
)
