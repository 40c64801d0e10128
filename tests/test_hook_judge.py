"""What is staged is judged as it will be committed: the bytes in the index, what depends on them, and the ledger."""

from __future__ import annotations

import datetime as dt
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace

from recycle.steps.commits import staged
from recycle.steps.commits.staged import judge
from recycle.world import World, git
from tests.repositories import CONFIG, EVENT, PLACED, Done, Repository, first_commit, new_repository, piece

NO_TITLE = "error: the piece has no title"


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    return first_commit(new_repository(tmp_path / "a repository, с пробелами"))


def judged(repo: Repository, *words: str, **environ: str) -> Done:
    return repo.recycle("hook", "run", *words, **environ)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file() and file.parent.name != "recycle"}


def test_nothing_staged(repo: Repository) -> None:
    repo.write("content/bad.md", piece(""))
    assert judged(repo) == Done(0, "nothing of this workspace is staged\n")


def test_the_staged_bytes_count_and_not_the_file(repo: Repository) -> None:
    repo.stage("content/bad.md", piece(""))
    repo.write("content/bad.md", piece("Mended, but not staged"))
    assert NO_TITLE in judged(repo).said
    repo.stage("content/bad.md", piece("Good"))
    repo.write("content/bad.md", piece(""))
    assert judged(repo) == Done(0, "1 piece: 0 errors, 0 warnings\n")


def test_warnings_stop_nothing_and_errors_do(repo: Repository) -> None:
    repo.stage("content/warned.md", piece(more="nonsense: 1\n"))
    done = judged(repo)
    assert (done.code, "warning: nonsense is not a key" in done.said) == (0, True)
    repo.stage("content/bad.md", piece(""))
    assert judged(repo).code == 1


def test_only_staged_pieces_are_told_of(repo: Repository) -> None:
    repo.stage("content/old.md", piece(""))
    repo.must("commit", "-q", "-m", "Bad", "--no-verify")
    repo.stage("content/new.md", piece("New"))
    assert judged(repo) == Done(0, "1 piece: 0 errors, 0 warnings\n")


def test_it_writes_nothing_in_the_work_tree_or_the_index(repo: Repository) -> None:
    repo.stage("content/bad.md", piece("", "![a](a.png)"))
    before = snapshot(repo.folder)
    judged(repo)
    assert snapshot(repo.folder) == before


def test_an_unreadable_piece_is_exit_code_2(repo: Repository) -> None:
    repo.stage("content/broken.md", "---\ntitle: [\n---\n")
    done = judged(repo)
    assert (done.code, done.said.startswith("content/broken.md:")) == (2, True)


def test_images_and_links_are_looked_for_in_the_index(repo: Repository) -> None:
    repo.stage("content/a.md", piece("A", "![what it shows](my%20фото.png) and [b](b.md)"))
    repo.write("content/my фото.png", "x")
    repo.write("content/b.md", piece("B"))
    said = judged(repo).said
    assert "image-missing" in said
    assert "link-no-piece" in said
    repo.must("add", "--all")
    (repo.folder / "content/b.md").unlink()
    (repo.folder / "content/my фото.png").unlink()
    assert judged(repo) == Done(0, "2 pieces: 0 errors, 0 warnings\n")


def test_two_pieces_of_one_name_or_one_original(repo: Repository) -> None:
    repo.stage("content/other.md", piece(more="id: NOTE\n"))
    done = judged(repo)
    assert done.code == 2
    assert 'the id or slug "NOTE" is taken by content/note.md' in done.said
    repo.stage("content/other.md", piece(more="canonical_url: https://example.net/x\n"))
    repo.must("commit", "-q", "-m", "Other", "--no-verify")
    repo.stage("content/third.md", piece(more="canonical_url: https://example.net/x/\n"))
    assert "content/other.md has the same canonical_url" in judged(repo).said


