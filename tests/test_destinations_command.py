"""The command destination: a program of the user's is told what to do once, and what it does not say clearly is unknown."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from recycle.destinations.command import ROW, Command, Settings
from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Look, Online, Surroundings
from recycle.errors import DestinationError, InputError, RecycleError, UnansweredError
from recycle.model import Asset, Part, Placement
from recycle.world import bounded
from tests.ledgers import variant
from tests.services.mastodon import TOKEN, Mastodon
from tests.shell import run_recycle, worlds

PROGRAMS = Path(__file__).parent / "programs"
ENVIRON = {"PATH": os.environ["PATH"], "SECRET_TOKEN": "very secret", "OTHER": "not for programs"}
THERE = Placement("7", "https://example.com/7", {"text": "abc"})
DIGEST = "d" * 64

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are scripts for a Unix shell")


def built(root: Path, script: str, environ: Mapping[str, str] = ENVIRON, **more: Any) -> Command:
    """The destination with a shell script for a program."""
    program(root / "program", f"#!/bin/sh\n{script}\n")
    made = ROW.build(Settings(**{"run": ("./program",), "timeout": 20.0, **more}), Surroundings(root, environ))
    assert isinstance(made, Command)
    return made


def program(file: Path, text: str) -> None:
    file.write_text(text)
    file.chmod(0o755)


def words() -> Any:
    return replace(variant(Part("main", "html", ".html", "<p>Grüße</p>\n")), digest=DIGEST)


SAYS = """echo '{"remote": "7", "url": "https://example.com/7", "held": {"text": "abc"}}'"""


# ── what it is told ──────────────────────────────────────────────────────────────────────────────


def test_it_is_told_everything_as_json(tmp_path: Path) -> None:
    parts = (Part("main", "html", ".html", "<p>Grüße</p>\n"), Part("docx", "docx", ".docx", b"PK\xff"))
    sent = replace(variant(*parts, assets=(Asset("a.png", "content/a.png", "f" * 64),)), digest=DIGEST)
    one = built(tmp_path, f"cat > told.json; {SAYS}")
    assert one.place(sent) == THERE
    told = json.loads((tmp_path / "told.json").read_text())
    assert list(told) == ["action", "key", "token", "digest", "variant", "placement"]
    assert (told["action"], told["key"], told["token"]) == ("place", "on-lists/blog/1", token("on-lists/blog/1"))
    assert (told["digest"], told["placement"]) == (DIGEST, None)
    assert (told["variant"]["form"], told["variant"]["meta"]["title"]) == ("blog", "On lists")
    assert told["variant"]["meta"]["date"] == "2026-03-01"
    assert told["variant"]["parts"] == [
        {"name": "main", "dialect": "html", "suffix": ".html", "text": "<p>Grüße</p>\n"},
        {"name": "docx", "dialect": "docx", "suffix": ".docx", "base64": base64.b64encode(b"PK\xff").decode()},
    ]
    assert told["variant"]["assets"] == [{"name": "a.png", "path": str(tmp_path / "content" / "a.png"), "digest": "f" * 64}]


def test_what_is_shown_is_what_it_is_told(tmp_path: Path) -> None:
    one = built(tmp_path, f"cat > told.json; {SAYS}", env=("env:SECRET_TOKEN",), run=("./program", "--to", "my wiki"))
    acts: list[tuple[Callable[[], object], Placement | None]] = [
        (lambda: one.place(words()), None),
        (lambda: one.revise(words(), THERE), THERE),
    ]
    for act, placement in acts:
        line, _, shown = one.preview(words(), placement).partition("\n\n")
        act()
        assert line == "run ./program --to 'my wiki' with SECRET_TOKEN"
        assert shown == (tmp_path / "told.json").read_text()


@pytest.mark.parametrize("action", ["revise", "withdraw", "find", "look", "check"])
def test_every_action_is_named(tmp_path: Path, action: str) -> None:
    one = built(tmp_path, f"cat > told.json; {SAYS}", askable=True)
    acts: dict[str, Callable[[], object]] = {
        "revise": lambda: one.revise(words(), THERE),
        "withdraw": lambda: one.withdraw(THERE),
        "find": lambda: one.find(words(), THERE),
        "look": lambda: one.look(THERE),
        "check": one.account,
    }
    acts[action]()
    told = json.loads((tmp_path / "told.json").read_text())
    assert told["action"] == action
    assert bool(told["variant"]) == (action in ("revise", "find"))
    assert (told["placement"] or {}).get("remote") == (None if action == "check" else "7")


def test_it_gets_the_variables_that_are_named_and_few_others(tmp_path: Path) -> None:
    built(tmp_path, f"env > environment; {SAYS}", env=("env:SECRET_TOKEN",)).place(words())
    names = {line.partition("=")[0] for line in (tmp_path / "environment").read_text().splitlines()}
    assert names - {"PWD", "_", "SHLVL", "OLDPWD"} == {"PATH", "SECRET_TOKEN"}


def test_nothing_of_the_piece_and_no_secret_is_on_the_command_line(tmp_path: Path) -> None:
    one = built(
        tmp_path, f'printf "%s|" "$0" "$@" > line; {SAYS}', env=("env:SECRET_TOKEN",), run=("./program", "a b", "$HOME", "*")
    )
    one.place(words())
    assert (tmp_path / "line").read_text() == f"{tmp_path / 'program'}|a b|$HOME|*|"


def test_it_runs_in_the_workspace_by_its_path_or_by_name(tmp_path: Path) -> None:
    one = built(tmp_path, f"pwd > where; {SAYS}")
    one.place(words())
    assert Path((tmp_path / "where").read_text().strip()).samefile(tmp_path)
    found = ROW.build(Settings(run=("program",)), Surroundings(tmp_path, {"PATH": str(tmp_path)}))
    assert found.check() == ()
    program(tmp_path / "program", '#!/bin/sh\necho \'{"remote": "8"}\'\n')
    assert found.place(words()) == Placement("8")


# ── what it answers ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("printed", "placement"),
    [
        ('{"remote": "7"}', Placement("7")),
        ('{"url": "https://example.com/7"}', Placement("https://example.com/7", "https://example.com/7")),
        ('{"remote": "at://x/y", "waits": "for a moderator", "more": 1}', Placement("at://x/y", waits="for a moderator")),
        ('{"remote": "7", "note": "2 of 5"}', Placement("7", note="2 of 5")),
    ],
)
def test_where_it_is(tmp_path: Path, printed: str, placement: Placement) -> None:
    one = built(tmp_path, f"echo '{printed}'")
    assert one.place(words()) == placement
    assert one.revise(words(), THERE) == placement


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("", "did not print a placement as JSON"),
        ("echo posted", "did not print a placement as JSON"),
        ("echo '[]'", "did not print a placement as JSON"),
        ("echo '{}'", "did not say where it is"),
        ("""echo '{"remote": 7}'""", "did not print a placement as JSON"),
        ("""echo '{"remote": "7", "url": "somewhere"}'""", "a url that is no web address"),
        ("printf '\\377\\376'", "did not print a placement as JSON"),
        ("echo it broke >&2; exit 1", "ended with exit code 1: it broke."),
        ("echo Traceback >&2; echo 'not done: x' >&2; exit 1", "ended with exit code 1: Traceback."),
        ("exit 1", "ended with exit code 1."),
        ("echo 'not done: x' >&2; exit 2", "ended with exit code 2: not done: x."),
        ("kill -9 $$", "was killed by signal 9."),
    ],
)
def test_what_is_no_clear_answer_is_unknown(tmp_path: Path, script: str, message: str) -> None:
    one = built(tmp_path, script)
    for act in (partial(one.place, words()), partial(one.revise, words(), THERE)):
        with pytest.raises(UnansweredError) as caught:
            act()
        assert message in caught.value.message


def test_a_clear_no_is_a_failure(tmp_path: Path) -> None:
    one = built(tmp_path, "echo >&2; echo 'not done: the title is too long.  ' >&2; echo more >&2; exit 1")
    for act in (partial(one.place, words()), partial(one.revise, words(), THERE), partial(one.withdraw, THERE)):
        with pytest.raises(DestinationError) as caught:
            act()
        assert caught.value.message == "the title is too long"
    with pytest.raises(DestinationError, match="does not say why"):
        built(tmp_path, "echo not done: >&2; exit 1").place(words())


def test_taking_away_wants_no_words(tmp_path: Path) -> None:
    built(tmp_path, "true").withdraw(THERE)
    with pytest.raises(UnansweredError, match="exit code 5"):
        built(tmp_path, "exit 5").withdraw(THERE)


def test_a_time_out_stops_all_that_it_has_started(tmp_path: Path) -> None:
    one = built(tmp_path, "sleep 60 & echo $! > child; echo > begun; wait", timeout=0.3)
    with pytest.raises(UnansweredError, match=r"was stopped after 0\.3 seconds"):
        one.place(words())
    child = int((tmp_path / "child").read_text())
    for _ in range(100):
        if not is_alive(child):
            break
        time.sleep(0.01)
    assert not is_alive(child)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_somebody_who_is_left_behind_keeps_nobody_waiting(tmp_path: Path) -> None:
    """A program may start a helper that stays, such as an agent for keys."""
    one = built(tmp_path, f"sleep 60 & echo $! > child; {SAYS}")
    assert one.place(words()) == THERE
    os.kill(int((tmp_path / "child").read_text()), signal.SIGKILL)


def test_stopping_recycle_stops_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = built(tmp_path, "echo $$ > child; sleep 60")

    def interrupted(child: subprocess.Popen[bytes], timeout: float | None = None) -> int:
        while timeout and not (tmp_path / "child").exists():
            time.sleep(0.01)
        monkeypatch.undo()
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess.Popen, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt):
        one.place(words())
    assert not is_alive(int((tmp_path / "child").read_text() or "0"))


def test_secrets_are_in_no_message_and_no_placement(tmp_path: Path) -> None:
    said = 'printf "{\\"remote\\": \\"7\\", \\"note\\": \\"with $SECRET_TOKEN\\"}"'
    one = built(tmp_path, said, env=("env:SECRET_TOKEN",), askable=True)
    assert one.revise(words(), THERE).note == "with ***"
    assert one.account() == "with ***"
    for code in (1, 2):
        for words_said in ("not done: $SECRET_TOKEN", "$SECRET_TOKEN"):
            one = built(tmp_path, f'echo "{words_said}" >&2; exit {code}', env=("env:SECRET_TOKEN",), askable=True)
            for act in (partial(one.revise, words(), THERE), partial(one.look, THERE), one.account):
                with pytest.raises(RecycleError) as caught:
                    act()
                assert "***" in caught.value.message
                assert "very secret" not in caught.value.message
    one = built(tmp_path, """echo "{\\"remote\\": \\"$SECRET_TOKEN\\"}" """, env=("env:SECRET_TOKEN",), askable=True)
    with pytest.raises(UnansweredError, match="printed a secret as a part of remote or url"):
        one.revise(words(), THERE)
    with pytest.raises(RecycleError, match="printed a secret"):
        one.find(words(), None)


def test_an_address_in_the_environment_is_no_secret(tmp_path: Path) -> None:
    said = """echo "{\\"url\\": \\"$SERVER/7\\"}" """
    one = built(tmp_path, said, {**ENVIRON, "SERVER": "https://example.com"}, env=("env:SERVER",))
    assert one.place(words()).url == "https://example.com/7"


# ── asking ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("script", "answer"),
    [
        (SAYS, THERE),
        ("""echo '{"absent": true}'""", Answer.ABSENT),
        ("""echo '{"remote": "7", "differs": true}'""", Answer.ABSENT),
        ("exit 3", Answer.CANNOT_ASK),
    ],
)
def test_finding(tmp_path: Path, script: str, answer: Placement | Answer) -> None:
    one = built(tmp_path, script, askable=True)
    assert one.find(words(), None) == one.find(words(), THERE) == answer


@pytest.mark.parametrize(
    "script",
    [
        "",
        "echo '{}'",
        """echo '{"absent": false}'""",
        """echo '{"absent": true, "remote": ""}'""",
        "exit 1",
        "exit 2",
        "sleep 5",
    ],
)
def test_no_answer_is_never_absent(tmp_path: Path, script: str) -> None:
    one = built(tmp_path, script, askable=True, timeout=0.2 if "sleep" in script else 20.0)
    with pytest.raises(DestinationError):
        one.find(words(), None)


def test_a_program_that_cannot_be_asked_is_not_asked(tmp_path: Path) -> None:
    one = built(tmp_path, "touch asked; exit 2")
    assert (one.find(words(), None), one.look(THERE)) == (Answer.CANNOT_ASK, Answer.CANNOT_ASK)
    assert one.account() == "./program is there; it cannot be asked about its account"
    assert not (tmp_path / "asked").exists()
    assert one.settling == 0.0


def test_looking(tmp_path: Path) -> None:
    said = """echo '{"held": {"text": "x"}, "url": "https://example.com/7", "title": "T", "text": "words", "dialect": "gfm"}'"""
    seen = built(tmp_path, said, askable=True).look(THERE)
    assert seen == Look(held={"text": "x"}, url="https://example.com/7", title="T", text="words", dialect="gfm")
    assert built(tmp_path, """echo '{"absent": true}'""", askable=True).look(THERE) is Answer.ABSENT
    with pytest.raises(DestinationError, match="what is there"):
        built(tmp_path, "echo '{}'", askable=True).look(THERE)
    with pytest.raises(DestinationError, match="exit code 2: no network"):
        built(tmp_path, "echo no network >&2; exit 2", askable=True).look(THERE)


def test_placing_looks_first(tmp_path: Path) -> None:
    """What an attempt that broke off has left is changed; what is complete is left alone; only what is missing is placed."""
    script = 'grep -o \'"action": "[a-z]*"\' | cut -d\'"\' -f4 >> log; cat answer-$(tail -n1 log)'
    one = built(tmp_path, script, askable=True)
    (tmp_path / "answer-place").write_text('{"remote": "new"}')
    (tmp_path / "answer-revise").write_text('{"remote": "7"}')
    for found, remote, actions in (
        ('{"absent": true}', "new", ["find", "place"]),
        ('{"remote": "7"}', "7", ["find"]),
        ('{"remote": "7", "differs": true}', "7", ["find", "revise"]),
    ):
        (tmp_path / "answer-find").write_text(found)
        (tmp_path / "log").unlink(missing_ok=True)
        assert one.place(words()).remote == remote
        assert (tmp_path / "log").read_text().split() == actions
    final = built(tmp_path, script, askable=True, final=True)
    assert "earlier words" in final.place(words()).note


def test_the_doctor(tmp_path: Path) -> None:
    one = built(tmp_path, """printf '%s' '{"note": "logged in as notes\\nuntil May"}'""", askable=True)
    assert one.account() == "logged in as notes"
    assert built(tmp_path, "echo '{}'", askable=True).account() == "./program says that all is well"
    with pytest.raises(DestinationError, match=r"^the token has ended$"):
        built(tmp_path, "echo not done: the token has ended >&2; exit 1", askable=True).account()


def test_what_it_is_for_the_rest_of_recycle(tmp_path: Path) -> None:
    one = built(tmp_path, SAYS, askable=True, timeout=20.0, settling=5.0)
    assert isinstance(one, Online)
    assert (one.service, one.settling, one.final) == ("command:./program", 25.0, False)
    assert one.intact(THERE)
    assert built(tmp_path, SAYS, final=True).final
    assert (ROW.carries_files, ROW.gives_address, ROW.dialects, dict(ROW.forms)) == (True, True, None, {})


# ── what cannot work ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"run": ("",)}, "must be a program"),
        ({"run": ("./program", "a\0b")}, "must be a program"),
        ({"run": ("./program", "env:SECRET_TOKEN")}, "everybody on this machine can read a command line"),
        ({"env": ("very secret",)}, "write env:NAME"),
    ],
)
def test_settings_that_cannot_work(tmp_path: Path, more: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        built(tmp_path, SAYS, **more)
    assert message in caught.value.message
    assert "very secret" not in caught.value.message


def test_what_is_missing_is_said_before_anything_is_done(tmp_path: Path) -> None:
    one = built(tmp_path, SAYS, {}, env=("env:SECRET_TOKEN",))
    assert one.blocked(words(), None) == ""
    assert one.unset() == "the environment variable SECRET_TOKEN is not set; ./program asks for it."
    with pytest.raises(DestinationError, match="SECRET_TOKEN is not set"):
        one.place(words())
    (tmp_path / "program").chmod(0o644)
    assert [finding.rule for finding in one.check()] == ["command-program", "command-variable"]
    assert "there is no program ./program in the workspace" in one.check()[0].message
    with pytest.raises(DestinationError, match="there is no program"):
        one.place(words())
    (named,) = ROW.build(Settings(run=("no-such-program",)), Surroundings(tmp_path, ENVIRON)).check()
    assert "no-such-program in PATH" in named.message


def test_a_file_that_is_no_program(tmp_path: Path) -> None:
    one = built(tmp_path, SAYS)
    program(tmp_path / "program", "\x7fnot a program\n")
    with pytest.raises(DestinationError, match="cannot be started"):
        one.place(words())


def test_what_is_printed_has_an_end(tmp_path: Path) -> None:
    ran = bounded.run_program(("/bin/sh", "-c", "head -c 6000000 /dev/zero"), b"", environ=ENVIRON, folder=tmp_path, seconds=20)
    assert (ran.code, len(ran.out)) == (0, bounded.LARGEST_OUTPUT)


# ── the examples of the page ─────────────────────────────────────────────────────────────────────

PIECE = "---\nid: note\ntitle: A note\ndescription: What it is about.\ndate: 2026-11-01\ncanonical_url: https://example.com/note\n---\n{words}\n"
WIKI = """\
outlets:
  wiki:
    form: {type: article, outputs: [manuscript]}
    destination: {type: command, run: [./push-to-wiki, ../clone], askable: true, settling: 0, timeout: 30}
