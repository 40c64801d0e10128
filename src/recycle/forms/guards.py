"""Guards against a second reader: generators and mail services run their own template notation over a finished text.

A piece about Jinja, Liquid or Hugo says ``{{ name }}`` and means the words; without a guard they vanish, or the build stops.
"""

from __future__ import annotations

from collections.abc import Callable

_END_RAW = "{% endraw %}"


def for_jekyll(markdown: str) -> str:
    """``markdown`` (without front matter) so that Liquid prints it as it is. Source: https://jekyllrb.com/docs/liquid/tags/.

    What Liquid would take for the end of a raw block stands outside of one, its brace printed by an expression.
    """
    if "{{" not in markdown and "{%" not in markdown:
        return markdown
    pieces = _split_at_endraw(markdown)
    raw = [f"{{% raw %}}{piece}{_END_RAW}" for piece in pieces[::2]]
    between = [f'{{{{ "{{" }}}}{mark[1:]}' for mark in pieces[1::2]]
    return "".join(text for pair in zip(raw, [*between, "\n"], strict=True) for text in pair)


def _split_at_endraw(text: str) -> list[str]:
    """Text, end mark, text, ...: Liquid allows ``-`` and any white space inside the mark."""
    pieces, begin, at = [], 0, text.find("{%")
    while at >= 0:
        end = text.find("%}", at)
        if end < 0:
            break
        if text[at + 2 : end].strip(" \t\n-") == "endraw":
            pieces += [text[begin:at], text[at : end + 2]]
            begin = end + 2
        at = text.find("{%", at + 2)
    return [*pieces, text[begin:]]


def for_hugo(markdown: str) -> tuple[str, bool]:
    """``markdown`` with its shortcodes commented so that Hugo prints them, and whether every one could be.

    Source: https://gohugo.io/content-management/shortcodes/: ``{{</* name */>}}`` prints ``{{< name >}}``. An opening
    without its closing cannot be said and stops Hugo's build.
    """
    written: list[str] = []
    is_whole = True
    rest = markdown
    while True:
        at, begin, end = _next_shortcode(rest)
        if at < 0:
            return "".join(written) + rest, is_whole
        close = rest.find(end, at + 3)
        if close < 0:
            written.append(rest[: at + 3])
            rest, is_whole = rest[at + 3 :], False
            continue
        inner = rest[at + 3 : close]
        is_commented = inner.startswith("/*") and inner.endswith("*/")
        written += [rest[:at], begin, inner if is_commented else f"/*{inner}*/", end]
        rest = rest[close + 3 :]


def _next_shortcode(text: str) -> tuple[int, str, str]:
    found = [(at, begin, end) for begin, end in (("{{<", ">}}"), ("{{%", "%}}")) if (at := text.find(begin)) >= 0]
    return min(found, default=(-1, "", ""))


def marks_as_entities(html: str, marks: tuple[str, ...], kept: tuple[str, ...]) -> str:
    """``html`` with each of ``marks`` as character references, except in the strings ``kept``.

    A browser and a mail program show the same; a service that looks for ``{{`` does not find it.
    """
    references = tuple((mark, "".join(f"&#{ord(sign)};" for sign in mark)) for mark in marks)
    return _outside(html, kept, lambda text: _replaced(text, references))


def marks_as_literals(text: str, literals: tuple[tuple[str, str], ...], kept: tuple[str, ...]) -> str:
    """``text`` with each mark as what the service prints it for, except in the strings ``kept``."""
    return _outside(text, kept, lambda piece: _replaced(piece, literals))


def _outside(text: str, kept: tuple[str, ...], change: Callable[[str], str]) -> str:
    """``change`` applied to everything between the strings ``kept``."""
    if not kept:
        return change(text)
    first, *others = kept
    return first.join(_outside(piece, tuple(others), change) for piece in text.split(first))


def _replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    """Every first sign of ``pairs`` as its second, in one walk from left to right, so that nothing is replaced twice."""
    written: list[str] = []
    rest = text
    while found := [(at, -len(mark), mark, new) for mark, new in pairs if (at := rest.find(mark)) >= 0]:
        at, _, mark, new = min(found)
        written += [rest[:at], new]
        rest = rest[at + len(mark) :]
    return "".join(written) + rest
