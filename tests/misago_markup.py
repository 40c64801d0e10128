"""Misago's markup, built anew from its rules for tests without the forum: Python-Markdown without HTML and references, with a few BBCodes.

``tests/servers/test_misago.py`` holds it against the forum itself. Its order is the trap: ``[quote]`` and ``[spoiler]`` are looked for before
anything else, also in code, and ``!(`` before code within a line.
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element, SubElement

import markdown
from markdown.blockprocessors import BlockProcessor, HRProcessor
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor
from markdown.preprocessors import Preprocessor

BEGIN, END = "MISAGOBEGIN", "MISAGOEND"
_ANY = re.IGNORECASE | re.DOTALL


class Boxes(Preprocessor):
    """``[quote]`` and ``[spoiler]`` pairs, wherever they stand."""

    patterns = (
        re.compile(r"\[quote\](?P<text>.*?)\[/quote\]", _ANY),
        re.compile(r'\[quote="?.*?"?\](?P<text>.*?)\[/quote\]', _ANY),
        re.compile(r"\[spoiler\](?P<text>.*?)\[/spoiler\]", _ANY),
    )

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        for pattern in self.patterns:
            while pattern.search(text):
                text = pattern.sub(lambda found: f"\n\n{BEGIN}\n\n{found['text']}\n\n{END}\n\n", text)
        return text.split("\n")


class BoxBlocks(BlockProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return block.strip() in (BEGIN, END)

    def run(self, parent: Element, blocks: list[str]) -> bool | None:
        blocks.pop(0)
        SubElement(parent, "aside")
        return None


class CodeBoxes(Preprocessor):
    """``[code]`` pairs that are not inside a fence."""

    pattern = re.compile(r'\[code(?:=("?).*?("?))?\](?:[ ]*\n)*(?P<code>.*?)\s*\[/code\]', _ANY)

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        while found := self.pattern.search(text):
            stashed = self.md.htmlStash.store("<pre><code></code></pre>")
            text = f"{text[: found.start()]}\n{stashed}\n{text[found.end() :]}"
        return text.split("\n")


class Rules(HRProcessor):
    RE = r"^\[hr\]*"
    SEARCH_RE = re.compile(RE, re.MULTILINE | re.IGNORECASE)


class Tagged(InlineProcessor):
    """``[b]words[/b]``, ``[url]address[/url]``, ``[url=address]words[/url]``, ``[img]address[/img]``."""

    def __init__(self, pattern: str, tag: str) -> None:
        super().__init__(pattern)
        self.compiled_re = re.compile(pattern, _ANY)
        self.tag = tag

    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802  # as Python-Markdown has it
        element = Element(self.tag)
        if self.tag == "img":
            element.set("src", "x")
        else:
            element.text = m["words"]
        return element, m.start(0), m.end(0)


class ShortImages(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> Any:  # type: ignore[override]  # noqa: N802
        assert m[2] is not None, "the forum breaks on this"
        if not m[2].strip():
            return None, None, None
        return Element("img", src="x"), m.start(0), m.end(0)


def parser() -> markdown.Markdown:
    """As ``misago.markup.parser.md_factory`` builds it."""
    md = markdown.Markdown(extensions=["nl2br"])
    md.preprocessors.deregister("html_block")
    md.parser.blockprocessors.deregister("reference")
    for name in ("html", "reference", "image_reference", "short_reference"):
        md.inlinePatterns.deregister(name)
    for name in "biu":
        md.inlinePatterns.register(Tagged(rf"\[{name}\](?P<words>.*?)\[/{name}\]", name), f"bb_{name}", 55)
    md.inlinePatterns.register(SimpleTagInlineProcessor(r"(~{2})(.+?)\1", "del"), "strike", 100)
    address = r'(?:\[url=(?:"?)(?:.*?)(?:"?)\]|\[url\])(?P<words>.*?)\[/url\]'
    md.inlinePatterns.register(Tagged(address, "a"), "bb_url", 155)
    md.inlinePatterns.register(Tagged(r"\[img\](?P<words>.*?)\[/img\]", "img"), "bb_img", 145)
    md.inlinePatterns.register(ShortImages(r"\!\((<.*?>|([^\)]*))\)"), "short_images", 200)
    md.parser.blockprocessors.register(Rules(md.parser), "bb_hr", 45)
    FencedCodeExtension(lang_prefix="language-").extendMarkdown(md)
    md.preprocessors.register(CodeBoxes(md), "bb_code", 24)
    md.preprocessors.register(Boxes(md), "bb_boxes", 200)
    md.parser.blockprocessors.register(BoxBlocks(md.parser), "bb_boxes", 90)
    return md


def html(text: str) -> str:
    """What the forum shows for ``text``, before it makes links of bare addresses and of names after an ``@``."""
    return parser().convert(text.rstrip())
