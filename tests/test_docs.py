"""The documentation: made pages are up to date, what is run in it runs, what is quoted in it stands there, links lead somewhere."""

from __future__ import annotations

import doctest
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from recycle.config.load import load as load_config
from recycle.config.schema import schema
from recycle.destinations.protocol import Surroundings
from recycle.readers.front_matter import fields, split
from recycle.readers.gfm import read_gfm
from recycle.transforms import images
from recycle.transforms.links import placed
from recycle.tree.nodes import CodeBlock, Heading
from recycle.tree.text import plain
from recycle.tree.walk import iter_blocks
from tests.pages import checks_page, commands_page, configuration_page, terminal_picture
from tests.shell import FENCE, check_session, is_unfinished, run_recycle, worlds

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "tests" / "plugins" / "examples"
AT_THE_TOP = [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
PAGES = [*AT_THE_TOP, *sorted((ROOT / "docs").rglob("*.md"))]
SESSIONS = [page for page in PAGES if FENCE in page.read_text(encoding="utf-8")]
AMONG_OUR_OWN = frozenset({"expand"})
"""Pages whose sessions run in a copy of this repository's own workspace."""
YAML, CONFIG = "yaml", "yaml config.yaml"
SETTINGS = [page for page in PAGES if f"```{YAML}" in page.read_text(encoding="utf-8")]
PROMPT = ">>> "
QUOTED = re.compile(r"(?m)^```\w+ (tests/\S+)\n(?:.*\n)*?```$")
MADE: dict[str, Callable[[], str]] = {
    "docs/checks.md": checks_page,
    "docs/commands.md": commands_page,
    "docs/configuration.md": configuration_page,
    "docs/config.schema.json": schema,
    "docs/terminal.svg": terminal_picture,
}


@pytest.mark.parametrize("name", MADE)
def test_made_pages_are_up_to_date(name: str, accept: bool) -> None:
    made = MADE[name]()
    if accept:
        (ROOT / name).write_text(made, encoding="utf-8", newline="\n")
    assert (ROOT / name).read_text(encoding="utf-8") == made


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.stem)
def test_sessions_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, accept: bool) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)
    if page.stem in AMONG_OUR_OWN:
        shutil.copytree(ROOT / "content", tmp_path / "content")
        shutil.copy(ROOT / "config.yaml", tmp_path)
    check_session(page, tmp_path, monkeypatch, accept=accept)


def test_python_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ROOT / "docs" / "python-api.md"
    monkeypatch.chdir(tmp_path)
    assert run_recycle(["init", "notes"], worlds())[0] == 0
    code = "\n".join(block.code for block in code_blocks(page) if block.code.startswith(PROMPT))
    example = doctest.DocTestParser().get_doctest(code, {}, page.name, str(page), 0)
    said: list[str] = []
    assert doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(example, out=said.append).failed == 0, "".join(said)
    assert example.examples


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_quoted_files_are_quoted_to_the_letter(page: Path, accept: bool) -> None:
    text = page.read_text(encoding="utf-8")
    fresh = QUOTED.sub(lambda fence: f"{fence[0].partition(chr(10))[0]}\n{(ROOT / fence[1]).read_text('utf-8')}```", text)
    if accept and fresh != text:
        page.write_text(fresh, encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == fresh


@pytest.mark.parametrize("page", SETTINGS, ids=lambda page: page.stem)
def test_settings_can_be_loaded(page: Path, tmp_path: Path) -> None:
    """A fence of ``yaml config.yaml`` is a whole config.yaml, every other one of ``yaml`` the front matter of a piece."""
    world = worlds()(tmp_path)
    for block in code_blocks(page):
        if block.info == CONFIG:
            (tmp_path / "config.yaml").write_text(block.code, encoding="utf-8", newline="\n")
            assert load_config(world, Surroundings(root=tmp_path, environ={})).outlets
        elif block.info == YAML:
            header = block.code if block.code.startswith("---\n") else f"---\n{block.code}---\n"
            read = fields(split(header, page.name), page.name)
            assert read.findings == ()
            assert read.fields.lines


@pytest.mark.parametrize(
    ("typed", "unfinished"),
    [
        ("recycle show a forum", False),
        ("cat <<END", True),
        ("cat <<END\nit's", True),
        ("cat <<'END'\nit's\nEND", False),
        ("cat <<<word", False),
        ("printf 'one", True),
        ("printf 'one\ntwo'", False),
        ("ls \\", True),
    ],
)
def test_a_session_knows_when_a_command_is_finished(typed: str, unfinished: bool) -> None:
    assert is_unfinished(typed.split("\n")) == unfinished


def code_blocks(page: Path) -> Iterator[CodeBlock]:
    blocks = iter_blocks(read_gfm(page.read_text(encoding="utf-8")).document)
    return (block for block in blocks if isinstance(block, CodeBlock))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    document, findings = read_gfm(page.read_text(encoding="utf-8"))
    urls = [*(link.url for link, _ in placed(document)), *(image.url for image, _ in images.placed(document))]
    local = [url for url in urls if not re.match(r"[a-z]+:", url)]
    assert findings == ()
    assert [url for url in local if not leads_somewhere(page, *url.partition("#")[::2])] == []


def leads_somewhere(page: Path, path: str, anchor: str) -> bool:
    """Whether the file is there, and a heading in it that GitHub makes this anchor of."""
    target = page.parent / path if path else page
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(page: Path) -> Iterator[str]:
    """GitHub's names of headings: small letters, no signs but hyphens and underscores, hyphens for spaces."""
    for block in iter_blocks(read_gfm(page.read_text(encoding="utf-8")).document):
        if isinstance(block, Heading):
            yield re.sub(r"[^\w\- ]", "", plain(block.children).lower()).replace(" ", "-")


def test_every_page_is_listed() -> None:
    docs = ROOT / "docs"
    indexes = (docs / "index.md", docs / "destinations" / "index.md")
    listed = {
        index.parent / link.url for index in indexes for link, _ in placed(read_gfm(index.read_text(encoding="utf-8")).document)
    }
    assert {page for page in PAGES if page.is_relative_to(docs) and page != indexes[0]} <= listed
