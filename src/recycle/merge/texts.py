"""Three Markdown texts into one: by blocks, inside lists by items, inside tables by rows, inside code by lines, and else by words."""

from __future__ import annotations

from collections.abc import Sequence

from recycle.late import regex
from recycle.merge import kinds
from recycle.merge.gaps import Split, parted, with_apart_in_gaps, with_gaps
from recycle.merge.kinds import Kind, kind
from recycle.merge.marked import Merged, marked
from recycle.merge.pieces import Clash, Piece, Pieces, Side, either, is_settled, pick, side, whole
from recycle.merge.rows import Out, merge_rows
from recycle.merge.tokens import Token, joined, lines, unpaired, words
from recycle.merge.units import Unit
from recycle.merge.words import merge_tokens

Three = tuple[str, str, str]
_DEEPEST = 12
"""Frames in frames, such as quotes in lists; what is deeper is merged by words."""
_BLANK = " \t\r\n"
_BLANK_LINES = regex(r"(?:[ \t]*(?:\r\n|\r|\n))*")


def merge_texts(base: str, edit: str, fresh: str, split: Split) -> Merged:
    """What ``edit`` made of ``base``, done to ``fresh``. ``split`` gives the sources of the top-level blocks of a text.

    Whatever one side alone changed is taken; what both changed differently stands in ``text`` in all its versions between
    marks, and in ``conflicts``. Any text will do; nothing is raised that ``split`` does not raise.
    """
    same = pick(base, edit, fresh)
    return Merged(same[0]) if same else marked(_Merger(split).texts((base, edit, fresh)), _newline(fresh or edit))


def by_words(three: Three) -> Pieces:
    """One stretch of words, without blocks in it."""
    rows = [_spaced(words(text)) for text in three]
    parts = merge_tokens(*rows)
    settled = [token for part in parts if not isinstance(part, Clash) for token in part]
    if any(isinstance(part, Clash) for part in parts):
        return (_as_clash(three),)
    text = joined(settled).strip(_BLANK)
    found = words(text)
    # A mark that has lost its partner would be printed; marks of both sides that stand crosswise would mean something else.
    is_broken = unpaired(found) > max(unpaired(rows[1]), unpaired(rows[2]))
    has_grown_together = [token.key for token in found] != [token.key for token in settled]
    return (_as_clash(three),) if is_broken or has_grown_together else (text,)


def _spaced(tokens: list[Token]) -> list[Token]:
    """The tokens with a space before the first one as before the others, so that a word keeps its own when it comes to be the first."""
    return [one._replace(pre=one.pre or " ") for one in tokens[:1]] + tokens[1:]


def _by_lines(three: Three) -> Pieces:
    parts = merge_tokens(*(lines(text) for text in three))
    if any(isinstance(part, Clash) for part in parts):
        return (_as_clash(three),)
    found = [token.key for part in parts if not isinstance(part, Clash) for token in part]
    return (_newline("".join(three)).join(found),)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