def test_what_names_are_remembered_is_what_the_headers_say(repo: Repository) -> None:
    headers = ("id: some-id\n", 'id: "some-id"\n', "slug: some-id\n", '"id": some-id\n', "id: &x some-id\n")
    for header in headers:
        repo.stage("content/first.md", piece("First", more=header))
        repo.stage("content/second.md", piece("Second", more="id: some-id\n"))
        for _ in range(2):
            assert 'the id or slug "some-id" is taken' in judged(repo).said, header


def test_what_is_taken_away_is_missed_by_those_who_need_it(repo: Repository) -> None:
    repo.stage("content/a.md", piece("A", "![what it shows](pic.png) and [b](b.md)"))
    repo.stage("content/pic.png", "x")
    repo.stage("content/b.md", piece("B"))
    repo.must("commit", "-q", "-m", "More", "--no-verify")
    repo.must("rm", "-q", "content/b.md")
    assert "content/a.md:6: error: there is no piece at b.md" in judged(repo).said
    repo.must("restore", "--staged", "--worktree", "content/b.md")
    repo.must("mv", "content/pic.png", "content/picture.png")
    assert "content/a.md:6: error: there is no image at pic.png" in judged(repo).said


def test_a_piece_that_is_renamed_without_its_id_is_stopped(kept: Repository) -> None:
    kept.stage("ledger/note.jsonl", EVENT.replace('"use":1', '"use":1,"title":"A note"') + PLACED)
    kept.must("commit", "-q", "-m", "With its title", "--no-verify")
    kept.must("mv", "content/note.md", "content/renamed.md")
    done = judged(kept)
    assert (done.code, 'error: the ledger knows "note" under this title' in done.said) == (1, True)
    kept.stage("content/renamed.md", piece(more="id: note\n"))
    assert judged(kept) == Done(0, "1 piece: 0 errors, 0 warnings\n")
    kept.stage("content/renamed.md", piece(more="checks: {piece-renamed: off}\n"))
    assert judged(kept) == Done(0, "1 piece: 0 errors, 0 warnings\n")


def test_a_piece_that_is_renamed_and_has_another_title_is_stopped(repo: Repository) -> None:
    words = (
        "Write the answer down where somebody asked for it, and keep the file: the next person asks it again in other words.\n"
    )
    repo.stage("content/a.md", piece("A title") + words)
    repo.recycle("publish")
    repo.must("add", "content", "ledger")
    repo.must("commit", "-q", "-m", "Published", "--no-verify")
    repo.must("rm", "-q", "content/a.md")
    repo.stage("content/b.md", piece("Another one") + words)
    done = judged(repo)
    assert (done.code, 'error: the ledger knows "a" with words of this text' in done.said) == (1, True)


def test_settings_are_those_that_are_staged(repo: Repository) -> None:
    repo.stage("content/a.md", piece("A rather long title"))
    repo.must("commit", "-q", "-m", "More", "--no-verify")
    strict = CONFIG.replace("form: blog,", "form: blog, rules: {title_max: 8},")
    repo.stage("config.yaml", strict)
    repo.write("config.yaml", CONFIG)
    done = judged(repo)
    assert done.code == 1
    assert "content/a.md:2: error:" in done.said
    assert "content/note.md" not in done.said
    repo.stage("config.yaml", "outlets: {blog: {form: nonsense}}\n")
    assert (judged(repo).code, "config.yaml:1: error:" in judged(repo).said) == (2, True)


def test_settings_are_not_blamed_for_what_was_wrong_before(repo: Repository) -> None:
    repo.stage("content/bad.md", piece(""))
    repo.must("commit", "-q", "-m", "Bad", "--no-verify")
    repo.stage("config.yaml", CONFIG.replace("name: Notes", "name: My notes"))
    assert judged(repo) == Done(0, "2 pieces: 0 errors, 0 warnings\n")


