"""Three rows of tokens into one: what one side changed is taken, what both changed differently is a clash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from recycle.merge.align import Hunk, Pairs, align, hunks
from recycle.merge.pieces import Clash, either, pick
from recycle.merge.tokens import Token, Tokens, is_word, joined, space

# How far a change is moved, at most, to where a person would say that it is.
_SLIDE = 500
_STOPS = frozenset(".!?…。！？")

Part = tuple[Token, ...] | Clash


def merge_tokens(base: Tokens, edit: Tokens, fresh: Tokens) -> list[Part]:
    """The rows merged, in order: tokens that are settled, and clashes."""
    sides = (_Row(base, edit), _Row(base, fresh))
    parts: list[Part] = []
    at = 0
    for group in _groups(base, sides):
        parts += _kept(base, sides, (at, group.lo))
        parts.append(_changed(base, sides, group))
        at = group.hi
    return parts + list(_kept(base, sides, (at, len(base))))


class _Row:
    """One side's tokens, its hunks, the keys that they put in, and where it is (``ahead`` of the base) while the rows are gone through."""

    def __init__(self, base: Tokens, tokens: Tokens) -> None:
        self.tokens = tokens
        self.hunks = changes(base, tokens)
        self.put_in = {token.key for hunk in self.hunks for token in tokens[hunk.start : hunk.end]}
        self.ahead = 0


class _Group(NamedTuple):
    """``base[lo:hi]`` and the hunks of both sides in it."""

    lo: int
    hi: int
    edit: list[Hunk]
    fresh: list[Hunk]

    def of(self, number: int) -> list[Hunk]:
        """The hunks of one side."""
        return self.fresh if number else self.edit


# ── which changes belong together ────────────────────────────────────────────────────────────────


def _groups(base: Tokens, sides: tuple[_Row, _Row]) -> list[_Group]:
    found: list[_Group] = []
    every = sorted((hunk, number) for number, row in enumerate(sides) for hunk in row.hunks)
    for hunk, number in every:
        group = found[-1] if found else None
        if group is None or hunk.lo > group.hi or (hunk.lo == group.hi and _stand_apart(base, sides, group, hunk, number)):
            found.append(group := _Group(hunk.lo, hunk.hi, [], []))
        group.of(number).append(hunk)
        found[-1] = group._replace(hi=max(group.hi, hunk.hi))
    return found


def _stand_apart(base: Tokens, sides: tuple[_Row, _Row], group: _Group, hunk: Hunk, number: int) -> bool:
    """Whether a change that begins where the other side's ends is another matter.

    That is so of words that were replaced or taken away beside each other, and of some that were put in beside them. There is a
    space between in every version, and no word that both have put there.
    """
    others = group.of(1 - number)
    if group.of(number) or not others:
        return False
    before, row, own = others[-1], sides[1 - number], sides[number].tokens
    new = own[hunk.start : hunk.end]
    if not _is_beside(before, hunk) and not _is_put_behind(base[before.lo : before.hi], new, row):
        return False
    if before.end >= len(row.tokens) or not base[before.hi].pre or not row.tokens[before.end].pre:
        return False
    return not new or (bool(new[0].pre) and not _words_in(new) & _words_in(row.tokens[before.start : before.end]))


def _is_beside(one: Hunk, two: Hunk) -> bool:
    """Whether both take words away, or one replaces words and the other puts some in; else nobody can tell what comes first."""
    takes, puts = (one.lo < one.hi, two.lo < two.hi), (one.start < one.end, two.start < two.end)
    return all(takes) or (any(takes) and all(puts))


def _is_put_behind(old: Tokens, new: Tokens, row: _Row) -> bool:
    """Whether the side of ``row`` took one word away, and the other one put one in behind it.

    Most words lean on what follows, which is still there. A word in front may lean on the one that is gone, as "not" before
    "always"; more words than one often do ("and cheap"); and a number is nothing without its unit.
    """
    if len(old) != 1 or len(new) != 1 or old[0].key in row.put_in:
        return False
    keys = (old[0].key.casefold(), new[0].key.casefold())
    return keys[0] != keys[1] and all(any(map(str.isalpha, key)) for key in keys)


def _words_in(tokens: Tokens) -> set[str]:
    return {token.key for token in tokens if is_word(token)}


# ── what comes out ───────────────────────────────────────────────────────────────────────────────


def _kept(base: Tokens, sides: tuple[_Row, _Row], place: tuple[int, int]) -> Iterator[Part]:
    """What neither side changed, but for white space and how a token is written."""
    ready: list[Token] = []
    for at in range(*place):
        three = (base[at], *(row.tokens[at + row.ahead] for row in sides))
        token = three[0] if three[0] == three[1] == three[2] else _one(*three)
        if token is None:
            yield tuple(ready)
            yield Clash(joined([three[1]]), joined([three[0]]), joined([three[2]]))
            ready = []
        else:
            ready.append(token)
    yield tuple(ready)


def _one(base: Token, edit: Token, fresh: Token) -> Token | None:
    pre = pick(base.pre, edit.pre, fresh.pre)
    if not pre and space(edit.pre) == space(fresh.pre):
        pre = (either(base.pre, edit.pre, fresh.pre),)
    return Token(base.key, pre[0], either(base.text, edit.text, fresh.text)) if pre else None


