"""The same texts as a workspace of ours and as a Pelican site."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

CONFIG = """\
site: {name: Bench, url: "https://example.com/", author: The author}
canonical: blog
outlets:
  blog: {form: blog, destination: {type: files, path: "public/{slug}/index.html", url: "https://example.com/{slug}/"}}
  newsletter: {form: {type: newsletter, service: listmonk}, destination: {type: files, path: "mail/{slug}/{part}{suffix}"}}
  forum: {form: {type: forum, dialect: bbcode-phpbb, question: And you?}, destination: {type: files, path: "forum/{slug}/{part}{suffix}"}}
  article: {form: {type: article, outputs: [html]}, destination: {type: files, path: "article/{slug}/{part}{suffix}"}}
checks: {image-missing: "off", image-outside: "off", link-empty: "off", newsletter-image-address: "off"}
"""
PELICAN = """\
AUTHOR = "The author"
SITENAME = "Bench"
SITEURL = ""
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
DIRECT_TEMPLATES = []
AUTHOR_SAVE_AS = CATEGORY_SAVE_AS = TAG_SAVE_AS = ""
CACHE_CONTENT = LOAD_CONTENT_CACHE = False
"""
_HEADER = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)


def texts(folder: Path, number: int) -> list[str]:
    """``number`` texts without their front matter, those of ``folder`` over and over."""
    bodies = [_HEADER.sub("", path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.md"))]
    plain = [body for body in bodies if ":::" not in body]
    return list(itertools.islice(itertools.cycle(plain), number))


def make_ours(folder: Path, bodies: list[str]) -> Path:
    """A workspace of recycle with the texts and four outlets."""
    (folder / "content").mkdir(parents=True)
    (folder / "config.yaml").write_text(CONFIG)
    for number, body in enumerate(bodies):
        header = f"---\nid: piece-{number}\ntitle: Piece {number}\ndescription: A text for measuring.\ndate: 2026-01-01\n---\n"
        (folder / "content" / f"piece-{number}.md").write_text(header + body, encoding="utf-8")
    return folder


def make_pelican(folder: Path, bodies: list[str]) -> Path:
    """A Pelican site with the same texts, articles only, no feeds, no cache."""
    (folder / "content").mkdir(parents=True)
    (folder / "pelicanconf.py").write_text(PELICAN)
    for number, body in enumerate(bodies):
        header = f"Title: Piece {number}\nCategory: notes\nDate: 2026-01-01\nSlug: piece-{number}\n\n"
        (folder / "content" / f"piece-{number}.md").write_text(header + body, encoding="utf-8")
    return folder