def test_there_is_an_end_to_what_only_depends_on_it(repo: Repository) -> None:
    for number in range(150):
        repo.write(f"content/many/piece-{number}.md", piece())
    repo.must("add", "--all")
    repo.must("commit", "-q", "-m", "Many", "--no-verify")
    repo.stage("config.yaml", CONFIG.replace("name: Notes", "name: My notes"))
    said = "26 pieces: 0 errors, 0 warnings; no time for 125 more, `recycle check` looks at all of them\n"
    assert judged(repo, "--seconds", "0") == Done(0, said)


def test_what_is_staged_is_all_looked_at_and_not_in_silence(repo: Repository) -> None:
    for number in range(230):
        repo.write(f"content/many/piece-{number}.md", piece())
    repo.must("add", "--all")
    real = World.real(repo.folder)
    moments = (dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=number) for number in count())
    told: list[tuple[int, int]] = []
    world = replace(real, now=lambda: next(moments), environ=repo.environ)
    verdict = judge(world, git.Repository(repo.folder, repo.environ), seconds=0, tell=lambda *so_far: told.append(so_far))
    assert (verdict.pieces, verdict.left) == (230, 0)
    assert told
    assert all(0 < done < 230 and total == 230 for done, total in told)


def test_an_image_is_missed_however_its_name_is_written(repo: Repository) -> None:
    written = {
        "a_b.png": r"a\_b.png",
        "a&b.png": "a&amp;b.png",
        "a(1).png": r"a\(1\).png",
        "ö.png": "%c3%b6.png",
        "b~c.png": "b%7Ec.png",
    }
    for number, (name, link) in enumerate(written.items()):
        repo.stage(f"content/{name}", "x")
        repo.stage(f"content/shows-{number}.md", piece(text=f"![what it shows]({link})"))
    repo.must("commit", "-q", "-m", "Images", "--no-verify")
    repo.must("rm", "-q", *(f"content/{name}" for name in written))
    said = judged(repo).said
    assert [number for number in range(len(written)) if f"content/shows-{number}.md:6: error" not in said] == []


