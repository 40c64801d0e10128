"""Links: made absolute, given campaign tags, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urljoin, urlsplit

from msgspec.structs import replace

from recycle.tree.nodes import Document, Inline, Link
from recycle.tree.walk import Inlines, iter_placed_inlines, map_inlines

Resolve = Callable[[str], str | None]


def absolute(document: Document, base_url: str, resolve: Resolve | None = None) -> Document:
    """The document with every relative link as a full address.

    ``resolve`` is asked first: it gets the path of a relative link as the piece's file says it (``../other/index.md``,
    percent signs decoded) and gives the address of that piece, or None when the path is no piece. All else is joined to
    ``base_url``, the address of the page that the piece was written for (RFC 3986, section 5.2), and stays as it is when
    that is empty. Links inside the page (``#part``) and links with a scheme of their own stay as they are.
    """

    def change(inline: Inline) -> Inlines:
        if not isinstance(inline, Link):
            return (inline,)
        url = _absolute(inline.url, base_url, resolve)
        return (inline if url == inline.url else replace(inline, url=url),)

    return map_inlines(document, change)


def leads_to(url: str, site_url: str) -> bool:
    """Whether ``url`` is a page of the site at ``site_url``: the same host, with or without ``www.``, and below its path."""
    split, site = _split(url), _split(site_url)
    return split is not None and site is not None and _is_web(site) and _is_below(split, site)


def campaign(document: Document, site_url: str, tags: Mapping[str, str], except_urls: frozenset[str] = frozenset()) -> Document:
    """The document with ``tags`` (``utm_source`` and so on) in the address of every link to the writer's own site.

    A link is to the site when it is http or https, on the same host (with or without ``www.``) and below the path of ``site_url``.
    The pages of ``except_urls``, such as the canonical one, get none. Everything that an address already has is kept to the
    letter, and a tag that it already has is not given again, so that doing this twice is doing it once.
    """
    site = _split(site_url)
    if site is None or not _is_web(site) or not tags:
        return document
    excepted = frozenset(_page(split) for url in except_urls if (split := _split(url)))

    def change(inline: Inline) -> Inlines:
        if not isinstance(inline, Link):
            return (inline,)
        split = _split(inline.url)
        if split is None or not _is_below(split, site) or _page(split) in excepted:
            return (inline,)
        return (replace(inline, url=_with_tags(inline.url, split, tags)),)

    return map_inlines(document, change)


def without_campaign(url: str) -> str:
    """``url`` without its ``utm_`` tags: the address as a person would write it."""
    page, mark, fragment = url.partition("#")
    path, asked, query = page.partition("?")
    kept = "&".join(pair for pair in query.split("&") if not pair.startswith("utm_"))
    return f"{path}{asked if kept else ''}{kept}{mark}{fragment}" if kept != query else url


def placed(document: Document) -> Iterator[tuple[Link, int]]:
    """Every link in reading order with the line of its block."""
    return ((inline, line) for inline, line in iter_placed_inlines(document) if isinstance(inline, Link))


def is_relative(url: str) -> bool:
    """Whether ``absolute`` has something to do: no scheme of its own, and more than a place inside the page."""
    split = _split(url)
    return split is not None and not split.scheme and bool(split.netloc or split.path or split.query)


def count(document: Document) -> int:
    """How many different web addresses (http, https) the document links to."""
    return len({link.url for link, _ in placed(document) if (split := _split(link.url)) and _is_web(split)})


def _absolute(url: str, base_url: str, resolve: Resolve | None) -> str:
    split = _split(url)
    if split is None or not is_relative(url):
        return url
    if resolve is not None and split.path and not split.netloc:
        found = resolve(unquote(split.path))
        if found is not None:
            return _with_rest(found, split)
    return urljoin(base_url, url) if base_url and _split(base_url) else url


def _with_rest(url: str, split: SplitResult) -> str:
    query = f"?{split.query}" if split.query else ""
    fragment = f"#{split.fragment}" if split.fragment else ""
    return f"{url}{query}{fragment}"


def _split(url: str) -> SplitResult | None:
    """None for what urllib cannot take apart, such as ``http://[``: the writer's own affair, it stays as it is."""
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        return None
    return split


def _is_web(split: SplitResult) -> bool:
    return split.scheme in ("http", "https") and bool(split.hostname)


def _host(split: SplitResult) -> tuple[str, int | None]:
    """Host and port, as far as they tell sites apart: the usual ports and ``www.`` do not."""
    port = None if split.port in (80, 443) else split.port
    return (split.hostname or "").removeprefix("www."), port


def _is_below(split: SplitResult, site: SplitResult) -> bool:
    folder = site.path.rstrip("/")
    below = split.path == folder or split.path.startswith(f"{folder}/")
    return _is_web(split) and _host(split) == _host(site) and below


def _page(split: SplitResult) -> tuple[tuple[str, int | None], str, str]:
    return _host(split), split.path.rstrip("/"), split.query


def _with_tags(url: str, split: SplitResult, tags: Mapping[str, str]) -> str:
    """``url`` with the tags that it does not have yet at the end of its query; not a character of it is changed."""
    there = {name for name, _ in parse_qsl(split.query, keep_blank_values=True)}
    missing = {name: value for name, value in tags.items() if value and name not in there}
    if not missing:
        return url
    page, mark, fragment = url.partition("#")
    joint = "&" if split.query else "" if page.endswith("?") else "?"
    return f"{page}{joint}{urlencode(missing, quote_via=quote)}{mark}{fragment}"
