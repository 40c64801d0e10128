"""What programs outside say of a piece: spelling on the right lines."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from msgspec.structs import replace

from recycle.errors import InputError
from recycle.steps.checking.spelling import spelling, words_by_line
from recycle.steps.workspace import Workspace, open_workspace
from recycle.world import World
from tests.test_checks_pieces import piece

START = dt.datetime(2026, 11, 22, 9, 0, tzinfo=dt.UTC)
TEXT = "# One `code`\n\nTwo three\nfour <https://example.com/five>\n\n- six\n- see user@example.com\n\n```\nseven\n```\n\n| eight | nine |\n|---|---|\n| ten | |\n"


def workspace(root: Path, command: str, now: dt.datetime = START) -> Workspace:
    config = f"spelling: {command}\noutlets: {{blog: {{form: blog, destination: by_hand}}}}\n"
    (root / "config.yaml").write_text(config, encoding="utf-8", newline="\n")
    environ = {"PATH": "/usr/bin:/bin"}
    return open_workspace(World(root=root, now=lambda: now, new_id=lambda: "0", environ=environ))


def test_words_stand_on_their_own_lines() -> None:
    about = replace(piece(TEXT), title="A title", lines={"title": 20})
    rows = {line: words.split() for line, words in words_by_line(about).items()}
    assert rows == {
        1: ["One"],
        3: ["Two", "three"],
        4: ["four"],
        6: ["six"],
        7: ["see"],
        13: ["eight", "nine", "ten"],
        20: ["A", "title"],
    }


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ("3: Two three\\n\\tthree ==> tree\\n", [(3, "three ==> tree")]),
        ("stdin:3:5: three is wrong.\\n", [(3, "three is wrong")]),
        ("-:4: four\\n", [(4, "four")]),
        ("four\\nsix\\nnowhere\\n", [(4, "four"), (6, "six")]),
        ("99: nothing is there\\nsome words\\n\\n", []),
        ("", []),
    ],
)
def test_answers_of_usual_programs(answer: str, found: list[tuple[int, str]], tmp_path: Path) -> None:
    told = spelling(workspace(tmp_path, f"[printf, {answer!r}]".replace("'", '"').replace("\\\\", "\\")), piece(TEXT))
    assert [(one.line, one.message.removesuffix(" (printf).")) for one in told] == found


@pytest.mark.parametrize("command", ["no-such-program", "[sh, -c, 'echo no >&2; exit 3']"])
def test_a_program_that_cannot_be_run_is_said(command: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="spelling: "):
        list(spelling(workspace(tmp_path, command), piece(TEXT)))


def test_nothing_without_a_command(tmp_path: Path) -> None:
    assert list(spelling(workspace(tmp_path, '""'), piece(TEXT))) == []
