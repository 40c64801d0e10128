"""Two clones publish the same pieces to the same real service at the same time, with ``--claim``: it has every post once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from tests.remotes import Clone, Remote
from tests.repositories import piece
from tests.servers.ghost import Ghost
from tests.servers.wordpress import Wordpress

pytestmark = pytest.mark.servers

TITLES = ("On lists", "On tables", "On images")


def write(clones: Sequence[Clone], words: str) -> None:
    for clone in clones:
        for number, title in enumerate(TITLES):
            clone.write(f"content/piece-{number}.md", piece(title, f"{words} about {title[3:]}."))


def publish_at_once(clones: Sequence[Clone], secrets: Mapping[str, str]) -> None:
    """Until neither has anything to do: what the other one is sending is left for the next run."""
    words = (sys.executable, "-m", "recycle", "publish", "--claim")
    for _ in range(3):
        running = [subprocess.Popen(words, cwd=one.folder, env={**one.environ, **secrets}) for one in clones]
        assert [one.wait(120) for one in running] == [0, 0]


def bring_twice(folder: Path, config: str, secrets: Mapping[str, str], texts: Callable[[], Sequence[str]]) -> None:
    remote = Remote(folder, f"outlets:\n  there: {config}\n")
    clones = (remote.clone(), remote.clone())
    for clone in clones:
        (clone.folder / "content" / "note.md").unlink()
    for words in ("Some words", "Other words"):
        write(clones, words)
        publish_at_once(clones, secrets)
        assert sorted(texts()) == sorted(f"{words} about {title[3:]}." for title in TITLES)
    for clone in clones:
        assert clone.recycle("ledger", "pull").code == 0
    for number in range(len(TITLES)):
        name = f"piece-{number}"
        assert sorted(clones[0].lines(name)) == sorted(clones[1].lines(name)) == sorted(clones[0].there(piece=name))


def test_wordpress(wordpress: Wordpress, tmp_path: Path) -> None:
    wordpress.empty()
    person = wordpress.administrator
    config = f"{{form: blog, destination: {{type: wordpress, url: '{wordpress.base_url}', user: {person.name}, password: env:PASSWORD}}}}"

    def texts() -> list[str]:
        return [post["content"]["rendered"].partition("<p>")[2].partition("</p>")[0] for post in wordpress.posts()]

    bring_twice(tmp_path, config, {"PASSWORD": person.password}, texts)


def test_ghost(ghost: Ghost, tmp_path: Path) -> None:
    ghost.empty()
    config = f"{{form: blog, destination: {{type: ghost, url: '{ghost.base_url}', key: env:KEY}}}}"

    def texts() -> list[str]:
        return [post["html"].partition("<p>")[2].partition("</p>")[0] for post in ghost.posts()]

    bring_twice(tmp_path, config, {"KEY": ghost.admin_key}, texts)