def test_when_very_many_are_taken_away_all_others_are_looked_at(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(70):
        repo.stage(f"content/many/taken-{number}.md", piece(f"Number {number}"))
    repo.stage("content/links.md", piece("Links", "See [this](many/taken-33.md)."))
    repo.must("commit", "-q", "-m", "Many", "--no-verify")
    repo.must("rm", "-q", "-r", "content/many")
    monkeypatch.setattr(staged, "_TIMES_TEXTS", 0)
    monkeypatch.setattr(git.Repository, "mentioning", None)  # git is not asked
    world = replace(World.real(repo.folder), environ=repo.environ)
    verdict = judge(world, git.Repository(repo.folder, repo.environ), seconds=600)
    assert [(found.path, found.line, found.rule) for found in verdict.findings] == [("content/links.md", 6, "link-no-piece")]


def test_a_template_is_that_which_is_staged(repo: Repository) -> None:
    repo.stage("templates/blog.html.j2", "{{ nonsense }}\n")
    repo.write("templates/blog.html.j2", "{{ body }}\n")
    done = judged(repo)
    assert done.code == 1
    assert "templates/blog.html.j2:1: error:" in done.said
    assert "/tmp" not in done.said


def test_files_can_be_named(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.stage("content/bad.md", piece(""))
    repo.must("commit", "-q", "-m", "Bad", "--no-verify")
    monkeypatch.chdir(repo.folder)
    done = judged(repo, "content/bad.md", "content/note.md", "config.yaml", "content/none.md")
    assert (done.code, NO_TITLE in done.said, "2 pieces" in done.said) == (1, True, True)


# ── edits ────────────────────────────────────────────────────────────────────────────────────────


def test_an_edit_is_that_which_is_staged(repo: Repository) -> None:
    repo.stage("edits/note/blog.base.md", "---\ntitle: A note\n---\n\nSome words.\n")
    repo.stage("edits/note/blog.md", "---\ntitle: A note\nnonsense: 1\n---\n\nOther words.\n")
    repo.write("edits/note/blog.md", "---\ntitle: A note\n---\n\nOther words.\n")
    assert "edits/note/blog.md:3: error: nonsense cannot be reworded here." in judged(repo).said


@pytest.mark.parametrize("outlet", ["blog", "an-outlet-of-old"])
def test_an_edit_with_the_marks_of_a_merge_is_refused(repo: Repository, outlet: str) -> None:
    marked = "---\ntitle: A note\n---\n\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> other\n"
    repo.stage(f"edits/note/{outlet}.md", marked)
    repo.stage(f"edits/note/{outlet}.base.md", "---\ntitle: A note\n---\n\nOne.\n")
    done = judged(repo)
    assert done.code == 1
    assert done.said.count(f"edits/note/{outlet}.md:5: error: here two wordings stand") == 1


def test_an_example_of_marks_in_the_code_of_an_edit_and_of_its_base_is_none(repo: Repository) -> None:
    example = "```\n<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> other\n```\n"
    repo.stage("content/note.md", f"{piece('A note')}\n{example}")
    repo.stage("edits/note/blog.base.md", f"Some words.\n\n{example}")
    repo.stage("edits/note/blog.md", f"Other words.\n\n{example}")
    assert "edits/note/" not in judged(repo).said
    repo.stage("edits/note/blog.md", f"Other words.\n\n{example}\n{example}")
    assert "edits/note/blog.md:12: error: here two wordings stand" in judged(repo).said


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def kept(repo: Repository) -> Repository:
    repo.stage("ledger/note.jsonl", EVENT + PLACED)
    repo.stage("ledger/sent/ab.json", "{}\n")
    repo.stage("ledger/uploads/blog.jsonl", '{"digest":"cd"}\n')
    repo.must("commit", "-q", "-m", "Published", "--no-verify")
    return repo


def test_lines_may_be_added(kept: Repository) -> None:
    skipped = EVENT.replace("HJEM", "HJEP").replace('"attempted"', '"skipped"').replace('"use":1', '"use":0')
    kept.stage("ledger/note.jsonl", EVENT + skipped.replace('"digest":"ab"', '"after":"01KX2C7Q8W3F5R0T9N4YB6HJEN"') + PLACED)
    kept.stage("ledger/other.jsonl", EVENT.replace('"note"', '"other"'))
    kept.stage("ledger/sent/cd.json", "{}\n")
    assert judged(kept) == Done(0, "0 pieces: 0 errors, 0 warnings\n")


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("ledger/note.jsonl", EVENT, "ledger/note.jsonl:2: error: line 2 of the ledger as it was committed is changed or gone"),
        (
            "ledger/note.jsonl",
            EVENT + PLACED.replace("/note/", "/x/"),
            "`git restore --staged --worktree ledger/note.jsonl` brings it back",
        ),
        (
            "ledger/note.jsonl",
            EVENT + PLACED.replace("HJEN", "HJEP"),
            "`git show HEAD:ledger/note.jsonl` has all of them. Put back what",
        ),
        ("ledger/note.jsonl", "", "lines 1, 2 of the ledger as it was committed are changed or gone"),
        ("ledger/sent/ab.json", '{"x": 1}\n', "`git restore --staged --worktree ledger/sent/ab.json` brings it back"),
        ("ledger/uploads/blog.jsonl", "", "`git restore --staged --worktree ledger/uploads/blog.jsonl` brings it back"),
    ],
)
def test_what_was_recorded_stays(kept: Repository, path: str, text: str, said: str) -> None:
    kept.stage(path, text)
    done = judged(kept)
    assert done.code == 1
    assert said in done.said
    assert "no-verify" not in done.said


