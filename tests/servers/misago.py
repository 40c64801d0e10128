"""Misago from PyPI on PostgreSQL, and what a test may ask it past recycle."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.servers import packages, postgres
from tests.servers.places import LOOPBACK, cache, one_at_a_time
from tests.servers.postgres import Postgres
from tests.servers.processes import Process, ServerProblem, need, run

MISAGO, GUNICORN = "0.39.6", "23.0.0"
NEWEST_PYTHON = (3, 12)  # of which what Misago pins has wheels
SITE = {"misago_settings.py.txt": "recycle_misago.py", "misago_site.py.txt": "recycle_site.py"}
CONF = Path(__file__).parent / "conf"
PASSWORD = "recycle-pw-12345"
MEMBER, SUPERUSER = "member", "admin"
TIMEOUT = 30


@dataclass(frozen=True)
class Thread:
    id: int
    title: str
    slug: str
    starter: str
    posts: tuple[str, ...]  # their Markdown, as it was sent
    is_hidden: bool
    is_closed: bool
    awaits_approval: bool


@dataclass(frozen=True)
class Misago:
    base_url: str
    version: str
    category: int
    database: Postgres
    sessions: Mapping[str, requests.Session]  # of each person, logged in
    member: str = MEMBER  # must wait three seconds between two posts
    superuser: str = SUPERUSER  # need not
    password: str = PASSWORD

    @property
    def api(self) -> str:
        return f"{self.base_url}/api"

    @property
    def env(self) -> dict[str, str]:
        """What a person needs to use it by hand."""
        return {
            "MISAGO_URL": self.base_url,
            "MISAGO_CATEGORY": str(self.category),
            "MISAGO_MEMBER": self.member,
            "MISAGO_SUPERUSER": self.superuser,
            "MISAGO_PASSWORD": self.password,
        }

    def ask(self, method: str, path: str, person: str = SUPERUSER, **options: Any) -> requests.Response:
        """One raw call as the person, a superuser unless another is named. Its answer may be an error."""
        session = self.sessions[person]
        headers = {"X-CSRFToken": session.cookies["csrftoken"], "Referer": self.base_url}
        return session.request(method, f"{self.api}/{path}", headers=headers, timeout=TIMEOUT, **options)

    def threads(self) -> list[Thread]:
        """Every thread, hidden ones too, the oldest first. Misago has no such list itself, so the database is asked."""
        rows = self.database.ask(
            "select t.id, t.title, t.slug, t.starter_name, t.is_hidden, t.is_closed, t.is_unapproved,"
            " (select json_agg(p.original order by p.id) from misago_threads_post p where p.thread_id = t.id) as posts"
            " from misago_threads_thread t order by t.id"
        )
        return [
            Thread(
                id=row["id"],
                title=row["title"],
                slug=row["slug"],
                starter=row["starter_name"],
                posts=tuple(row["posts"] or ()),
                is_hidden=row["is_hidden"],
                is_closed=row["is_closed"],
                awaits_approval=row["is_unapproved"],
            )
            for row in rows
        ]

    def count(self) -> int:
        return len(self.threads())

    def shown(self, thread: Thread) -> str:
        """The page that a visitor sees."""
        answer = requests.get(f"{self.base_url}/t/{thread.slug}/{thread.id}/", timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.text

    def empty(self) -> None:
        """Delete all threads, and let the member post at once."""
        for thread in self.threads():
            self.ask("DELETE", f"threads/{thread.id}/").raise_for_status()
        self.database.do("update misago_users_user set last_posted_on = null")


def install() -> None:
    """PostgreSQL from Debian, Misago from PyPI in an environment of its own: it pins versions that nobody else wants."""
    postgres.install()
    folder = _environment()
    with one_at_a_time(folder.name):
        if not (folder / "installed").exists():
            shutil.rmtree(folder, ignore_errors=True)
            run([_python(), "-m", "venv", folder])
            run([folder / "bin" / "pip", "install", "--quiet", f"misago=={MISAGO}", f"gunicorn=={GUNICORN}"])
            (folder / "installed").touch()


def start(folder: Path, port: int) -> Misago:
    """A fresh forum in the empty folder."""
    python = _environment() / "bin" / "python"
    if not python.exists():
        raise ServerProblem("Misago is missing; run: python -m tests.servers install misago")
    database = postgres.start(folder)
    for name, called in SITE.items():
        shutil.copy(CONF / name, folder / called)
    for name in ("media", "userdata"):
        (folder / name).mkdir()
    env = {"PYTHONPATH": str(folder), "DJANGO_SETTINGS_MODULE": "recycle_misago", "RECYCLE_DB_PORT": str(database.port)}
    _fill(database, folder, env)
    serve: list[str | Path] = [python, "-m", "gunicorn", "--workers", "1", "--threads", "8", "--timeout", "60"]
    process = Process(folder, "gunicorn", [*serve, "--bind", f"{LOOPBACK}:{port}", "recycle_site:application"], env=env)
    url = f"http://{LOOPBACK}:{port}"
    process.start()
    process.wait_until(lambda: _answers(url))
    (category,) = database.ask("select id from misago_categories_category where slug = 'first-category'")
    sessions = {name: _logged_in(url, name) for name in (MEMBER, SUPERUSER)}
    return Misago(url, MISAGO, category["id"], database, sessions)


def _fill(database: Postgres, folder: Path, env: Mapping[str, str]) -> None:
    """The empty forum with its people. Making it takes long, so it is kept beside the program, by what it was made of."""
    made_of = b"".join((CONF / name).read_bytes() for name in SITE)
    kept = _environment() / f"fresh-{hashlib.sha256(made_of).hexdigest()[:12]}.sql"
    if kept.exists():
        database.load(kept)
        return
    python = _environment() / "bin" / "python"
    run([python, "-m", "django", "migrate", "--no-input"], folder=folder, env=env)
    run([python, "recycle_site.py"], folder=folder, env=env)
    database.save(kept)


def _environment() -> Path:
    return cache() / f"misago-{MISAGO}"


def _python() -> str:
    """A Python that is old enough, Debian's if need be."""
    if sys.version_info[:2] <= NEWEST_PYTHON:
        return sys.executable
    for name in ("python3.12", "python3.11"):
        if shutil.which(name):
            return name
    packages.apt(["python3-venv"])
    return need("/usr/bin/python3", "python3")


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=TIMEOUT).ok
    except requests.ConnectionError:
        return False


def _logged_in(url: str, name: str) -> requests.Session:
    session = requests.Session()
    session.headers["Connection"] = "close"  # nobody closes the session, and an open socket would be complained of
    session.get(url, timeout=TIMEOUT).raise_for_status()
    headers = {"X-CSRFToken": session.cookies["csrftoken"]}
    said = {"username": name, "password": PASSWORD}
    session.post(f"{url}/api/auth/", json=said, headers=headers, timeout=TIMEOUT).raise_for_status()
    return session