def _changed(base: Tokens, sides: tuple[_Row, _Row], group: _Group) -> Part:
    edit, fresh = (_within(row, group, found) for row, found in zip(sides, (group.edit, group.fresh), strict=True))
    if not group.fresh:
        return tuple(edit)
    if not group.edit:
        return tuple(fresh)
    if len(edit) == len(fresh) and all(map(_alike, edit, fresh)):
        return tuple(
            Token(one.key, max(one.pre, two.pre), max(one.text, two.text)) for one, two in zip(edit, fresh, strict=True)
        )
    old = base[group.lo : group.hi]
    if _has_both(edit, fresh, group, group.fresh):
        return tuple(edit)
    if _has_both(fresh, edit, group, group.edit):
        return tuple(fresh)
    return Clash(joined(edit), joined(old), joined(fresh))


def _has_both(one: Tokens, two: Tokens, group: _Group, theirs: list[Hunk]) -> bool:
    """Whether ``one`` has the change of ``two`` beside another one: the same words, at the same end of what was changed."""
    if len(theirs) > 1 or theirs[0].end - theirs[0].start >= len(two):
        return False
    hunk = theirs[0]
    ahead = hunk.lo - group.lo
    new = two[ahead : ahead + hunk.end - hunk.start]
    if len(one) < len(new) or not any(map(is_word, new)):
        return False
    at_end = one[len(one) - len(new) :]
    return (not ahead and all(map(_alike, one, new))) or (hunk.hi == group.hi and all(map(_alike, at_end, new)))


def _within(row: _Row, group: _Group, found: list[Hunk]) -> Tokens:
    """What stands on this side in the group's place; leaves ``ahead`` as it is behind the group."""
    start = group.lo + row.ahead
    if found:
        row.ahead = found[-1].end - found[-1].hi
    return row.tokens[start : group.hi + row.ahead]


def _alike(one: Token, two: Token) -> bool:
    return one.key == two.key and space(one.pre) == space(two.pre)


# ── what one side changed ────────────────────────────────────────────────────────────────────────


def changes(base: Tokens, tokens: Tokens) -> list[Hunk]:
    """Where ``tokens`` differ from ``base``, as a person would say it."""
    olds, news = [token.key for token in base], [token.key for token in tokens]
    pairs = _meant(align(olds, news), _counted(base), _counted(tokens))
    return _slid_all(hunks(pairs, len(base), len(tokens)), base, tokens)


def _counted(tokens: Tokens) -> list[int]:
    """How many words stand before each token, and before the end."""
    return list(accumulate(map(is_word, tokens), initial=0))


def _meant(pairs: Pairs, olds: list[int], news: list[int]) -> Pairs:
    """Without the words that stand by chance between two larger changes: a rewritten sentence has an "and", too."""
    runs = _runs(pairs)
    kept: list[Pairs] = []
    for at, run in enumerate(runs):
        one, other = kept[-1][-1] if kept else (-1, -1)
        after, other_after = runs[at + 1][0] if at + 1 < len(runs) else (len(olds) - 1, len(news) - 1)
        first, last = run[0], run[-1]
        left = max(olds[first[0]] - olds[one + 1], news[first[1]] - news[other + 1])
        right = max(olds[after] - olds[last[0] + 1], news[other_after] - news[last[1] + 1])
        if olds[last[0] + 1] - olds[first[0]] >= min(left, right):
            kept.append(run)
    return [pair for run in kept for pair in run]


def _runs(pairs: Pairs) -> list[Pairs]:
    runs: list[Pairs] = []
    for pair in pairs:
        if runs and runs[-1][-1] == (pair[0] - 1, pair[1] - 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _slid_all(found: list[Hunk], base: Tokens, tokens: Tokens) -> list[Hunk]:
    """Each hunk where it is best, with one unchanged token at least between it and the next."""
    done: list[Hunk] = []
    for at, hunk in enumerate(found):
        before = hunk.lo - done[-1].hi - 1 if done else hunk.lo
        after = found[at + 1].lo - hunk.hi - 1 if at + 1 < len(found) else len(base) - hunk.hi
        done.append(_slid(hunk, min(before, _SLIDE), min(after, _SLIDE), tokens, base))
    return done


def _slid(hunk: Hunk, before: int, after: int, tokens: Tokens, base: Tokens) -> Hunk:
    """What was only put in or only taken away, where sentences or words begin: ``one [two. ]three`` for ``one[ two.] three``."""
    if hunk.lo < hunk.hi and hunk.start < hunk.end:
        return hunk
    row, start, end = (tokens, hunk.start, hunk.end) if hunk.lo == hunk.hi else (base, hunk.lo, hunk.hi)
    best = max(_shifts(row, (start, end), before, after), key=lambda by: (_rank(row, start + by), -abs(by)))
    return Hunk(*(place + best for place in hunk))


def _shifts(row: Sequence[Token], place: tuple[int, int], before: int, after: int) -> Iterator[int]:
    start, end = place
    yield 0
    for by in range(1, before + 1):
        if row[start - by].key != row[end - by].key:
            break
        yield -by
    for by in range(after):
        if row[start + by].key != row[end + by].key:
            break
        yield by + 1


def _rank(row: Sequence[Token], start: int) -> int:
    """How good a place this is for something to begin."""
    if not start or start == len(row):
        return 4
    pre = row[start].pre
    if "\n" in space(pre):
        return 3
    if row[start - 1].key[-1:] in _STOPS and (pre or row[start - 1].key in "。！？"):
        return 2
    return 1 if pre else 0
