"""What a look says of a variant that it does not write is what is said of the one that is written."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from recycle.destinations.protocol import Filing
from recycle.errors import RecycleError
from recycle.steps.loading.load import load, survey
from recycle.steps.record import Record
from recycle.steps.rendering.render import look, render_now
from recycle.steps.workspace import Workspace, open_workspace
from recycle.world import World

CONTENT = Path(__file__).parent.parent / "content"
CONFIG = """\
site: {name: Notes, url: "https://example.com/", author: A writer}
canonical: page
outlets:
  page: {form: blog, destination: {type: files, path: "page/{slug}/index.html", url: "https://example.com/{slug}/"}}
  hugo: {form: {type: blog, output: hugo}, destination: {type: files, path: "hugo/{slug}.md"}}
  pelican: {form: {type: blog, output: pelican}, destination: {type: files, path: "pelican/{slug}.md"}}
  fragment: {form: {type: blog, output: fragment}, destination: {type: files, path: "fragment/{slug}.html"}}
  mail: {form: {type: newsletter, sender: "Notes <notes@example.com>", full_below: 200}, destination: {type: files, path: "mail/{slug}/{part}{suffix}"}}
  phpbb: {form: {type: forum, dialect: bbcode-phpbb, question: And you?}, destination: {type: files, path: "phpbb/{slug}{suffix}"}}
  discourse: {form: {type: forum, dialect: gfm-discourse}, destination: {type: files, path: "discourse/{slug}{suffix}"}}
  article: {form: {type: article, outputs: [html, manuscript, text]}, destination: {type: files, path: "article/{slug}/{part}{suffix}"}}
  flat: {form: {type: newsletter, sender: "Notes <notes@example.com>"}, destination: {type: files, path: "flat/{slug}{suffix}"}}
"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    root = tmp_path_factory.mktemp("look")
    shutil.copytree(CONTENT, root / "content")
    (root / "content" / "odd.md").write_text(
        "---\ntitle: Odd\nsource: {url: https://forum.example.com/t/1}\n---\n# Odd\n\n### Deep\n\n<script>x</script>\n\n[a](#none)"
        "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![](none.png)\n\nÅ 😀 {{ x }} {% y %} [b]c[/b] <!-- d -->[^1]\n\n[^1]: A note.\n",
        encoding="utf-8",
    )
    (root / "config.yaml").write_text(CONFIG)
    return open_workspace(World.real(root))


def pairs(workspace: Workspace) -> Iterator[tuple[str, object, object]]:
    archive = survey(workspace)
    for piece in load(workspace, sorted(archive.headers), archive):
        for outlet in workspace.config.outlets.values():
            record = Record(workspace.world, piece.id)
            written = render_now(workspace, archive, piece, outlet)
            for with_losses in (False, True):
                seen = look(workspace, archive, piece, outlet, record, with_losses=with_losses)
                assert seen.losses == (written.losses if with_losses else ())
                yield f"{piece.slug} at {outlet.name}", seen.findings, written.findings


def test_a_look_says_what_is_said_of_what_is_written(workspace: Workspace) -> None:
    seen = list(pairs(workspace))
    assert [place for place, look_says, said in seen if look_says != said] == []
    assert any(said for _, _, said in seen)


def test_a_look_knows_the_files_that_will_be(workspace: Workspace) -> None:
    archive = survey(workspace)
    (piece,) = load(workspace, ["content/odd.md"], archive)
    for outlet in workspace.config.outlets.values():
        written = render_now(workspace, archive, piece, outlet)
        seen = look(workspace, archive, piece, outlet, Record(workspace.world, piece.id)).parts
        named = [(part.name, part.suffix) for part in written.parts]
        assert isinstance(outlet.destination, Filing)
        assert set(seen) <= set(named)
        assert list(seen) == named or "{part}" in outlet.destination.path, outlet.name


def test_what_is_written_by_recycle_alone_is_not_written_for_a_look(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(workspace.config.templates), "render", lambda *_, **__: pytest.fail("a template was filled in"))
    archive = survey(workspace)
    (piece,) = load(workspace, ["content/odd.md"], archive)
    for outlet in workspace.config.outlets.values():
        look(workspace, archive, piece, outlet, Record(workspace.world, piece.id))


@pytest.mark.parametrize(
    ("config", "template"),
    [
        ("article: {form: {type: article, outputs: [text], templates: {text: none.j2}}", ""),
        ("article: {form: {type: article, outputs: [text], templates: {text: blog.html.j2}}", ""),
        ("article: {form: {type: article, outputs: [text]}", "{{ nothing.of_this }}"),
    ],
)
def test_a_template_of_somebody_else_is_filled_in_for_a_look(tmp_path: Path, config: str, template: str) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/a.md").write_text("---\ntitle: A\n---\nText.\n")
    (tmp_path / "config.yaml").write_text(f'outlets:\n  {config}, destination: {{type: files, path: "{{slug}}"}}}}\n')
    if template:
        (tmp_path / "templates").mkdir()
        (tmp_path / "templates/article.txt.j2").write_text(template)
    workspace = open_workspace(World.real(tmp_path))
    archive = survey(workspace)
    (piece,) = load(workspace, ["content/a.md"], archive)
    with pytest.raises(RecycleError):
        look(workspace, archive, piece, workspace.config.outlets["article"], Record(workspace.world, piece.id))
