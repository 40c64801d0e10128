"""What can be wrong with ``::: only``, ``::: not`` and ``::: piece`` in a Markdown text."""

from __future__ import annotations

from html.parser import HTMLParser

from recycle.model import Finding
from recycle.spelling import did_you_mean

_WORDS = ("only", "not", "piece")


def passage_findings(html: str, text: str) -> tuple[Finding, ...]:
    """Passages of ``text`` that are not closed, say neither only nor not, or name nobody; ``html`` is comrak's of it."""
    watcher = _Passages()
    watcher.feed(html)
    watcher.close()
    lines = text.split("\n")
    closed: set[int] = set()
    found: list[Finding] = []
    for words, start, end in reversed(watcher.passages):
        is_closed = (
            end > start and end not in closed and lines[end - 1].rstrip().endswith(":::") if end <= len(lines) else False
        )
        closed.add(end)
        found.extend(_judge(words, start, closed=is_closed))
    return tuple(reversed(found))


def _judge(words: list[str], line: int, *, closed: bool) -> list[Finding]:
    if not words:
        message = "a line of ::: ends no passage here; remove it, or begin one with ::: only NAME or ::: not NAME."
        return [Finding("passage-unknown", message, line=line)]
    if words[0] not in _WORDS:
        message = f'"::: {words[0]}" is not known.{did_you_mean(words[0], _WORDS)} A passage begins with ::: only or ::: not.'
        return [Finding("passage-unknown", message, line=line, severity="warning")]
    found = []
    if len(words) == 1:
        what = "a piece" if words[0] == "piece" else "an outlet or a form"
        found.append(Finding("passage-names-nobody", f"::: {words[0]} needs the name of {what} after it.", line=line))
    if not closed:
        found.append(
            Finding(
                "passage-not-closed",
                "this passage is not closed; end it with a line that holds nothing but three colons.",
                line=line,
            )
        )
    return found


class _Passages(HTMLParser):
    """Collects the class words and the first and last line of each block directive; only comrak places a ``div``."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.passages: list[tuple[list[str], int, int]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        place, words = said.get("data-sourcepos") or "", (said.get("class") or "").split()
        if tag != "div" or not place or "markdown-alert" in words:
            return
        first, _, last = place.partition("-")
        self.passages.append((words, int(first.partition(":")[0]), int(last.partition(":")[0])))
