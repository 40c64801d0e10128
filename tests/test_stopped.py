"""Ctrl-C, ``kill``, a terminal that is closed, and words that nobody can hear: what a process says then, leaves behind and ends with.

What has to be going on at that moment waits at a pipe that nobody writes to, so that no test hangs on a clock.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread

import pytest

from recycle.cli import faults
from recycle.errors import RecycleError
from recycle.world import scratch
from tests.repositories import Done, Repository, first_commit, new_repository, piece, python

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and named pipes of POSIX")

HOOK = ("hook", "run", "--workspace", ".")
MODULE = ("-P", "-m", "recycle")
SCRIPT = ("-P", "-c", "from recycle.__main__ import main; main()")
"""What the installed command does."""
STOPPED = f"recycle: {faults.STOPPED}\n"
NOTHING_COMMITTED = f"recycle: {faults.NOTHING_COMMITTED}\n"
WAITS = """\
import os, sys
sys.path.remove(os.environ["PYTHONPATH"])  # the next time it is the true one
open(os.environ["BEGAN"], "w").close()
open(os.environ["NEVER"]).read()
"""
IN_A_CLASS = """\
import signal
class Name:
    def __set_name__(self, owner, name):
        signal.raise_signal(signal.SIGINT)
class Named:
    name = Name()
"""
IN_C = """\
import signal
try:
    signal.raise_signal(signal.SIGINT)
except KeyboardInterrupt:
    raise ImportError("as lxml says it") from None
"""
BETWEEN_IMPORTS = """\
import signal, weakref
class Lock: pass
lock = Lock()
kept = weakref.ref(lock, lambda _: signal.raise_signal(signal.SIGINT))
del lock
while True: pass
"""
GIT = """\
#!/bin/sh
for made in "$TMPDIR"/recycle-*; do
  [ ! -d "$made" ] || {{ : > "$BEGAN"; read -r line < "$NEVER"; }}
