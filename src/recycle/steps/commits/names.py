"""The names of all pieces as their headers say them, kept by the ids that git gives to files, so that a header is read once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from recycle.errors import InputError, RecycleError
from recycle.late import regex
from recycle.readers.front_matter import fields
from recycle.readers.header import find_header, split
from recycle.steps.commits import listings
from recycle.steps.commits.listings import Listing
from recycle.steps.commits.snapshot import is_text
from recycle.steps.loading.issue_files import ISSUES, issue_id
from recycle.steps.loading.piece_files import CONTENT, SUFFIXES, slug_at
from recycle.tree.urls import page_of
from recycle.world import disk, git
from recycle.world.paths import same_on_disk

_FILE = "recycle/names-3{}.jsonl"
"""In git's own folder, so that no work tree has it. The number is that of what a row says."""
_ISSUES = f"{ISSUES}/"
_SAYS = regex(r"\b(?:id|slug|canonical\w*)\b", re.IGNORECASE)
_ROW = regex(r"(?m)^(?P<key>id|slug|canonical_url): +(?P<value>[a-z][a-z0-9]*(?:-[a-z0-9]+)+|https?://[\w./~%-]+)[ \t]*\r?$")
"""What YAML cannot mean anything else by: words with a hyphen between them, and addresses."""
_ENDS = tuple(suffix.encode() for suffix in SUFFIXES)
_PLAIN = regex(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MAY_BE_ODD = regex(
    rb"/(?!(?!(?:index|con|prn|aux|nul|com[0-9]|lpt[0-9])\.)(?![^/\0]{70})[a-z0-9]+(?:-[a-z0-9]+)*\.[a-z]+\0)[^/\0]*\0"
)
"""The end of a path that is not called like its file without the suffix, or not for sure: see ``slug_at``."""
_JSON = msgspec.json.Encoder()
_FEW = 9
"""Ids that are better looked for one by one."""
_NEW = 3
"""So many names that are not remembered yet are read again with each commit, and one more is worth writing all of them."""
_ROOM = 50_000
"""Bytes of names of texts that are no more, which may always stay."""
_MANY = 20_000
"""Bytes of rows that are worth writing the whole list again, so that they are not looked through every time."""


class Said(Struct, frozen=True, array_like=True, gc=False):
    """What a header says of names. Empty: nothing, or it cannot be read."""

    blob: str
    id: str = ""
    slug: str = ""
    canonical_url: str = ""
    """As every spelling of the page has it."""
    alike: tuple[str, ...] = ()
    """Id and slug as all names have them that are the same to some disk, where they are written otherwise."""


_ROWS = msgspec.json.Decoder(Said)


class Name(NamedTuple):
    """What a piece is called."""

    path: str
    id: str
    slug: str
    canonical_url: str = ""

    def words(self) -> set[str]:
        """All that no other text may be called."""
        return {same_on_disk(self.id), same_on_disk(self.slug), *filter(None, (self.canonical_url,))}


class Names:
    """The names of every piece and issue among ``entries``, as their headers have said.

    ``said`` is a row of ``Said`` for each of them, and for others. Of ten thousand rows a few are looked for, and no other is read.
    """

    def __init__(self, entries: git.Entries, said: bytes, odd: Mapping[bytes, tuple[bytes, ...]]) -> None:
        """``odd``: the paths of texts that may be called otherwise than their files, and maybe of others that are there no more."""
        self._entries = entries
        self._said = said
        self._odd = odd

    def at(self, path: str) -> Name | None:
        """What the text at ``path`` is called; None when there is none."""
        entry = self._entries.get(path) if is_text(path) else None
        return _name(path, self._of(entry.blob)) if entry else None

    def called(self, word: str) -> tuple[str, ...]:
        """The paths of the texts whose id or slug, or whose path, this is."""
        return (word,) if self.at(word) else tuple(sorted(set(self._called(same_on_disk(word)))))

    def has_id(self, word: str) -> bool:
        """Whether there is a text with this very id, to the letter."""
        return any((name := self.at(path)) and name.id == word for path in self.called(word))

    def twins(self, path: str) -> frozenset[str]:
        """The paths of the pieces that have one of the names, or the canonical address, of the one at ``path``."""
        own = self.at(path)
        if own is None:
            return frozenset()
        named = (other for word in {own.id, own.slug} for other in self.called(word))
        return frozenset((*named, *self._addressed(own.canonical_url))) - {path}

    def doubles(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those of ``paths`` that have a name, or the canonical address, of another text. Looks at every name there is."""
        said = {one.blob: one for row in self._said.split(b"\n") if (one := _decoded(row))}
        taken: dict[str, list[str]] = {}
        for path, entry in self._entries.items():
            if is_text(path):
                for word in _name(path, said.get(entry.blob, Said(entry.blob))).words():
                    taken.setdefault(word, []).append(path)
        twins = {path for there in taken.values() if len(there) > 1 for path in there}
        return tuple(path for path in paths if path in twins)

    def _called(self, word: str) -> Iterator[str]:
        """Those of which the header says so, and those whose file is called so when the header says nothing."""
        headed = (path for said in self._saying(_spelled(word)) for path in self._entries.with_bytes(said.blob))
        likely = (
            (path for suffix in SUFFIXES for path in self._entries.ending(f"/{word}{suffix}")) if _PLAIN.fullmatch(word) else ()
        )
        for path in (*headed, *likely, *map(_as_text, self._odd.get(_as_bytes(word), ()))):
            if (name := self.at(path)) and word in (same_on_disk(name.id), same_on_disk(name.slug)):
                yield path

    def _addressed(self, url: str) -> Iterator[str]:
        for said in self._saying(_spelled(url)) if url else ():
            for path in self._entries.with_bytes(said.blob):
                if (name := self.at(path)) and name.canonical_url == url:
                    yield path

    def keep(self, file: Path, last: Path | None, wanted: set[bytes] | None = None) -> None:
        """Write the rows down, and the list in ``last``; only the rows of what is ``wanted``. That it cannot be written is no matter."""
        if wanted is not None:
            rows = (row for row in self._said.split(b"\n") if row[2 : row.find(b'"', 2)] in wanted)
            self._said = b"".join(row + b"\n" for row in rows)
        with suppress(RecycleError):
            disk.write_atomic(file, self._said, durable=False)
            if last:
                odd = {word: there for word, paths in self._odd.items() if (there := tuple(filter(self._is_there, paths)))}
                listings.keep(last, self._said, Listing(self._entries.listed, odd))

    def _is_there(self, path: bytes) -> bool:
        return _as_text(path) in self._entries

    def _of(self, blob: str) -> Said:
        return next(self._saying(b'["%b"' % blob.encode()), Said(blob))

    def _saying(self, part: bytes) -> Iterator[Said]:
        """The rows in which this stands, of those that can be read."""
        at = self._said.find(part) if part else -1
        while at >= 0:
            end = self._said.find(b"\n", at)
            if said := _decoded(self._said[self._said.rfind(b"\n", 0, at) + 1 : end]):
                yield said
            at = self._said.find(part, end)


def file_for(prefix: str) -> str:
    """Where the names are remembered of the workspace in the folder ``prefix`` of the repository."""
    return _FILE.format(listings.mark_of(prefix))


def name_of(path: str, blob: str, blobs: git.Blobs) -> Name:
    """What the text with these bytes is called at ``path``, whether it is there now or not."""
    return _name(path, _read(blob, blobs.find(blob) or b""))


def names_of(entries: git.Entries, blobs: git.Blobs, file: Path, last: Path | None = None) -> Names:
    """The names of the texts among ``entries``. What ``file`` remembers of them is not read again, and it learns what was.

    ``last`` remembers the list that was looked through last, so that only what has changed since then is looked through.
    """
    data = _remembered(file)
    # To count the rows would take long. Another work tree may need what this one does not.
    is_worn = len(data) > 3 * len(entries.listed) + _ROOM and not disk.exists(file.parents[1] / "worktrees")
    before = listings.remembered(last, data) if last and not is_worn else Listing()
    others = entries.since(before.listed)
    wanted = others.ids([row for folder in (CONTENT, ISSUES) for row in others.inside(folder) if row.endswith(_ENDS)])
    unknown = sorted(_unknown(wanted, data))
    fresh = list(_fresh(unknown, blobs))
    names = Names(entries, data + _JSON.encode_lines(fresh), _with_odd(before.odd, others))
    if len(fresh) >= _NEW or len(others.listed) > _MANY or not before.listed:
        names.keep(file, last if len(fresh) == len(unknown) else None, wanted if is_worn else None)
    return names


def _as_bytes(word: str) -> bytes:
    return word.encode(errors="surrogatepass")


def _as_text(word: bytes) -> str:
    return word.decode(errors="surrogatepass")


def _spelled(word: str) -> bytes:
    """The word as it stands in a row; nothing when it cannot stand there."""
    with suppress(UnicodeEncodeError):
        return _JSON.encode(word)
    return b""


def _name(path: str, said: Said) -> Name:
    own = _own_name(path)
    if path.startswith(_ISSUES):
        return Name(path, own, said.slug or own)
    slug = said.slug or own
    return Name(path, said.id or slug, slug, said.canonical_url)


def _own_name(path: str) -> str:
    """What a text is called whose header says nothing."""
    if not path.startswith(_ISSUES):
        return slug_at(path)
    _, folder, name = path.rsplit("/", 2)
    number = name.rpartition(".")[0]
    return issue_id(folder, int(number) if number.isascii() and number.isdecimal() else 0)


def _decoded(row: bytes) -> Said | None:
    """None for a row that cannot be read."""
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        return _ROWS.decode(row)
    return None


def _fresh(ids: Iterable[bytes], blobs: git.Blobs) -> Iterator[Said]:
    """What the texts with these ids say. Of those that git cannot read nothing is remembered: a partial clone has not got all of them."""
    here: frozenset[bytes] | None = None
    for blob in ids:
        if here is None or blob in here:
            data = blobs.find(blob.decode())
            if data is not None:
                yield _read(blob.decode(), data)
            elif here is None:
                here = blobs.ids()


def _read(blob: str, data: bytes) -> Said:
    said = _said(blob, data)
    alike = tuple(like for name in (said.id, said.slug) if (like := same_on_disk(name)) != name)
    address = page_of(said.canonical_url) if said.canonical_url else ""
    return msgspec.structs.replace(said, alike=alike, canonical_url=address) if alike or address else said


def _said(blob: str, data: bytes) -> Said:
    text = data.decode("utf-8-sig", errors="replace")
    try:
        cut = find_header(text, "")
        if cut is None or not _SAYS.search(header := text[cut.start : cut.end]):
            return Said(blob)
        plain = tuple(_ROW.finditer(header)) if cut.notation == "yaml" else ()
        rows = {row["key"]: row["value"] for row in plain}
        if len(rows) == len(plain) and not _SAYS.search(_ROW.sub("", header)):
            return Said(blob, rows.get("id", ""), rows.get("slug", ""), rows.get("canonical_url", ""))
        read = fields(split(text, "")._replace(body=""), "").fields
    except InputError:
        return Said(blob)  # whoever changes it next is told
    return Said(blob, read.id, read.slug, read.canonical_url)


def _remembered(file: Path) -> bytes:
    """The rows, each with its line end. What comes after the last one is of a run that was stopped."""
    with suppress(InputError):
        data = disk.read_bytes(file) if disk.is_file(file) else b""
        return data[: data.rfind(b"\n") + 1]
    return b""


def _unknown(wanted: set[bytes], data: bytes) -> set[bytes]:
    """The ids that no row of ``data`` begins with."""
    if len(wanted) < _FEW:
        return {blob for blob in wanted if b'["%b"' % blob not in data}
    end = len('["') + max(map(len, wanted))
    return wanted - {row[2:end] for row in data.split(b"\n")}


def _with_odd(odd: Mapping[bytes, tuple[bytes, ...]], entries: git.Entries) -> Mapping[bytes, tuple[bytes, ...]]:
    """``odd`` and the texts among ``entries`` that may be called otherwise than their files, by what they are called."""
    issues = filter(None, map(entries.path, entries.inside(ISSUES)))
    found = dict(odd)
    for path in filter(is_text, (*entries.matching(_MAY_BE_ODD), *issues)):
        word, name = _as_bytes(same_on_disk(_own_name(path))), _as_bytes(path)
        found[word] = (*(other for other in found.get(word, ()) if other != name), name)
    return found
