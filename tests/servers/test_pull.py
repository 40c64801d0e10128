"""What somebody changes at a real service becomes the edit, and nothing but that: whatever the service makes of our markup on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from recycle.steps.edits.word_diff import word_diff
from tests.servers.ghost import Ghost
from tests.servers.misago import Misago
from tests.servers.wordpress import Wordpress
from tests.shell import run_recycle, worlds

pytestmark = pytest.mark.servers

PIECE = """\
---
id: on-lists
title: On lists
description: Why a list says more than a paragraph, and when it does not.
date: 2026-03-01
tags: [writing]
question: And you?
---
A list -- "quoted", *stressed* and **strong** -- and a [link](https://example.org/?a=1&b=2). It isn't `code -- "x"`, or is it? 🎈

## A heading

- one
- two, with `code`
  - three
- four

1. First
2. Second

> A quotation of two lines
> and the second one.

```php
<?php echo "don't -- touch";
```

The last paragraph. Ünïcödé, 日本語, and an en dash – here.
"""
WORDS, NEW = "The last paragraph.", "The last paragraph, as the editor wants it."


class There:
    """A workspace with one outlet at a real service."""

    def __init__(self, folder: Path, config: str, environ: Mapping[str, str]) -> None:
        (folder / "content").mkdir()
        (folder / "content" / "on-lists.md").write_text(PIECE)
        (folder / "config.yaml").write_text(f"site: {{language: en}}\noutlets:\n  there: {config}\n")
        self.folder = folder
        self._make_world = worlds(environ)

    def run(self, *said: str) -> tuple[int, str]:
        code, text = run_recycle(["-C", str(self.folder), *said], self._make_world)
        return code, text

    def edit(self, kind: str = "") -> str:
        return (self.folder / "edits" / "on-lists" / f"there{kind}.md").read_text()


def brings_over_what_was_changed_and_no_more(there: There, change: Callable[[str, str], None]) -> None:
    assert there.run("publish")[0] == 0
    assert there.run("pull", "on-lists", "there") == (0, "on-lists at there: nobody has changed anything there\n")
    change(WORDS, NEW)
    code, said = there.run("pull", "on-lists", "there")
    assert (code, said) == (0, "edits/on-lists/there.md\n")
    assert word_diff(there.edit(".base"), there.edit()) == word_diff(
        "The last paragraph. Ünïcödé, 日本語, and an en dash – here.",
        "The last paragraph, as the editor wants it. Ünïcödé, 日本語, and an en dash – here.",
    )
    code, said = there.run("publish")
    assert code == 0, said
    assert "revised" in said or "unchanged" in said
    piece = there.folder / "content" / "on-lists.md"
    piece.write_text(piece.read_text().replace("or is it?", "or is it not?"))
    code, said = there.run("publish")
    assert (code, "revised" in said) == (0, True), said
    assert there.run("pull", "on-lists", "there") == (0, "on-lists at there: nobody has changed anything there\n")


def test_wordpress(wordpress: Wordpress, tmp_path: Path) -> None:
    wordpress.empty()
    person = wordpress.administrator
    config = f"{{form: blog, destination: {{type: wordpress, url: '{wordpress.base_url}', user: {person.name}, password: env:PASSWORD}}}}"
    there = There(tmp_path, config, {"PASSWORD": person.password})

    def change(old: str, new: str) -> None:
        [post] = wordpress.posts()
        raw = post["content"]["raw"]
        assert old in raw
        wordpress.ask("POST", f"posts/{post['id']}", json={"content": raw.replace(old, new)}).raise_for_status()

    brings_over_what_was_changed_and_no_more(there, change)
    [post] = wordpress.posts()
    assert NEW in post["content"]["raw"]
    assert "or is it not?" in post["content"]["raw"]


def test_ghost(ghost: Ghost, tmp_path: Path) -> None:
    ghost.empty()
    there = There(
        tmp_path,
        f"{{form: blog, destination: {{type: ghost, url: '{ghost.base_url}', key: env:KEY}}}}",
        {"KEY": ghost.admin_key},
    )

    def change(old: str, new: str) -> None:
        [post] = ghost.posts(formats="lexical")
        assert old in post["lexical"]
        said: dict[str, Any] = {"lexical": post["lexical"].replace(old, new), "updated_at": post["updated_at"]}
        ghost.ask("PUT", f"posts/{post['id']}/", json={"posts": [said]}).raise_for_status()

    brings_over_what_was_changed_and_no_more(there, change)
    [post] = ghost.posts()
    assert NEW in post["html"]
    assert "or is it not?" in post["html"]


def test_misago(misago: Misago, tmp_path: Path) -> None:
    misago.empty()
    config = (
        f"{{form: forum, destination: {{type: misago, url: '{misago.base_url}', user: {misago.superuser}, password: env:PASSWORD,"
        f" category: {misago.category}, pause: 0}}}}"
    )
    there = There(tmp_path, config, {"PASSWORD": misago.password})

    def change(old: str, new: str) -> None:
        [thread] = misago.threads()
        assert old in thread.posts[0]
        found = misago.ask("GET", f"threads/{thread.id}/posts/").json()["post_set"]["results"][0]["id"]
        answer = misago.ask("PUT", f"threads/{thread.id}/posts/{found}/", json={"post": thread.posts[0].replace(old, new)})
        answer.raise_for_status()

    brings_over_what_was_changed_and_no_more(there, change)
    [thread] = misago.threads()
    assert NEW in thread.posts[0]
    assert "or is it not?" in thread.posts[0]
