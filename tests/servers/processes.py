"""Starting a server, waiting until it answers, and stopping it by its pid file."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.places import LOOPBACK, OWNER, one_at_a_time, state

PIDS = "pids"
LONGEST_START, LONGEST_STOP, PAUSE = 180.0, 15.0, 0.05
LONGEST_WAIT = 60.0
LINES_SHOWN = 15


class ServerProblem(Exception):
    """A server cannot be installed, started or asked; the message is one sentence with what to do."""


def run(
    command: Sequence[str | Path], folder: Path | None = None, env: Mapping[str, str] | None = None, user: str | None = None
) -> str:
    """What the command prints. Raises ServerProblem with its last lines when it fails."""
    said = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        user=user,
        group=user,
        extra_groups=[] if user else None,
        check=False,
    )
    if said.returncode:
        raise ServerProblem(f"{Path(command[0]).name} failed with {said.returncode}.\n{_last_lines(said.stdout)}")
    return said.stdout


def need(program: str, package: str) -> str:
    """The path of a program that a Debian package brings."""
    places = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
    found = shutil.which(program, path=places)
    if not found:
        raise ServerProblem(f"{program} is missing; install the Debian package {package}, or run: make test-servers")
    return found


@dataclass(frozen=True)
class Process:
    """A program that is to run until it is stopped. Its output goes to ``logs/NAME.log`` and its id to ``pids/NAME.pid``."""

    folder: Path
    name: str
    command: Sequence[str | Path]
    env: Mapping[str, str] = field(default_factory=dict)
    user: str | None = None  # only root can become another
    stop_by: signal.Signals = signal.SIGTERM

    @property
    def log(self) -> Path:
        return self.folder / "logs" / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        return pid_file(self.folder, self.name)

    def start(self) -> None:
        self.log.parent.mkdir(exist_ok=True)
        with self.log.open("ab") as log:
            child = subprocess.Popen(
                [str(word) for word in self.command],
                cwd=self.folder,
                env={**os.environ, **self.env},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
            )
        write_pid(self.folder, self.name, child.pid, self.stop_by)
        child.returncode = 0  # it outlives this object, of which Popen would complain

    def wait_until(self, answers: Callable[[], bool]) -> None:
        """Wait for the answer, or raise with the end of the log when the process is gone or the time is over."""
        end = time.monotonic() + LONGEST_START
        while not answers():
            if not is_alive(read_pid(self.pid_file)[0]) or time.monotonic() > end:
                raise ServerProblem(f"{self.name} did not start; the end of its log:\n{_last_lines(self.log.read_text())}")
            time.sleep(PAUSE)


def pid_file(folder: Path, name: str) -> Path:
    return folder / PIDS / f"{name}.pid"


def write_pid(folder: Path, name: str, pid: int, stop_by: signal.Signals = signal.SIGTERM) -> None:
    """Remember a process; the count in front lets ``stop`` go backwards."""
    file = pid_file(folder, name)
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{pid} {stop_by.value} {len(list(file.parent.iterdir()))}\n")


def read_pid(file: Path) -> tuple[int, int, int]:
    """Process id, the signal that stops it, and its place in the order of starting."""
    pid, stop_by, place = file.read_text().split()
    return int(pid), int(stop_by), int(place)


def is_running(folder: Path) -> bool:
    files = list((folder / PIDS).glob("*.pid"))
    return bool(files) and all(is_alive(read_pid(file)[0]) for file in files)


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and was ours is laid to rest."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def stop(folder: Path) -> None:
    """Stop whatever was started in the folder, the last first, and wait until it is gone."""
    for file in sorted((folder / PIDS).glob("*.pid"), key=lambda file: -read_pid(file)[2]):
        pid, stop_by, _ = read_pid(file)
        _signal(pid, stop_by)
        if not wait_for(lambda pid=pid: not is_alive(pid), LONGEST_STOP):  # type: ignore[misc]
            _signal(pid, signal.SIGKILL)
            wait_for(lambda pid=pid: not is_alive(pid), LONGEST_STOP)  # type: ignore[misc]
        file.unlink(missing_ok=True)


def forget(folder: Path) -> None:
    """Stop whatever was started in the folder, and delete it."""
    stop(folder)
    shutil.rmtree(folder, ignore_errors=True)


def forget_orphans() -> None:
    """The same for every test run that was killed before it could do so itself. Runs that begin together must not do so at once."""
    with one_at_a_time("orphans"):
        for owner in sorted(state().glob(f"*/{OWNER}")):
            if not is_alive(int(owner.read_text())):
                forget(owner.parent)


def _signal(pid: int, number: int) -> None:
    """To the whole group where the process leads one: PHP and gunicorn have workers."""
    if not is_alive(pid):
        return
    with suppress(ProcessLookupError):
        if os.getpgid(pid) == pid:
            os.killpg(pid, number)
        else:
            os.kill(pid, number)


def wait_for(question: Callable[[], bool], seconds: float = LONGEST_WAIT) -> bool:
    """Whether the answer became yes in time."""
    end = time.monotonic() + seconds
    while not question():
        if time.monotonic() > end:
            return False
        time.sleep(PAUSE)
    return True


def listens(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(1)
        return one.connect_ex((LOOPBACK, port)) == 0


def _last_lines(text: str) -> str:
    return "\n".join(text.splitlines()[-LINES_SHOWN:])
