"""What becomes of a command's answer when files beside it are gone, damaged or old."""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.api import RecycleError, load, open_workspace, render
from recycle.config.load import load as load_config
from recycle.destinations.protocol import Surroundings
from recycle.errors import InputError
from recycle.steps.rendering import rewriting
from tests.shell import worlds

CONFIG = """\
outlets:
  page: {form: {type: blog, output: body}, destination: {type: files, path: "{slug}.md"}, rewrite: [./louder, --very]}
  other: {form: {type: blog, output: body}, destination: {type: command, run: [./post], env: ["env:A_TOKEN"]}}
"""
LOUDER = """\
#!/bin/sh
echo x >> runs
tr a-z A-Z | sed -e 's/^TITLE:/title:/' -e 's/^DESCRIPTION:/description:/'
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "content").mkdir()
    (tmp_path / "config.yaml").write_text(CONFIG)
    (tmp_path / "content" / "note.md").write_text("---\nid: note\ntitle: A note\n---\nWords.\n")
    program(tmp_path, LOUDER)
    return tmp_path


def program(folder: Path, text: str) -> None:
    (folder / "louder").write_text(text)
    (folder / "louder").chmod(0o755)


def body(folder: Path) -> str:
    workspace = open_workspace(folder)
    [piece] = load(workspace)
    part = render(workspace, piece, "page").part("page")
    assert part is not None
    return str(part.body)


def runs(folder: Path) -> int:
    return len((folder / "runs").read_text().splitlines())


@pytest.mark.parametrize("lost", ["page.rewrite.md", "page.rewrite.base.md"])
def test_half_of_it_is_none_of_it(folder: Path, lost: str) -> None:
    assert body(folder) == body(folder) == "WORDS.\n"
    assert runs(folder) == 1
    (folder / "edits" / "note" / lost).unlink()
    assert body(folder) == "WORDS.\n"
    assert runs(folder) == 2


def test_a_base_that_is_damaged_is_asked_anew(folder: Path) -> None:
    body(folder)
    base = folder / "edits" / "note" / "page.rewrite.base.md"
    base.write_text(base.read_text().replace("rewritten by ", "rewritten by 0"))
    assert body(folder) == "WORDS.\n"
    assert runs(folder) == 2


def test_one_that_takes_too_long(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewriting, "SECONDS", 0.2)
    program(folder, "#!/bin/sh\nexec sleep 20\n")
    with pytest.raises(RecycleError, match="took longer than"):
        body(folder)
    assert not (folder / "edits").exists()


def test_secrets_of_the_services_are_not_handed_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_TOKEN", "secret")
    monkeypatch.setenv("A_KEY", "mine")
    program(folder, '#!/bin/sh\necho "token $A_TOKEN, key $A_KEY"\n')
    assert body(folder) == "token , key mine\n"


@pytest.mark.parametrize(
    ("said", "words"), [("", ()), ("[]", ()), ("./a 'b c'", ("./a", "b c")), ('["./a", "b c"]', ("./a", "b c"))]
)
def test_how_a_command_is_written(folder: Path, said: str, words: tuple[str, ...]) -> None:
    config = CONFIG.replace("[./louder, --very]", said if said.startswith("[") else f'"{said}"')
    (folder / "config.yaml").write_text(config)
    loaded = load_config(worlds()(folder), Surroundings(root=folder, environ={}))
    assert loaded.outlets["page"].rewrite == words


@pytest.mark.parametrize("said", ['"  "', '[""]', '"\'"', '["a\\0b"]'])
def test_what_is_no_command(folder: Path, said: str) -> None:
    (folder / "config.yaml").write_text(CONFIG.replace("[./louder, --very]", said))
    with pytest.raises(InputError, match="rewrite"):
        load_config(worlds()(folder), Surroundings(root=folder, environ={}))
