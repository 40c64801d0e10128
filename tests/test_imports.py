"""What commands import: what they do not need costs every one of their runs. Each is run in a process of its own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from recycle.checks import CHECKS, VARIANT_CHECKS
from recycle.destinations import DESTINATIONS
from recycle.destinations.protocol import Row
from recycle.forms import FORMS
from recycle.forms.protocol import Form
from recycle.importers import IMPORTERS
from recycle.readers import EXTENSIBLE, READERS
from recycle.steps.rendering.edited import CHANGES
from recycle.writers import DIALECTS, Dialect
from tests.repositories import first_commit, new_repository, piece

CHILD = """\
import sys
known = frozenset(sys.modules)
from recycle.__main__ import main
try:
    main()
finally:
    print("\\n", *sorted(frozenset(sys.modules) - known), file=sys.stderr)
"""
CONFIG = """\
site: {name: Notes, url: "https://example.com/", author: The author}
canonical: blog
outlets:
  blog: {form: blog, destination: {type: files, path: "public/{slug}/index.html", url: "https://example.com/{slug}/"}}
  forum: {form: {type: forum, dialect: bbcode-phpbb, question: "What do you think?"}, destination: by_hand}
"""
NETWORK = ("ssl", "socket", "requests", "urllib3", "http.client", "email.message", "smtplib")
RARE = (
    "docx",
    "zipfile",
    "markdown",
    "css_inline",
    "rich",
    "tomllib",
    "zoneinfo",
    "xml.etree.ElementTree",
    "importlib.metadata",
)
TEXTS = ("comrak", "nh3", "lxml.etree", "jinja2", "recycle.readers.gfm", "recycle.writers.html", "recycle.checks.people")
OTHERS = (
    *("recycle.merge.texts", "recycle.steps.rendering.rewriting", "recycle.importers.bring", "recycle.readers.python_markdown"),
    *("recycle.writers.classic", "recycle.writers.docx", "recycle.forms.newsletter", "recycle.destinations.wordpress"),
)
FORBIDDEN: Mapping[str, tuple[str, ...]] = {
    "--help": (*NETWORK, *RARE, *TEXTS, *OTHERS, "yaml", "recycle.config.load", "recycle.steps.workspace"),
    "list": (*NETWORK, *RARE, *TEXTS, *OTHERS, "difflib", "recycle.steps.rendering.render"),
    "status": (*NETWORK, *RARE, "recycle.importers.bring", "recycle.writers.docx", "recycle.checks.people"),
    "check": (*NETWORK, *RARE, *OTHERS),
    "hook run": (*NETWORK, *RARE, *OTHERS, "jinja2", "yaml"),
    "hook run --workspace .": (*NETWORK, *RARE, *OTHERS, "jinja2", "yaml", "click", "hashlib"),
    "publish --dry-run": (*NETWORK, *RARE, *OTHERS),
    "expand --help": (*NETWORK, *RARE, "jinja2", "recycle.importers.bring"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = first_commit(new_repository(tmp_path_factory.mktemp("imports") / "work", config=CONFIG))
    made.stage("content/other.md", piece("Another note"))
    return made.folder


@pytest.mark.parametrize("command", FORBIDDEN)
def test_a_command_imports_only_what_it_needs(folder: Path, command: str) -> None:
    done = first(folder, command)
    assert [name for name in FORBIDDEN[command] if name in done] == []


def test_help_imports_no_room_but_the_command_line(folder: Path) -> None:
    rooms = {name.split(".")[1] for name in first(folder, "--help") if name.startswith("recycle.")}
    assert rooms == {"__main__", "cli", "errors", "late", "spelling", "world"}


@cache
def first(folder: Path, command: str) -> frozenset[str]:
    """What one run of the command has imported."""
    done = new_repository(folder, config=CONFIG).run(sys.executable, "-c", CHILD, *command.split())
    assert done.code in (0, 1), done.said
    return frozenset(done.said.rpartition("\n")[0].rpartition("\n")[2].split())


@pytest.mark.parametrize(
    "table", [CHANGES, CHECKS, DESTINATIONS, DIALECTS, EXTENSIBLE, FORMS, IMPORTERS, READERS, VARIANT_CHECKS]
)
def test_every_row_of_a_table_is_there(table: Mapping[str, object]) -> None:
    rows = dict(table)
    assert list(rows) == list(table)
    assert [name for name, row in rows.items() if name not in table or table[name] is not row] == []
    assert [name for name, row in rows.items() if not callable(row) and not isinstance(row, Dialect | Form | Row)] == []
    assert "no such row" not in table
