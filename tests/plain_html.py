"""HTML in one spelling, to compare what two programs wrote: attributes in order, white space that nobody sees gone."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser

_SPACE = re.compile(r"[ \t\n\r\f]+")
_VOID = frozenset("br hr img input".split())
_BLOCK = frozenset(
    "address article aside blockquote dd details div dl dt h1 h2 h3 h4 h5 h6 hr input li ol p pre section summary table tbody td tfoot th "
    "thead tr ul".split()
)


def plain_html(html: str) -> str:
    """``html`` with a tag or a run of text a line."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    return parser.text()


class _Lines(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[tuple[str, str]] = []
        self.depth_pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = "".join(f' {name}="{escape(value or "")}"' for name, value in sorted(attrs) if name != "data-meta")
        self.parts.append((tag, f"<{tag}{said}>"))
        self.depth_pre += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.parts.append((tag, f"</{tag}>"))
        self.depth_pre -= tag == "pre"

    def handle_comment(self, data: str) -> None:
        self.parts.append(("!", f"<!--{data}-->"))

    def handle_decl(self, decl: str) -> None:
        self.parts.append(("!", f"<!{decl}>"))

    def unknown_decl(self, data: str) -> None:
        self.parts.append(("!", f"<![{data}]>"))

    def handle_pi(self, data: str) -> None:
        self.parts.append(("!", f"<?{data}>"))

    def handle_data(self, data: str) -> None:
        self.parts.append(("" if self.depth_pre == 0 else "=", data))

    def text(self) -> str:
        """The parts, white space collapsed outside ``pre`` and gone beside the beginning or end of a block and after ``br``."""
        out: list[str] = []
        at_edge = True
        for tag, part in self.parts:
            if tag:
                if tag in _BLOCK and out and out[-1].endswith(" "):
                    out[-1] = out[-1].rstrip(" ")
                out.append(part)
                at_edge = tag in _BLOCK or tag == "br" or (at_edge and tag != "img" and tag != "=")
                continue
            words = _SPACE.sub(" ", part)
            words = words.lstrip(" ") if at_edge else words
            if words:
                out.append(escape(words, quote=False))
                at_edge = words.endswith(" ")
        return "\n".join(part for part in out if part).rstrip(" ")
