"""What HTML says to a browser: two texts that say the same may be spelled in different ways."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit, urlunsplit

COMMENT = "!--"
"""The name under which ``meaning`` has comments."""
_NOT_SENT = frozenset({"rel"})
"""What services add to a tag without changing what it is."""
_ADDRESSES = frozenset({"href", "src"})


def meaning(html: str, base: str = "") -> list[tuple[str, object]]:
    """The tags with their attributes, their ends (``/p``), the comments, and (under an empty name) the words between them, in order.

    With ``base``, addresses are whole ones, without ``http:`` or ``https:``.
    """
    reader = _Reader(base)
    reader.feed(html)
    reader.close()
    return reader.seen


def same_html(sent: str, there: str, base: str = "") -> bool:
    """Whether both mean the same; a page at ``base`` has them."""
    return sent == there or meaning(sent, base) == meaning(there, base)


def same_words(sent: str, there: str) -> bool:
    """Whether both have the same words, whatever is around them."""
    return words_of(sent) == words_of(there)


def same_but_for_what_is_gone(sent: str, there: str) -> bool:
    """Whether ``there`` has the same words, and of the tags of ``sent`` those that a service has left there."""
    if same_html(sent, there):
        return True
    tags = iter(_tags(sent))
    return same_words(sent, there) and all(tag in tags for tag in _tags(there))


def _tags(html: str) -> list[str]:
    return [name for name, _ in meaning(html) if name]


def words_of(html: str) -> list[str]:
    """The words between the tags, in order."""
    return " ".join(str(data) for name, data in meaning(html) if not name).split()


class _Reader(HTMLParser):
    def __init__(self, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, object]] = []
        self._base = base

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = sorted((name, self._value(name, value or "")) for name, value in attrs if name not in _NOT_SENT)
        self.seen.append((tag, tuple(kept)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.seen.append((f"/{tag}", ()))

    def handle_comment(self, data: str) -> None:
        self.seen.append((COMMENT, data.strip()))

    def handle_data(self, data: str) -> None:
        if self.seen and not self.seen[-1][0]:
            data = f"{self.seen.pop()[1]}{data}"
        self.seen.append(("", data))

    def _value(self, name: str, value: str) -> str:
        if not self._base or name not in _ADDRESSES:
            return value
        parts = urlsplit(urljoin(self._base, value))
        scheme = "" if parts.scheme in ("http", "https") else parts.scheme
        return urlunsplit((scheme, parts.netloc, parts.path or ("/" if parts.netloc else ""), parts.query, parts.fragment))
