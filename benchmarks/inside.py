"""Where the time goes inside one process: milliseconds of processor time for a thousand words."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.workspaces import CONFIG
from recycle.model import Piece
from recycle.readers.gfm import read_gfm
from recycle.steps.loading.load import Archive
from recycle.steps.rendering.render import render
from recycle.steps.workspace import Workspace, open_workspace
from recycle.transforms import images, links
from recycle.tree.nodes import Document
from recycle.tree.text import count_words
from recycle.world import World
from recycle.writers import DIALECTS

T = TypeVar("T")
R = TypeVar("R")
ROUNDS = 3


def report(bodies: Sequence[str]) -> None:
    """Print what reading, every dialect and every outlet cost for the texts."""
    documents = [read_gfm(body).document for body in bodies]
    words = sum(map(count_words, documents)) / 1000
    print(f"inside: ms of CPU for 1,000 words, over {len(bodies)} texts of {words * 1000 / len(bodies):.0f} words")
    reading = _cost(read_gfm, bodies) / words
    print(f"    read gfm         {reading:6.2f}")
    for name, dialect in DIALECTS.items():
        if name != "docx":
            print(f"    write {name:15}{_cost(dialect.write, documents) / words:6.2f}")
    outlets = _outlets(documents, words)
    for name, cost in outlets.items():
        print(f"    outlet {name:14}{cost:6.2f}")
    print(f"    read and all four outlets  {reading + sum(outlets.values()):6.2f}")
    print(f"    the same without mail      {reading + sum(outlets.values()) - outlets['newsletter']:6.2f}")


def _outlets(documents: Sequence[Document], words: float) -> dict[str, float]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.yaml").write_text(CONFIG)
        workspace = open_workspace(World.real(Path(folder)))
        pieces = [_piece(f"p{at}", document) for at, document in enumerate(documents)]
        return {name: _cost(_renderer(workspace, name), pieces) / words for name in workspace.config.outlets}


def _piece(name: str, document: Document) -> Piece:
    return Piece(
        id=name,
        slug=name,
        path=f"content/{name}.md",
        title="A piece",
        description="A text.",
        document=document,
        links=frozenset(link.url for link, _ in links.placed(document)),
        images=frozenset(image.url for image, _ in images.placed(document)),
    )


def _renderer(workspace: Workspace, name: str) -> Callable[[Piece], object]:
    outlet, archive = workspace.config.outlets[name], Archive({}, ())
    return lambda piece: render(workspace, archive, piece, outlet, {})


def _cost(work: Callable[[T], R], items: Sequence[T]) -> float:
    """Milliseconds of processor time for all of ``items``: the best of a few rounds, since a process can only be held up."""
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        for item in items:
            work(item)
        best = min(best, time.process_time() - started)
    return best * 1000