done
exec {git} "$@"
"""


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """With a good piece staged, and pipes at which others wait."""
    made = first_commit(new_repository(tmp_path / "a repository, с пробелами"))
    made.stage("content/good.md", piece("Good"))
    (tmp_path / "modules").mkdir()
    (tmp_path / "scratch").mkdir()
    for name in ("BEGAN", "NEVER"):
        os.mkfifo(tmp_path / name)
        made.environ[name] = str(tmp_path / name)
    made.environ |= {"TMPDIR": str(tmp_path / "scratch"), "PYTHONPATH": str(tmp_path / "modules")}
    return made


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder for temporary files of this process; the signals are as before afterwards."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield tmp_path
    assert {number: signal.getsignal(number) for number in before} == before


def started(repo: Repository, words: Sequence[str]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        (python(), *words), cwd=repo.folder, env=repo.environ, stdout=pipe, stderr=pipe, start_new_session=True
    )


def struck(repo: Repository, words: Sequence[str], number: int) -> Done:
    """The process gets the signal, with all that it has started, as soon as it waits."""
    with started(repo, words) as child:
        Path(repo.environ["BEGAN"]).read_bytes()
        os.killpg(child.pid, number)
        _, said = child.communicate()
        return Done(child.returncode, said.decode())


def fake(repo: Repository, module: str, text: str) -> None:
    Path(repo.environ["PYTHONPATH"], f"{module}.py").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("way", [MODULE, SCRIPT])
@pytest.mark.parametrize(
    ("words", "module", "said"),
    [(HOOK, "msgspec", NOTHING_COMMITTED), (HOOK, "nh3", NOTHING_COMMITTED), (("list",), "click", STOPPED)],
)
def test_ctrl_c_while_something_is_imported(
    repo: Repository, way: tuple[str, ...], words: tuple[str, ...], module: str, said: str
) -> None:
    fake(repo, module, WAITS)
    assert struck(repo, (*way, *words), signal.SIGINT) == Done(130, said)


@pytest.mark.parametrize("place", [IN_A_CLASS, IN_C, BETWEEN_IMPORTS])
def test_ctrl_c_where_python_makes_something_else_of_it(repo: Repository, place: str) -> None:
    fake(repo, "nh3", place)
    assert repo.run(python(), *MODULE, *HOOK) == Done(130, NOTHING_COMMITTED)


def test_ctrl_c_while_the_parser_is_imported(repo: Repository) -> None:
    fake(repo, "click", IN_A_CLASS)
    assert repo.run(python(), *MODULE, "list") == Done(130, STOPPED)


def has_a_git_that_waits(repo: Repository, folder: Path) -> None:
    """A git that waits once there is a folder for a moment; something is deleted, so that git is asked then."""
    file = folder / "bin" / "git"
    file.parent.mkdir()
    file.write_text(GIT.format(git=shutil.which("git")), encoding="utf-8")
    file.chmod(0o755)
    repo.must("rm", "-q", "content/note.md")
    repo.environ["PATH"] = f"{file.parent}{os.pathsep}{repo.environ['PATH']}"


@pytest.mark.parametrize(
    ("number", "code", "said"), [(signal.SIGINT, 130, NOTHING_COMMITTED), (signal.SIGTERM, 143, ""), (signal.SIGHUP, 129, "")]
)
@pytest.mark.parametrize("words", [HOOK, ("hook", "run")])
def test_nothing_is_left_behind(
    repo: Repository, tmp_path: Path, words: tuple[str, ...], number: int, code: int, said: str
) -> None:
    has_a_git_that_waits(repo, tmp_path)
    assert struck(repo, (*MODULE, *words), number) == Done(code, said)
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_signal_waits_while_the_folder_is_made(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = tempfile.mkdtemp

    def struck_then(*words: str, **more: str) -> str:
        made = make(*words, **more)
        signal.raise_signal(signal.SIGTERM)
        return made

    monkeypatch.setattr(tempfile, "mkdtemp", struck_then)
    with pytest.raises(SystemExit) as ended, scratch.folder():
        raise AssertionError
    assert (ended.value.code, list(temporary.iterdir())) == (143, [])


def test_a_signal_waits_while_the_folder_is_removed(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remove = tempfile.TemporaryDirectory.cleanup

    def struck_first(made: tempfile.TemporaryDirectory[str]) -> None:
        signal.raise_signal(signal.SIGINT)
        remove(made)

    monkeypatch.setattr(tempfile.TemporaryDirectory, "cleanup", struck_first)
    with pytest.raises(KeyboardInterrupt), scratch.folder() as folder:
        (folder / "a copy").touch()
    assert list(temporary.iterdir()) == []


def test_a_signal_that_something_else_was_made_of_is_raised_at_the_end(temporary: Path) -> None:
    def struck_in_c() -> None:
        try:
            signal.raise_signal(signal.SIGHUP)
        except SystemExit:
            raise RecycleError("git has ended") from None

    with pytest.raises(SystemExit), scratch.folder():
        struck_in_c()
    assert list(temporary.iterdir()) == []


def test_a_signal_that_somebody_else_looks_after_is_left_to_them(temporary: Path) -> None:
    came: list[int] = []
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN), signal.signal(signal.SIGTERM, lambda number, _: came.append(number))
    with scratch.folder():
        signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGTERM)
    assert came == [signal.SIGTERM]
    signal.signal(signal.SIGHUP, before[0])
    signal.signal(signal.SIGTERM, before[1])


def test_another_thread_than_the_first_has_no_signals(temporary: Path) -> None:
    made: list[bool] = []

    def make() -> None:
        with scratch.folder() as folder:
            made.append(folder.is_dir())

    thread = Thread(target=make)
    thread.start()
    thread.join()
    assert (made, list(temporary.iterdir())) == ([True], [])


def test_no_folder_for_temporary_files(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", nowhere)
    with pytest.raises(RecycleError, match="name another folder in TMPDIR"), scratch.folder():
        raise AssertionError


def closed(number: int) -> Callable[[], None]:
    return lambda: os.close(number)


@pytest.mark.parametrize("title", ["Good", ""])
@pytest.mark.parametrize("where", ["full", "gone", "closed"])
@pytest.mark.parametrize("stream", ["stdout", "stderr"])
def test_what_the_hook_cannot_say_makes_no_other_exit_code(repo: Repository, title: str, where: str, stream: str) -> None:
    if where == "full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    repo.stage("content/judged.md", piece(title))
    reading, writing = os.pipe()
    os.close(reading)
    full = os.open("/dev/full", os.O_WRONLY) if where == "full" else writing
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stream: full}
    done = subprocess.run(
        (python(), *MODULE, *HOOK),
        cwd=repo.folder,
        env=repo.environ,
        check=False,
        preexec_fn=closed(("stdin", "stdout", "stderr").index(stream)) if where == "closed" else None,
        stdout=streams["stdout"],
        stderr=streams["stderr"],
    )
    for handle in {writing, full}:
        os.close(handle)
    other = done.stderr if stream == "stdout" else done.stdout
    assert done.returncode == (0 if title else 1), other
    assert b"judged.md" in other if not title and stream == "stderr" else b"Traceback" not in other
    if stream == "stdout":
        assert b"2 pieces" in other


@pytest.mark.parametrize("stream", ["full", "gone"])
def test_a_complaint_that_nobody_hears_keeps_its_exit_code(repo: Repository, stream: str) -> None:
    if stream == "full" and not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    end = "2>/dev/full" if stream == "full" else "2>&1 | true; exit ${PIPESTATUS[0]}"
    done = (
        repo.run("bash", "-c", f'"$0" -P -m recycle no-such-command {end}', python()) if shutil.which("bash") else Done(2, "")
    )
    assert done == Done(2, "")
