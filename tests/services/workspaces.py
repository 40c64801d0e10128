"""A workspace with one piece and one outlet, driven as a person drives it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from recycle.destinations import DESTINATIONS
from recycle.destinations.protocol import Row
from tests.shell import run_recycle, worlds

PIECE = """\
---
id: on-lists
title: On lists
description: Why a list says more than a paragraph, and when it does not.
date: 2026-03-01
tags: [writing]
---
A list, a table and a [link](https://example.org/):

- one
- two 🎈

| a | b |
|---|---|
| 1 | 2 |

```jinja
{{ name }} and {% raw %}
```
"""


class Workspace:
    """``environ`` is all that its runs see of the environment. Each run is a process of its own as far as recycle can tell."""

    def __init__(self, root: Path, environ: Mapping[str, str]) -> None:
        self.root = root
        self.piece = root / "content" / "on-lists.md"
        self._worlds = worlds(environ)
        self.piece.parent.mkdir()
        self.piece.write_text(PIECE, encoding="utf-8")

    def configure(self, outlet: str, site: str = "{name: Example, url: 'https://example.com/', author: Somebody}") -> None:
        (self.root / "config.yaml").write_text(f"site: {site}\noutlets:\n  there: {outlet}\n", encoding="utf-8")

    def edit(self, old: str, new: str) -> None:
        text = self.piece.read_text(encoding="utf-8")
        assert old in text
        self.piece.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, *arguments: str) -> tuple[int, str]:
        return run_recycle(list(arguments), self._worlds)


def workspace(root: Path, monkeypatch: pytest.MonkeyPatch, row: Row, environ: Mapping[str, str]) -> Workspace:
    """A workspace in ``root`` for an outlet at the destination of ``row``."""
    monkeypatch.setattr("recycle.config.load.DESTINATIONS", MappingProxyType({**DESTINATIONS, row.name: row}))
    monkeypatch.chdir(root)
    return Workspace(root, environ)