@pytest.mark.parametrize("path", ["ledger/note.jsonl", "ledger/sent/ab.json", "ledger/uploads/blog.jsonl"])
def test_a_record_is_not_deleted(kept: Repository, path: str) -> None:
    kept.must("rm", "-q", path)
    done = judged(kept)
    command = f"git restore --staged --worktree {path}"
    assert (done.code, command in done.said) == (1, True)
    kept.must(*command.split()[1:])
    assert judged(kept).code == 0


def test_what_is_only_on_the_disk_is_not_written_over(kept: Repository) -> None:
    kept.must("rm", "-q", "--cached", "ledger/note.jsonl")
    kept.write("ledger/note.jsonl", EVENT + PLACED + "more")
    assert "`git restore --staged ledger/note.jsonl` brings it back" in judged(kept).said


def test_a_record_keeps_its_name(kept: Repository) -> None:
    kept.must("mv", "ledger/note.jsonl", "ledger/a note.jsonl")
    done = judged(kept)
    assert (done.code, "`git mv 'ledger/a note.jsonl' ledger/note.jsonl` gives it its name back" in done.said) == (1, True)
    kept.must("mv", "ledger/a note.jsonl", "ledger/note.jsonl")
    assert judged(kept).code == 0


def test_a_record_does_not_become_a_link(kept: Repository) -> None:
    (kept.folder / "ledger/note.jsonl").unlink()
    (kept.folder / "ledger/note.jsonl").symlink_to("../config.yaml")
    kept.must("add", "--all")
    assert (judged(kept).code, "ledger-rewritten" in judged(kept).said) == (1, True)


def test_a_line_that_a_crash_has_cut_off_may_go(kept: Repository) -> None:
    kept.stage("ledger/note.jsonl", EVENT + PLACED + '{"id":"01KX2C')
    kept.must("commit", "-q", "-m", "Torn", "--no-verify")
    kept.stage("ledger/note.jsonl", EVENT + PLACED)
    assert judged(kept).code == 0


def test_line_ends_of_windows_are_no_change(kept: Repository) -> None:
    kept.stage("ledger/note.jsonl", (EVENT + PLACED).replace("\n", "\r\n"))
    assert judged(kept).code == 0


@pytest.mark.parametrize("path", ["ledger/note.jsonl", "ledger/sent/cd.json", "ledger/uploads/blog.jsonl"])
def test_the_marks_of_a_merge_are_refused(kept: Repository, path: str) -> None:
    old = (kept.folder / path).read_text() if (kept.folder / path).exists() else ""
    kept.stage(path, f"{old}<<<<<<< HEAD\n=======\n>>>>>>> other\n")
    done = judged(kept)
    assert (done.code, f"{path}:{old.count(chr(10)) + 1}: error: git could not merge this file" in done.said) == (1, True)


def test_damage_is_refused_once_and_not_held_against_later_commits(kept: Repository) -> None:
    kept.stage("ledger/note.jsonl", f"{EVENT}{PLACED}nonsense\n")
    assert "ledger/note.jsonl:3: error: this line is not an event" in judged(kept).said
    kept.must("commit", "-q", "-m", "Damaged", "--no-verify")
    kept.stage("ledger/note.jsonl", f"{EVENT}{PLACED}nonsense\n{EVENT.replace('HJEM', 'HJEQ')}")
    assert judged(kept).code == 0


