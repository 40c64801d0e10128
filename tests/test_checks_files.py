"""Links to files beside a piece: what `check` and the hook say of them, and what becomes of them when the piece is published."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.repositories import CONFIG, Repository, first_commit, new_repository, piece

LINKS = """\
[a](paper.pdf) [b](gone.pdf) [c](secrets) [d](files) [e](files/) [f](my%20%D1%84.csv) [g](../gone.zip) [h](../../paper.pdf) [i](../other)
[![A cat](cat.png)](cat.png) [j](../) [k](..) [l](../gone/x.html) [m](other.pdf/) [n](files/inside.txt)
"""
GONE = "link-no-file"
STAYS = "link-file-stays"
SERVICE = """\
site: {name: Notes, url: "https://example.com/", author: The author}
canonical: blog
outlets:
  blog: {form: blog, destination: {type: wordpress, url: "https://example.com/", user: a, password: "env:KEY"}}
"""
BY_HAND = SERVICE.replace('{type: wordpress, url: "https://example.com/", user: a, password: "env:KEY"}', "by_hand")


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    made = first_commit(new_repository(tmp_path / "a repository, с пробелами"))
    made.stage(".gitignore", "/public/\n/.recycle/\n*.draft.pdf\n")
    for name in ("paper.pdf", "my ф.csv", "cat.png", "files/inside.txt"):
        made.stage(f"content/one/{name}", "x")
    made.stage("paper.pdf", "x")
    made.stage("content/other.md", piece("Other"))
    return made


def told(repo: Repository, *words: str) -> list[str]:
    """The rules that are told of, with what begins their messages."""
    rows = [row for row in repo.recycle(*words).said.splitlines() if row.startswith("content/")]
    return [f"{row.rpartition('[')[2].rstrip(']')} {row.partition(': warning: ')[2].partition(';')[0]}" for row in rows]


def test_the_hook_says_what_check_says(repo: Repository) -> None:
    repo.stage("content/one/index.md", piece("One", LINKS))
    said = told(repo, "check")
    assert said == told(repo, "hook", "run")
    stays = "stays behind: only images that the text shows go along"
    assert sorted(said) == sorted(
        [
            *(f"{STAYS} {path} {stays}" for path in ("paper.pdf", "files", "files/", "my%20%D1%84.csv", "files/inside.txt")),
            *(f"{GONE} there is no file at {path}" for path in ("gone.pdf", "../gone.zip")),
            *(f"{GONE} {path} leads below the piece's own page, and nothing is there" for path in ("secrets", "other.pdf/")),
        ]
    )


def test_what_is_told_of_is_not_there_when_it_is_published(repo: Repository) -> None:
    repo.stage("content/one/index.md", piece("One", LINKS))
    assert repo.recycle("publish", "one").code == 0
    page = repo.folder / "public" / "one"
    assert sorted(file.name for file in page.iterdir()) == ["cat.png", "index.html"]
    html = (page / "index.html").read_text("utf-8")
    assert 'href="https://example.com/one/paper.pdf"' in html
    assert 'href="https://example.com/one/cat.png"' in html


def test_a_file_is_there_for_the_hook_when_it_is_in_the_commit(repo: Repository) -> None:
    repo.stage("content/one/index.md", piece("One", "[a](new.pdf) and [b](new.draft.pdf)"))
    repo.write("content/one/new.pdf", "x")
    repo.write("content/one/new.draft.pdf", "x")
    assert [said.split()[0] for said in told(repo, "hook", "run")] == [GONE, GONE]
    assert [said.split()[0] for said in told(repo, "check")] == [STAYS, STAYS]
    repo.must("add", "--all")
    (repo.folder / "content/one/new.pdf").unlink()
    assert [said.split()[0] for said in told(repo, "hook", "run")] == [STAYS, GONE]


def test_a_file_that_a_commit_takes_away_is_missed(repo: Repository) -> None:
    repo.stage("content/one/index.md", piece("One", "[a](paper.pdf) and [b](my%20%D1%84.csv)"))
    repo.must("commit", "-q", "-m", "One", "--no-verify")
    repo.must("rm", "-q", "content/one/paper.pdf")
    assert told(repo, "hook", "run") == [f"{GONE} there is no file at paper.pdf"]
    repo.must("restore", "--staged", "--worktree", "content/one/paper.pdf")
    repo.must("mv", "content/one/my ф.csv", "content/one/mine.csv")
    assert told(repo, "hook", "run") == [f"{GONE} there is no file at my%20%D1%84.csv"]


@pytest.mark.parametrize(
    ("config", "more", "rules"),
    [
        (CONFIG, "", [STAYS, GONE, GONE]),
        (SERVICE, "", [STAYS, GONE]),
        (BY_HAND, "", [GONE]),
        (CONFIG.replace("canonical: blog\n", ""), "", [GONE]),
        (CONFIG.replace("/{slug}/", "/{slug}.html", 1), "", [STAYS, GONE, GONE]),
        (CONFIG.replace("com/{slug}/", "com/{slug}.html"), "", [STAYS, GONE]),
        (CONFIG, "canonical_url: https://example.net/one/\n", [GONE]),
        (CONFIG, "outlets: {blog: false}\n", [GONE]),
    ],
)
def test_of_pages_that_somebody_else_makes_less_is_said(repo: Repository, config: str, more: str, rules: list[str]) -> None:
    repo.stage("config.yaml", config)
    repo.stage("content/one/index.md", piece("One", "[a](paper.pdf) [b](gone.pdf) [c](secrets)", more))
    said = repo.recycle("check", "one").said
    assert [rule for row in said.splitlines() for rule in (STAYS, GONE) if f"[{rule}" in row] == rules


def test_whatever_a_path_says_it_is_one_question(repo: Repository) -> None:
    long = "a" * 3000
    paths = f"paper.pdf/x.pdf {long}.pdf %00.pdf %ff.pdf loop/x.pdf loop.pdf .pdf ..pdf .//x.pdf %2e%2e/x.zip PAPER.pdf a%0A.pdf img%5Cx.zip"
    (repo.folder / "content/one/loop").symlink_to("loop")
    (repo.folder / "content/one/loop.pdf").symlink_to("nothing.pdf")
    repo.write("content/one/index.md", piece("One", "\n".join(f"[it]({path})" for path in paths.split())))
    repo.must("add", "--all")
    said = told(repo, "check")
    assert said == told(repo, "hook", "run")
    assert [row.split()[0] for row in said] == [GONE] * len(paths.split())
