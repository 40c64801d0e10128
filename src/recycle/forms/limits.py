"""An outlet's house rules, held against a variant. The rule names begin with the form's name: ``forum-title-too-long``."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from recycle.forms.common import finding, line_of
from recycle.forms.protocol import Brief
from recycle.model import Finding, Meta
from recycle.transforms import links
from recycle.tree.nodes import Document, Heading
from recycle.tree.text import count_words, plain


def house_rules(brief: Brief, meta: Meta, text: Document, shown: Document, form: str) -> Iterator[Finding]:
    """All that holds for every form: title and tags, the length of ``text``, and the links in all that is ``shown``."""
    yield from title(brief, meta, form)
    yield from tags(brief, meta, form)
    yield from length(brief, meta, text, form)
    yield from number_of_links(brief, shown, form)


def title(brief: Brief, meta: Meta, form: str) -> Iterator[Finding]:
    """The title is there and its length, counted in characters, is within the outlet's limits."""
    line, long, limits = line_of(brief, "title"), len(meta.title), brief.limits
    if not meta.title:
        yield _no_title(brief, line)
    elif limits.title_max is not None and long > limits.title_max:
        message = f"the title has {long} characters and {brief.outlet} takes {limits.title_max}; "
        yield finding(brief, f"{form}-title-too-long", message + _own_wording(brief, "title", "a shorter one"), line=line)
    elif limits.title_min is not None and long < limits.title_min:
        message = f"the title has {long} characters and {brief.outlet} wants {limits.title_min}; "
        yield finding(brief, f"{form}-title-too-short", message + _own_wording(brief, "title", "a longer one"), line=line)


def _no_title(brief: Brief, line: int) -> Finding:
    """One rule for all forms, so that it is told once; a heading that the text begins with is offered as the title."""
    head = brief.document.blocks[0] if brief.document.blocks else None
    words = " ".join(plain(head.children).split()) if isinstance(head, Heading) else ""
    if not words:
        return finding(brief, "title-missing", "the piece has no title; give it one with `title:`", line=line)
    is_plain = all(sign.isalnum() or sign == " " for sign in words)
    said = words if is_plain else "'" + words.replace("'", "''") + "'"
    message = f"the piece has no title; its first heading would make one: `title: {said}`"
    return finding(brief, "title-missing", message, line=head.line if head else line)


def tags(brief: Brief, meta: Meta, form: str) -> Iterator[Finding]:
    """No more tags than the outlet takes, and only ones that it can spell."""
    limits, line = brief.limits, line_of(brief, "tags")
    if limits.tags_max is not None and len(meta.tags) > limits.tags_max:
        over = ", ".join(meta.tags[limits.tags_max :])
        message = f"there are {len(meta.tags)} tags and {brief.outlet} takes {limits.tags_max} (too many: {over}); "
        yield finding(brief, f"{form}-too-many-tags", message + _own_wording(brief, "tags", "fewer"), line=line)
    if limits.tag_pattern is None:
        return
    try:
        pattern = re.compile(limits.tag_pattern)
    except re.error as error:
        yield finding(brief, f"{form}-tag-pattern", f"the tag_pattern of {brief.outlet} is no regular expression: {error}")
        return
    for tag in meta.tags:
        if not pattern.fullmatch(tag):
            message = f'the tag "{tag}" is not what {brief.outlet} takes ({limits.tag_pattern}); '
            yield finding(brief, f"{form}-tag", message + _own_wording(brief, "tags", "others"), line=line)


def number_of_links(brief: Brief, document: Document, form: str) -> Iterator[Finding]:
    """No more web addresses than the outlet's rules allow. The finding stands at the first link over the limit."""
    allowed = brief.limits.links_max
    if allowed is None or (count := links.count(document)) <= allowed:
        return
    lines: dict[str, int] = {}
    for found, line in links.placed(document):
        if found.url.lower().startswith(("http://", "https://")):
            lines.setdefault(found.url, line)
    first_over = next(itertools.islice(lines.values(), allowed, None), 0)
    message = f"there are {count} links and {brief.outlet} allows {allowed}; take some out or limit them to other outlets with `::: not`"
    yield finding(brief, f"{form}-too-many-links", message, line=first_over)


def length(brief: Brief, meta: Meta, document: Document, form: str) -> Iterator[Finding]:
    """The number of words is within the outlet's range; if not, by how many it misses and which section is the place to look."""
    count, limits = meta.words, brief.limits
    if limits.words_min is not None and count < limits.words_min:
        section = min(_sections(document), key=lambda part: part[1])
        message = f"{_words(count)}: {_words(limits.words_min - count)} fewer than {brief.outlet} wants ({limits.words_min}); "
        yield finding(brief, f"{form}-too-short", f"{message}the shortest section is {_named(section)}", line=section[2])
    if limits.words_max is not None and count > limits.words_max:
        section = max(_sections(document), key=lambda part: part[1])
        message = f"{_words(count)}: {_words(count - limits.words_max)} more than {brief.outlet} takes ({limits.words_max}); "
        yield finding(brief, f"{form}-too-long", f"{message}the longest section is {_named(section)}", line=section[2])


Section = tuple[str, int, int]
"""A section's heading (empty for what stands before the first one), its number of words, its line."""


def _sections(document: Document) -> list[Section]:
    """The sections below the highest headings, in order; the opening counts as one when it has words."""
    top = min((block.level for block in document.blocks if isinstance(block, Heading)), default=0)
    starts = [at for at, block in enumerate(document.blocks) if isinstance(block, Heading) and block.level == top]
    edges = [0, *starts, len(document.blocks)]
    sections = []
    for start, end in itertools.pairwise(edges):
        blocks = document.blocks[start:end]
        head = blocks[0] if blocks else None
        name = plain(head.children) if isinstance(head, Heading) and head.level == top else ""
        words = count_words(Document(blocks[1:] if name else blocks))
        if blocks and (name or words):
            sections.append((name, words, head.line if head else 0))
    return sections or [("", 0, 0)]


def _named(section: Section) -> str:
    name, words, _ = section
    return f'"{name}" with {_words(words)}' if name else f"the opening with {_words(words)}"


def _words(count: int) -> str:
    return "1 word" if count == 1 else f"{count:,} words"


def _own_wording(brief: Brief, key: str, what: str) -> str:
    if brief.piece.issue:  # it goes nowhere else
        return f"give it {what} with `{key}:`"
    return f"give it {what} with `outlets: {{{brief.outlet}: {{{key}: ...}}}}`"