def test_a_merge_keeps_the_lines_of_both_sides(kept: Repository) -> None:
    kept.write(".gitattributes", "*.jsonl merge=union\n")
    kept.must("add", "--all")
    kept.must("commit", "-q", "-m", "Union", "--no-verify")
    kept.must("switch", "-q", "-c", "other")
    kept.stage("content/theirs.md", piece(""))
    kept.stage("ledger/note.jsonl", EVENT + PLACED + PLACED.replace("HJEN", "HJER").replace("HJEM", "HJEN"))
    kept.must("commit", "-q", "-m", "Theirs", "--no-verify")
    kept.must("switch", "-q", "main")
    kept.stage("ledger/note.jsonl", EVENT + PLACED + PLACED.replace("HJEN", "HJES").replace("HJEM", "HJEN"))
    kept.must("commit", "-q", "-m", "Ours", "--no-verify")
    kept.must("merge", "-q", "--no-commit", "other")
    # What they have committed is theirs to mend, and all lines are there.
    assert judged(kept).code == 0
    kept.stage("ledger/note.jsonl", EVENT + PLACED + PLACED.replace("HJEN", "HJES").replace("HJEM", "HJEN"))
    done = judged(kept)
    assert (done.code, "ledger/note.jsonl:3: error: line 3 of the ledger as it was committed" in done.said) == (1, True)


# ── where git is not as usual ────────────────────────────────────────────────────────────────────


def test_before_the_first_commit(tmp_path: Path) -> None:
    repo = new_repository(tmp_path / "new")
    repo.stage("content/bad.md", piece(""))
    assert NO_TITLE in judged(repo).said
    repo.stage("content/bad.md", piece("Good"))
    repo.must("add", "--all")
    assert judged(repo) == Done(0, "1 piece: 0 errors, 0 warnings\n")


def test_a_workspace_below_the_top(tmp_path: Path) -> None:
    repo = first_commit(new_repository(tmp_path / "repo", below="my notes/"), below="my notes/")
    repo.stage("my notes/content/bad.md", piece(""))
    repo.stage("content/elsewhere.md", piece(""))
    done = judged(repo, "--workspace", "my notes")
    assert (done.code, done.said.startswith("my notes/content/bad.md: error:")) == (1, True)
    assert "elsewhere" not in done.said


def test_a_branch_without_the_workspace(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "repo")
    repo.folder.mkdir()
    repo.must("init", "-q")
    repo.stage("content/x.md", "")
    assert judged(repo, "--workspace", ".") == Done(0, "nothing of this workspace is staged\n")
    assert judged(repo).code == 2


def test_no_repository_and_none_with_a_work_tree(tmp_path: Path) -> None:
    repo = Repository(tmp_path / "none")
    repo.write("config.yaml", CONFIG)
    assert judged(repo) == Done(
        2, f"recycle: {repo.folder} is not in a git repository with a work tree: `git init` makes one.\n"
    )
    repo.must("init", "-q", "--bare", ".")
    assert judged(repo).code == 2


def test_no_git(repo: Repository, tmp_path: Path) -> None:
    done = judged(repo, PATH=str(tmp_path))
    assert (done.code, done.said.startswith("recycle: git cannot be started")) == (2, True)


def test_links_lead_nowhere_but_into_the_commit(repo: Repository, tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text(piece(""), encoding="utf-8")
    (repo.folder / "content/out.md").symlink_to(tmp_path / "secret.md")
    (repo.folder / "content/in.md").symlink_to("note.md")
    (repo.folder / "content/round.md").symlink_to("round.md")
    repo.must("add", "--all")
    assert judged(repo) == Done(0, "1 piece: 0 errors, 0 warnings\n")


def test_names_that_git_would_take_for_patterns(repo: Repository) -> None:
    repo.stage("content/*.md", piece(""))
    repo.stage("content/:(top)x.md", piece(""))
    repo.stage('content/"quoted"\t.md', piece(""))
    done = judged(repo)
    assert done.code == 2
    for name in (
        "content/*.md: error: the piece has no title",
        "content/:(top)x.md: error: the piece",
        'content/"quoted"?.md: error: this name has',
    ):
        assert name in done.said


def test_publish_refuses_in_a_hook(repo: Repository) -> None:
    done = repo.recycle("publish", PRE_COMMIT="1")
    assert (done.code, "a pre-commit hook must not publish" in done.said) == (2, True)
    assert not (repo.folder / "ledger").exists()
