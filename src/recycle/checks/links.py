"""Links that lead nowhere once the text has left its place."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from recycle.checks.images import beside, short
from recycle.checks.protocol import Facts
from recycle.model import Finding, Severity
from recycle.tree.nodes import Image, Link
from recycle.tree.rows import Rows
from recycle.tree.walk import iter_placed_inlines

_MARKUP = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_FILES = frozenset(
    ".pdf .ps .tex .bib .epub .mobi .djvu .rtf .doc .docx .odt .xls .xlsx .ods .csv .tsv .ppt .pptx .odp .txt .log"
    " .zip .gz .tgz .bz2 .xz .zst .7z .rar .tar .dmg .iso .exe .msi .deb .rpm .apk .jar .whl"
    " .png .jpg .jpeg .gif .webp .avif .svg .bmp .tif .tiff .heic .psd .xcf .stl"
    " .mp3 .ogg .oga .opus .flac .wav .m4a .mid .mp4 .m4v .webm .mov .mkv .avi .ogv .srt .vtt"
    " .json .yaml .yml .toml .sql .sqlite .parquet .ics .vcf .gpx .geojson .ipynb .ttf .otf .woff .woff2".split()
)
"""Ends of names that no page has: .html, a feed's .xml, and what is also the end of a host or of a project (.py, .js) are not among them."""


def links(facts: Facts) -> Iterator[Finding]:
    """``link-empty``, ``link-no-piece`` for a Markdown file that is no piece here, ``link-relative`` for a path without a site to join it to,
    ``link-no-place-there`` for a place in another piece that is not there, ``link-no-file`` for a file that is not there, and
    ``link-file-stays`` for one that is and does not go along.
    """
    rows, shown = Rows(facts.piece.document, facts.text), cache(lambda: _shown(facts))
    for inline, line in iter_placed_inlines(facts.piece.document):
        if isinstance(inline, Link) and (found := _wrong(inline.url, facts, shown)):
            rule, message, severity = found
            yield Finding(rule, message, facts.piece.path, rows.of(inline, line), severity)


def _wrong(url: str, facts: Facts, shown: Callable[[], frozenset[str]]) -> tuple[str, str, Severity] | None:
    if found := _judge(url, facts):
        return *found, "error"
    if missing := _missing_place(url, facts):
        return "link-no-place-there", missing, "warning"
    if lost := _lost_file(url, facts, shown):
        return *lost, "warning"
    return None


def _lost_file(url: str, facts: Facts, shown: Callable[[], frozenset[str]]) -> tuple[str, str] | None:
    """What is wrong with a link to a file. Pages of the site that are made elsewhere are not known, so that only what can be none is judged.

    A path that leads out of the folders of texts is one on the site, too.
    """
    said = beside(url)
    path = posixpath.normpath(said)
    if path == "." or facts.is_piece(path) or not facts.is_ours(path):
        return None
    is_file = PurePosixPath(path).suffix.lower() in _FILES and not said.endswith("/")
    # Below a page that recycle makes is nothing but what it puts there.
    is_below = facts.page is not None and facts.page.address.endswith("/") and path.split("/")[0] != ".."
    if not (is_file or is_below):
        return None
    if facts.exists(path):
        is_left = facts.page is not None and not (facts.page.carries and path in shown())
        how = "only images that the text shows go along; put the file on your site and write its whole address."
        return ("link-file-stays", f"{short(url)} stays behind: {how}") if is_left else None
    if path in shown():
        return None  # said of the image
    wrong = (
        f"there is no file at {short(url)}"
        if is_file
        else f"{short(url)} leads below the piece's own page, and nothing is there"
    )
    return "link-no-file", f"{wrong}; correct the path, or write the whole address that it has on the web."


def _shown(facts: Facts) -> frozenset[str]:
    """The paths of the images of a piece."""
    shown = (inline.url for inline, _ in iter_placed_inlines(facts.piece.document) if isinstance(inline, Image))
    return frozenset(posixpath.normpath(beside(url)) for url in (*shown, *facts.piece.images, facts.piece.cover_image))


def _missing_place(url: str, facts: Facts) -> str:
    """What is wrong with a link to a place in another piece; empty when nothing is, or nobody knows."""
    target, _, fragment = url.partition("#")
    places = facts.places(target) if target and fragment else None
    if places is None or places.has(fragment):
        return ""
    return f"nothing at {target} is called #{fragment}.{places.near(fragment)}"


def _lacks_its_beginning(url: str) -> bool:
    """Whether a browser would take for a path what was meant as an address."""
    return url.lower().startswith(("www.", "http//", "https//", "htp://", "htps://", "ttps://"))


def _judge(url: str, facts: Facts) -> tuple[str, str] | None:
    if not url:
        return "link-empty", "this link has no address; write one between its round brackets, or take the link away."
    try:
        split = urlsplit(url)
    except ValueError:
        return "link-broken", f"{url} is not an address; correct it."
    if _lacks_its_beginning(url) or (split.scheme in ("http", "https") and not split.netloc):
        return "link-broken", f"{url} leads nowhere: the address of a page begins with https:// and a host."
    if url.endswith(":") or not (split.netloc or url.strip("/")):
        return "link-broken", f"{url} leads nowhere: nothing stands behind it; write the whole address."
    if split.scheme or split.netloc or not (split.path or split.query):
        return None
    path = unquote(split.path)
    if path and facts.is_piece(path):
        return None
    if PurePosixPath(path).suffix.lower() in _MARKUP:
        return "link-no-piece", f"there is no piece at {path}; correct the path, or link to the page's address on the web."
    if not facts.site_url:
        return (
            "link-relative",
            f"{url} leads nowhere outside your site; set site.url in config.yaml, or write the whole address.",
        )
    return None
