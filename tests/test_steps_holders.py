"""Files that two would have: one name for all that lead to one file, and what an old ledger of two holders does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.model import Asset, Kind, Part
from recycle.steps.record import Record
from recycle.steps.waiting.holders import Holders
from recycle.steps.workspace import open_workspace
from recycle.world.paths import same_on_disk
from tests.ledgers import variant, world

CONFIG = """
outlets:
  blog: {form: blog, destination: {type: files, path: "site/{slug}{suffix}"}}
  dev: {form: blog, destination: {type: files, path: "site/{slug}{suffix}"}}
  hand: {form: blog, destination: by_hand}
"""
MAIN = Part("main", "html", ".html", "<p>One</p>\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Site/One.HTML", "site/one.html"),
        ("caf\u00e9", "cafe\u0301"),
        ("\u00c9t\u00e9", "e\u0301te\u0301"),
        ("STRASSE", "straße"),
    ],
)
def test_one_name_for_one_file(one: str, other: str) -> None:
    assert same_on_disk(one) == same_on_disk(other)


@given(st.text(), st.text())
def test_what_is_the_same_stays_so(one: str, other: str) -> None:
    assert same_on_disk(same_on_disk(one)) == same_on_disk(one)
    assert same_on_disk("site/" + one) != same_on_disk("dev/" + other)


def test_two_that_have_one_file_since_long_ago(tmp_path: Path) -> None:
    """As versions before this one could leave it: neither writes over the other, and neither takes the other's file away."""
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    workspace = open_workspace(world(tmp_path))
    blog, dev, hand = workspace.config.outlets.values()
    shown = variant(MAIN, key="on-lists/blog/1")
    placement = blog.destination.place(shown)
    record = Record(workspace.world, "on-lists")
    for outlet in ("blog", "dev"):
        record.append(Kind.PLACED, outlet=outlet, use=1, digest="0" * 64, remote=placement.remote, held=placement.held)
    holders = Holders(workspace)
    changed = replace(shown, parts=(replace(MAIN, body="<p>Two</p>\n"),))
    assert holders.taken(record, dev, changed, placement).reason.startswith("site/on-lists.html is where it stands at blog")
    assert not holders.spared(record, dev, placement).held
    assert holders.spared(record, dev, placement, changed) == placement
    assert holders.spared(record, hand, placement) == placement
    record.append(Kind.WITHDRAWN, outlet="blog", use=1)
    assert not holders.taken(record, dev, changed, placement).reason
    assert holders.spared(record, dev, placement) == placement


def test_what_cannot_be_written_is_said_by_the_destination(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(CONFIG, encoding="utf-8")
    workspace = open_workspace(world(tmp_path))
    blog = workspace.config.outlet("blog")
    record = Record(workspace.world, "on-lists")
    wrong = replace(variant(MAIN, key="on-lists/blog/1"), assets=(Asset("../../../a.png", "content/a.png", "0" * 64),))
    assert not Holders(workspace).taken(record, blog, wrong, None).reason
    placement = blog.destination.place(variant(MAIN, key="on-lists/blog/1"))
    assert Holders(workspace).spared(record, blog, placement, wrong) == placement