"""
SOCIAL = """\
outlets:
  mastodon:
    form: {type: forum, dialect: text, question: And you?}
    destination:
      {type: command, run: [./post-to-mastodon, "URL"], env: [env:MASTODON_TOKEN], askable: true, settling: 0, timeout: 30}
"""


class Desk:
    """A workspace with one piece and one program."""

    def __init__(self, root: Path, config: str, source: str, environ: Mapping[str, str]) -> None:
        self.root = root
        (root / "content").mkdir(parents=True)
        (root / "config.yaml").write_text(config)
        name = source.removesuffix(".py").replace("_", "-")
        program(root / name, (PROGRAMS / source).read_text("utf-8").replace("/usr/bin/env python3", sys.executable))
        self.write("Some words.")
        self.make_world = worlds({"PATH": os.environ["PATH"], **environ})

    def write(self, words: str) -> None:
        (self.root / "content" / "note.md").write_text(PIECE.format(words=words))

    def recycle(self, *arguments: str) -> tuple[int, str]:
        return run_recycle(["-C", str(self.root), *arguments], self.make_world)


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", "-C", str(folder), *words], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def wiki(tmp_path: Path) -> Desk:
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "wiki.git")
    git(tmp_path, "clone", "-q", "wiki.git", "clone")
    git(tmp_path / "clone", *identity, "commit", "-q", "--allow-empty", "-m", "Begin")
    git(tmp_path / "clone", "push", "-q", "origin", "HEAD:main")
    return Desk(tmp_path / "work", WIKI, "push_to_wiki.py", {})


def pages(desk: Desk) -> dict[str, str]:
    bare = desk.root.parent / "wiki.git"
    return {name: git(bare, "show", f"main:{name}") for name in git(bare, "ls-tree", "--name-only", "main").split()}


def test_the_wiki_gets_revises_and_loses_a_page(wiki: Desk) -> None:
    assert "wiki: article to command: the wiki has 0 pages" in wiki.recycle("doctor")[1]
    code, said = wiki.recycle("publish")
    assert (code, "https://wiki.example.com/note" in said) == (0, True), said
    assert "Some words." in pages(wiki)["note.md"]
    assert wiki.recycle("publish") == (0, "1 unchanged\n")
    wiki.write("Other words.")
    assert wiki.recycle("publish")[0] == 0
    assert "Other words." in pages(wiki)["note.md"]
    assert wiki.recycle("withdraw", "note", "wiki", "--because", "why")[0] == 0
    assert pages(wiki) == {}


def test_a_dry_run_needs_no_secret(tmp_path: Path) -> None:
    desk = Desk(tmp_path, SOCIAL, "post_to_mastodon.py", {})
    code, said = desk.recycle("publish", "--dry-run")
    assert (code, "would be placed" in said, "with MASTODON_TOKEN" in said) == (0, True, True), said
    code, said = desk.recycle("publish")
    assert (code, "the environment variable MASTODON_TOKEN is not set" in said) == (1, True), said
    assert "attempted" not in "".join(file.read_text("utf-8") for file in (tmp_path / "ledger").rglob("*.jsonl"))


def test_a_page_that_somebody_has_changed_is_left_alone(wiki: Desk) -> None:
    assert wiki.recycle("publish")[0] == 0
    clone = wiki.root.parent / "clone"
    (clone / "note.md").write_text("Changed by hand.\n")
    git(clone, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-am", "By hand")
    git(clone, "push", "-q", "origin", "HEAD:main")
    wiki.write("Other words.")
    code, said = wiki.recycle("publish")
    assert code == 1
    assert "+Changed by hand." in said
    assert pages(wiki) == {"note.md": "Changed by hand.\n"}


def test_a_page_that_came_from_elsewhere_is_left_alone(wiki: Desk) -> None:
    clone = wiki.root.parent / "clone"
    (clone / "note.md").write_text("Theirs.\n")
    git(clone, "add", "note.md")
    git(clone, "-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "Theirs")
    git(clone, "push", "-q", "origin", "HEAD:main")
    code, said = wiki.recycle("publish")
    assert code == 1
    assert "the wiki has a page note.md that came from elsewhere" in said
    assert pages(wiki) == {"note.md": "Theirs.\n"}


@pytest.mark.parametrize("acts", [True, False])
def test_a_push_whose_end_nobody_saw(wiki: Desk, acts: bool) -> None:
    """The program dies after the push, or before it; the next run asks and does what is missing."""
    script = wiki.root / "push-to-wiki"
    whole = script.read_text()
    push = '    git("push", "-q", "origin", "HEAD:main")\n'
    assert push in whole
    script.write_text(whole.replace(push, (push if acts else "") + '    sys.exit("it broke")\n'))
    code, said = wiki.recycle("publish")
    assert (code, "ended with exit code 1: it broke." in said) == (1, True)
    script.write_text(whole)
    for _ in range(2):
        code, said = wiki.recycle("publish")
    assert (code, said) == (0, "1 unchanged\n")
    assert git(wiki.root.parent / "wiki.git", "log", "--format=%s", "main").split("\n")[:-1] == ["A note", "Begin"]


@pytest.fixture
def mastodon() -> Iterator[Mastodon]:
    with Mastodon() as found:
        yield found


@pytest.fixture
def social(tmp_path: Path, mastodon: Mastodon) -> Desk:
    return Desk(tmp_path / "work", SOCIAL.replace("URL", mastodon.url), "post_to_mastodon.py", {"MASTODON_TOKEN": TOKEN})


def test_mastodon_gets_a_post_once(social: Desk, mastodon: Mastodon) -> None:
    assert "mastodon: forum to command: logged in as notes" in social.recycle("doctor")[1]
    assert social.recycle("publish")[0] == 0
    mark = token("note/mastodon/1")
    assert mastodon.texts == [f"A note\n\nWhat it is about.\n\nhttps://example.com/note#{mark}"]
    assert "1 unchanged" in social.recycle("publish")[1]
    file = social.root / "content" / "note.md"
    file.write_text(file.read_text().replace("What it is about.", "What else it is about."))
    assert social.recycle("publish")[0] == 0
    assert mastodon.texts == [f"A note\n\nWhat else it is about.\n\nhttps://example.com/note#{mark}"]
    assert social.recycle("withdraw", "note", "mastodon", "--because", "why")[0] == 0
    assert mastodon.texts == []


@pytest.mark.parametrize("acts", [True, False])
@pytest.mark.parametrize("status", [0, 502])
def test_a_lost_answer_of_mastodon_is_asked_after(social: Desk, mastodon: Mastodon, status: int, acts: bool) -> None:
    mastodon.fail("POST", status=status, acts=acts)
    assert social.recycle("publish")[0] == 1
    for _ in range(2):
        code, said = social.recycle("publish")
    assert (code, said) == (0, "1 unchanged\n")
    assert len(mastodon.texts) == 1


def test_mastodons_no(social: Desk, mastodon: Mastodon) -> None:
    mastodon.fail("POST", status=422)
    code, said = social.recycle("publish")
    assert (code, "the server answered 422" in said, mastodon.texts) == (1, True, [])
    assert social.recycle("publish")[0] == 0
    mastodon.fail("GET", "/api/v1/accounts", status=403)
    assert "the server answered 403" in social.recycle("doctor")[1]


def test_a_question_that_fails_after_the_post_is_no_no(social: Desk, mastodon: Mastodon) -> None:
    mastodon.fail("GET", "/api/v1/statuses", status=403)
    code, said = social.recycle("publish")
    assert (code, "1 unknown" in said, len(mastodon.texts)) == (1, True, 1)
    assert social.recycle("publish")[0] == 0
    assert len(mastodon.texts) == 1


def test_a_wrong_token_names_nothing_secret(social: Desk, mastodon: Mastodon) -> None:
    social.make_world = worlds({"PATH": os.environ["PATH"], "MASTODON_TOKEN": "the wrong one"})
    for command in ("publish", "doctor"):
        code, said = social.recycle(command)
        assert (code, "401" in said, "the wrong one" in said) == (1, True, False)
