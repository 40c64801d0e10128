"""docs/json.md says what ``--json`` prints: every field that is printed stands there with its kind, and every field there is printed."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from recycle.cli.output import JSON_SHAPE
from recycle.readers.gfm import read_gfm
from recycle.tree.nodes import Heading, Table
from recycle.tree.text import plain
from tests.shell import PLUGIN, run_recycle, worlds

PAGE = Path(__file__).parents[1] / "docs" / "json.md"
SHARED = {"findings": "A finding", "losses": "A loss", "events": "An event", "event": "An event"}
KINDS = {str: "text", int: "number", bool: "true or false", type(None): "null", list: "list", dict: "object"}
CONFIG = """\
site: {name: Notes, url: https://example.com/, author: A. Writer}
canonical: blog
outlets:
  blog: {form: blog, destination: {type: files, path: "public/{slug}/index.html", url: "https://example.com/{slug}/"}}
  forum: {form: {type: forum, dialect: bbcode-phpbb}, destination: {type: files, path: "forum/{slug}/{part}{suffix}"}}
  mute: {form: {type: blog, output: fragment}, destination: {type: outbox, file: mute.log, behaviour: silent, askable: false}, schedule: true}
"""
SERVICE = """\
outlets:
  shelf: {form: {type: blog, output: fragment}, destination: {type: shelf, folder: shelf}}
  early: {form: {type: blog, output: fragment}, destination: {type: shelf, folder: early}, schedule: true}
"""
DUE_LATER = "---\nid: later\ntitle: Later\nnot_before: 2026-12-01T09:00:00+01:00\n---\n\nWords.\n"
FULL = """\
---
id: full
title: A title
description: A text.
date: 2026-01-01
updated: 2026-01-02
tags: [one]
author: A. Writer
language: en
cover_image: cover.png
cover_alt: A picture
series: A series
question: And you?
source: {url: "https://example.org/1", author: B. Writer, date: 2026-01-01, licence: CC0, question: {text: Why?, author: C. Writer, url: "https://example.org/"}}
---

Words with `code[1]`, an ![image](cover.png).
"""
BARE = "---\nid: bare\ntitle: Bare\nsource: https://example.org/2\n---\n\nWords.\n"
COMMANDS = (
    "add new.html",
    "list",
    "check",
    "render",
    "show full blog",
    "show full mute",
    "show bare mute",
    "show new forum",
    "publish --dry-run",
    "publish",
    "publish -o blog",
    "status",
    "status bare -o forum",
    "history full",
    "edits",
    "diff bare forum",
    "settle full mute --placed https://service.example.org/1",
    "settle bare mute --not-placed",
    "publish full -o blog --again --because why",
    "withdraw full blog --because why",
    "history full",
    "history old",
    "doctor",
)
COMMANDS_AT_A_SERVICE = ("publish", "status", "pull bare shelf", "pull bare shelf")
GROW = "outlets: {essay: {form: article, destination: by_hand}}\n"
GROWING = (
    "---\nid: note\ntitle: A restore\n---\nA backup that nobody has restored is worth nothing. We restored forty machines from the backup.\n",
    (
        "---\nid: trial\ntitle: A trial\n---\nOn the first Monday one machine is restored from the backup, and the lot decides which. Whoever uses it looks"
        " whether the folders and the mail are complete. It takes an hour and has saved us twice, because the backup had reported success.\n"
    ),
    "---\nid: bread\ntitle: Bread\n---\nThe dough rests over night. In the morning it is shaped.\n",
)
LETTERS = "outlets: {letter: {form: {type: newsletter, output: fragment}, issues: true, destination: {type: files, path: 'outbox/{slug}/{part}{suffix}'}}}\n"
COMMANDS_OF_ISSUES = ("issue letter", "issue letter --all", "show letter-issue-1 letter")
SHELVED = "service/shelf/bare-shelf-1.html"
OLD = (
    '{"id":"e1","time":"2026-01-01T00:00:00Z","piece":"old","outlet":"shelf","kind":"included","use":1,"url":"https://example.org/3",'
    '"within":"shelf-issue-3","place":1}\n'
)


def test_the_page_has_every_field_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content" / "full").mkdir(parents=True)
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "content" / "full" / "index.md").write_text(FULL)
    (tmp_path / "content" / "full" / "cover.png").write_bytes(b"a picture")
    (tmp_path / "content" / "bare.md").write_text(BARE)
    (tmp_path / "content" / "wrong.md").write_text("---\ntitle: a: b\n---\n")
    (tmp_path / "new.html").write_text("<h1>New</h1><p>Words <script>x</script></p>")
    (tmp_path / "edits" / "bare").mkdir(parents=True)
    (tmp_path / "edits" / "bare" / "forum.md").write_text("My own words.\n")
    (tmp_path / "edits" / "bare" / "forum.base.md").write_text("Words.\n")
    (tmp_path / "ledger").mkdir()
    (tmp_path / "ledger" / "old.jsonl").write_text(OLD)
    (tmp_path / "service" / "content").mkdir(parents=True)
    (tmp_path / "service" / "config.yaml").write_text(SERVICE)
    (tmp_path / "service" / "content" / "bare.md").write_text(BARE)
    (tmp_path / "service" / "content" / "later.md").write_text(DUE_LATER)
    (tmp_path / "grow" / "content").mkdir(parents=True)
    (tmp_path / "grow" / "config.yaml").write_text(GROW)
    for at, text in enumerate(GROWING):
        (tmp_path / "grow" / "content" / f"{at}.md").write_text(text)
    (tmp_path / "letters" / "content").mkdir(parents=True)
    (tmp_path / "letters" / "config.yaml").write_text(LETTERS)
    (tmp_path / "letters" / "content" / "bare.md").write_text(BARE)
    (tmp_path / "letters" / "content" / "dated.md").write_text("---\ntitle: Dated\ndate: 2026-01-01\n---\n\nWords.\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(PLUGIN)
    assert printed() == described()


def printed() -> Mapping[str, Mapping[str, set[str]]]:
    """By command: each field's path with the kinds of value that were seen there."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    make_world = worlds()
    there = [["-C", "service", *command.split()] for command in COMMANDS_AT_A_SERVICE]
    issues = [["-C", "letters", *command.split()] for command in COMMANDS_OF_ISSUES]
    for command in (*(command.split() for command in COMMANDS), *there, ["-C", "grow", "expand", "note"], *issues):
        _, text = run_recycle([*command, "--json", "--quiet"], make_world)
        data = json.loads(text)
        name = data.pop("command")
        assert name in command
        assert data.pop("shape") == JSON_SHAPE
        for section, path, kind in fields(data, name, ""):
            found[section][path].add(kind)
        if command == there[0]:
            change(Path(SHELVED))
    return found


def change(file: Path) -> None:
    """As somebody at the service would."""
    file.write_text(file.read_text().replace("Words", "Other words"))


def fields(data: Mapping[str, Any], section: str, path: str) -> Iterator[tuple[str, str, str]]:
    """Section of the page, path such as ``results[].url``, and kind. What many commands print has a section of its own."""
    for name, value in data.items():
        yield section, f"{path}{name}", KINDS[type(value)]
        below = (SHARED[name], "") if name in SHARED else (section, f"{path}{name}{'[]' if isinstance(value, list) else ''}.")
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict) and name != "held":  # its keys are names of files
                yield from fields(inner, *below)


def described() -> Mapping[str, Mapping[str, set[str]]]:
    """The same, as the tables of the page have it."""
    found: dict[str, dict[str, set[str]]] = {}
    command = ""
    for block in read_gfm(PAGE.read_text(encoding="utf-8")).document.blocks:
        if isinstance(block, Heading):
            command = plain(block.children)
        elif isinstance(block, Table):
            rows = [[plain(cell) for cell in row] for row in block.rows]
            found[command] = {name: set(re.split(" or (?!false)", kind)) for name, kind, _ in rows}
    return found
