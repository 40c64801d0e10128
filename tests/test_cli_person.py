"""The person at the terminal: what they type, and what becomes of a question that they walk away from."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from recycle.cli.person import Terminal
from recycle.cli.session import Session
from recycle.model import Meta, Part, Variant
from tests.shell import worlds

VARIANT = Variant(
    piece="note",
    outlet="forum",
    form="forum",
    key="note/forum/1",
    meta=Meta(title="A note", slug="note"),
    parts=(Part("post", "gfm", ".md", "Words.\n"),),
)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(Session(tmp_path, make_world=worlds({"PATH": ""}), quiet=False, verbose=False))


@pytest.mark.parametrize(
    ("typed", "is_posted", "answer"),
    [
        ((" https://example.org/1 ",), False, "https://example.org/1"),
        (("somewhere", "example.org/1", "https://example.org/1"), False, "https://example.org/1"),
        (("",), False, ""),
        (("somewhere", ""), True, None),
    ],
)
def test_an_answer_is_an_address_or_that_there_is_none(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, typed: tuple[str, ...], is_posted: bool, answer: str | None
) -> None:
    answers = iter(typed)
    monkeypatch.setattr(click, "prompt", lambda *_, **__: next(answers))
    monkeypatch.setattr(click, "confirm", lambda *_, **__: is_posted)
    assert terminal.hand_over(VARIANT, "https://example.org/new") == answer


def test_ctrl_c_ends_the_run_and_is_no_answer_of_the_destination(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise click.Abort

    monkeypatch.setattr(click, "prompt", interrupted)
    monkeypatch.setattr(click, "confirm", interrupted)
    with pytest.raises(KeyboardInterrupt):
        terminal.hand_over(VARIANT, "")
    with pytest.raises(KeyboardInterrupt):
        terminal.take_down("https://example.org/1")