class _Merger:
    def __init__(self, split: Split) -> None:
        self.split = split
        self.depth = 0

    def texts(self, three: Three) -> list[Piece]:
        """Whole texts, or what stands in a frame."""
        heads = either(*(text[: _lead(text)] for text in three))
        ends = either(*(text[max(_lead(text), len(text.rstrip(_BLANK))) :] for text in three))
        base, edit, fresh = rows = [self._units(text) for text in three]
        between = _newline("".join(three)) * 2
        outs = merge_rows(base, edit, fresh, self._block, between)
        return [heads, *parted(outs, rows, between, self.split), ends]

    def _units(self, text: str) -> list[Unit]:
        bare = text[_lead(text) :].rstrip(_BLANK)
        return with_apart_in_gaps([kinds.block_unit(span) for span in self.split(bare)] if bare else [])

    # ── one block ────────────────────────────────────────────────────────────────────────────────

    def _block(self, base: str, edit: str, fresh: str) -> Pieces:
        """One block that both sides changed."""
        three = (base, edit, fresh)
        found = {kind(text) for text in three}
        return (_as_clash(three),) if len(found) > 1 else self._by_kind(found.pop(), three)

    def _by_kind(self, what: Kind, three: Three) -> Pieces:
        match what:
            case "code":
                return self._sound(_by_lines(three), what, three)
            case "list":
                return self._sound(self._list(three), what, three)
            case "table":
                return self._sound(self._table(three), what, three)
            case "quote" | "passage" | "note":
                return self._framed(three, what) or self._by_words(three, what)
            case _:
                return self._by_words(three, what)

    def _by_words(self, three: Three, what: Kind) -> Pieces:
        return self._sound(by_words(three), what, three)

    def _sound(self, pieces: Pieces, what: Kind, three: Three) -> Pieces:
        """The pieces, or all of it as a clash when what came out is not one block of its kind any more."""
        text = side(pieces, Side.EDIT) if is_settled(pieces) else ""
        if not text:
            return pieces
        most = max(len(self.split(three[1])), len(self.split(three[2])))
        return pieces if kind(text) == what and len(self.split(text)) <= most else (_as_clash(three),)

    # ── what has parts ───────────────────────────────────────────────────────────────────────────

    def _list(self, three: Three) -> Pieces:
        if len({kinds.list_sign(text) for text in three}) > 1:
            return (_as_clash(three),)
        base, edit, fresh = rows = [kinds.items(text) for text in three]
        is_loose = any(unit.gap.count("\n") > 1 for row in rows[1:] for unit in row)
        between = _newline("".join(three)) * (2 if is_loose else 1)
        outs = _numbered(merge_rows(base, edit, fresh, self._item, between), three)
        return tuple(with_gaps(outs, rows, between))

    def _item(self, base: str, edit: str, fresh: str) -> Pieces:
        three = (base, edit, fresh)
        return self._framed(three, "list") or self._by_words(three, "list")

    def _table(self, three: Three) -> Pieces:
        base, edit, fresh = rows = [kinds.rows(text) for text in three]
        between = _newline("".join(three))
        pieces = whole(tuple(with_gaps(merge_rows(base, edit, fresh, self._row, between), rows, between)))
        # Where one side has put in a column, a new row of the other side lacks a cell, and its last ones would stand below the wrong heads.
        most = max(_widths(text) for text in three[1:])
        return pieces if is_settled(pieces) and _widths(side(pieces, Side.EDIT)) <= most else (_as_clash(three),)

    def _row(self, base: str, edit: str, fresh: str) -> Pieces:
        """A row of a table with as many cells as both sides have given it."""
        pieces = by_words((base, edit, fresh))
        if is_settled(pieces) and kinds.columns(side(pieces, Side.EDIT)) not in (kinds.columns(edit), kinds.columns(fresh)):
            return (Clash(edit, base, fresh),)
        return pieces

    def _framed(self, three: Three, what: Kind) -> Pieces:
        """What stands in the same frame on all sides, merged by its blocks; nothing where the frames are not even."""
        found = [unframed for text in three if (unframed := kinds.unframed(text, what))]
        if len(found) < len(three) or self.depth >= _DEEPEST:
            return ()
        (first, base), (second, edit), (third, fresh) = found
        # Two numbers of one item are no conflict: they say where it stands.
        frame = next(iter(pick(first, second, third)), third if what == "list" else None)
        if frame is None:
            return ()
        inner = (base, edit, fresh)
        pieces = self._inside(inner, is_one_line=not frame.tail and all(map(kinds.is_line, inner)))
        if not is_settled(pieces):
            return (_as_clash(three),)
        return self._sound((frame.around(side(pieces, Side.EDIT)),), what, three)

    def _inside(self, three: Three, *, is_one_line: bool) -> Pieces:
        if is_one_line:
            pieces = pick(*three) or by_words(three)
            return pieces if not is_settled(pieces) or kinds.is_line(side(pieces, Side.EDIT)) else (_as_clash(three),)
        self.depth += 1
        pieces = whole(self.texts(three))
        self.depth -= 1
        return pieces


def _widths(text: str) -> int:
    """How many widths the rows of a table have."""
    return len({kinds.columns(row.text) for row in kinds.rows(text)})


def _numbered(outs: Sequence[Out], three: Three) -> Sequence[Out]:
    """The items numbered through: each side has counted its own."""
    base, edit, fresh = (kinds.numbers(text) for text in three)
    step = next((row[1] - row[0] for row in (fresh, edit, base) if len(row) > 1), 1)
    if not (base and edit and fresh) or step not in (0, 1):
        return outs
    first = next(iter(pick(base[0], edit[0], fresh[0])), fresh[0])
    return [
        out._replace(pieces=(kinds.with_number(side(out.pieces, Side.EDIT), first + at * step),))
        if is_settled(out.pieces)
        else out
        for at, out in enumerate(outs)
    ]


def _lead(text: str) -> int:
    """How much of the text is empty lines at its beginning; none of it when there is nothing else."""
    found = _BLANK_LINES.match(text)
    return found.end() if found and text.strip(_BLANK) else 0


def _as_clash(three: Three) -> Clash:
    base, edit, fresh = (text.strip("\r\n") for text in three)
    return Clash(edit, base, fresh)
