"""What was sent is kept word for word, under a digest that names exactly what an outlet can see."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.errors import InputError, RecycleError
from recycle.ledger import sent
from recycle.ledger.digest import variant_digest
from recycle.model import Asset, Loss, Meta, Part, Variant
from tests.ledgers import variant

KEY = "on-lists/blog/1"
TEXT = "<p>Wörter 🙂</p>\n\ttabs, \u2028 and \x00\r\nends"


def _kept(folder: Path, digest: str) -> Path:
    return folder / "ledger" / "sent" / f"{digest}.json"


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    original = variant(
        Part("main", "html", ".html", TEXT),
        Part("word", "docx", ".docx", b"\x00\xff"),
        assets=(Asset("a.png", "content/a.png", "d" * 64),),
    )
    digest = sent.keep(tmp_path, original)
    assert sent.load(tmp_path, digest, KEY) == replace(original, digest=digest)
    other = sent.load(tmp_path, digest, "on-lists/forum/2")
    assert other
    assert (other.piece, other.outlet, other.key) == ("on-lists", "forum", "on-lists/forum/2")


def test_the_text_can_be_read_without_the_tool(tmp_path: Path) -> None:
    digest = sent.keep(tmp_path, variant(Part("main", "text", ".txt", "Grüße,\nAda\n")))
    assert '"Grüße,",\n' in _kept(tmp_path, digest).read_text(encoding="utf-8")


def test_the_same_words_are_kept_once(tmp_path: Path) -> None:
    digest = sent.keep(tmp_path, variant())
    before = _kept(tmp_path, digest).stat().st_mtime_ns
    assert sent.keep(tmp_path, variant(key="on-lists/forum/3")) == digest
    assert _kept(tmp_path, digest).stat().st_mtime_ns == before


def test_what_was_never_kept(tmp_path: Path) -> None:
    assert sent.load(tmp_path, "0" * 64, KEY) is None
    with pytest.raises(RecycleError, match="not a digest"):
        sent.load(tmp_path, "../../etc/passwd", KEY)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("Words", "Swords", "was changed afterwards"), ('"lines"', '"lines', "is damaged"), ('"title"', '"titel"', "is damaged")],
)
def test_what_was_changed_afterwards_is_noticed(tmp_path: Path, old: str, new: str, message: str) -> None:
    path = _kept(tmp_path, sent.keep(tmp_path, variant()))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        sent.load(tmp_path, path.stem, KEY)


def test_line_ends_that_git_changed_do_no_harm(tmp_path: Path) -> None:
    path = _kept(tmp_path, sent.keep(tmp_path, variant()))
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert sent.load(tmp_path, path.stem, KEY)


META = Meta(title="On lists", slug="on-lists")


@pytest.mark.parametrize(
    "changed",
    [
        replace(META, title="On tables"),
        replace(META, slug="lists"),
        replace(META, description="x"),
        replace(META, tags=("a",)),
        replace(META, tags=("a b",)),
        replace(META, canonical_url="https://example.com/"),
        replace(META, date=dt.date(2026, 1, 1)),
        replace(META, subject="x"),
        replace(META, preview="x"),
        replace(META, draft=True),
        replace(META, cover_image="https://example.com/a.png"),
        replace(META, author="Ada"),
        replace(META, language="de"),
        replace(META, series="x"),
        replace(META, cover_alt="x"),
    ],
)
def test_what_an_outlet_can_see_changes_the_digest(changed: Meta) -> None:
    assert variant_digest(replace(variant(), meta=changed)) != variant_digest(replace(variant(), meta=META))


@pytest.mark.parametrize(
    "same",
    [
        replace(variant(), key="on-lists/blog/2"),
        replace(variant(), outlet="forum", piece="x", form="article"),
        replace(variant(), losses=(Loss("table", "lines"),)),
        replace(variant(), meta=replace(variant().meta, words=7, syndication=("https://example.org/",))),
    ],
)
def test_what_no_outlet_sees_does_not(same: Variant) -> None:
    assert variant_digest(same) == variant_digest(variant())


@given(
    st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=3, unique_by=lambda part: part[0]),
    st.text(max_size=5),
)
def test_different_words_never_share_a_digest(parts: list[tuple[str, str]], title: str) -> None:
    one = variant(*(Part(name, "text", ".txt", body) for name, body in parts), title=title)
    assert variant_digest(one) == variant_digest(replace(one))
    for at, part in enumerate(one.parts):
        changed = (*one.parts[:at], Part(part.name, part.dialect, part.suffix, str(part.body) + "x"), *one.parts[at + 1 :])
        assert variant_digest(replace(one, parts=changed)) != variant_digest(one)


def test_the_digest_of_a_known_variant_stays() -> None:
    assert variant_digest(variant()) == "a192136535e32506a5164fde0401a0415a634a84d73e73ea3570bd97da49dccc"
