"""WordPress from Debian, with MariaDB and PHP's own little web server, and what a test may ask it past recycle."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.servers import browser, mariadb, packages
from tests.servers.mariadb import Mariadb
from tests.servers.places import LOOPBACK
from tests.servers.processes import Process, ServerProblem, need, run

PACKAGES = (
    *("wordpress", "wordpress-theme-twentytwentythree"),
    *("php-cli", "php-mysql", "php-xml", "php-mbstring", "php-curl"),
)
SOURCE = Path("/usr/share/wordpress")
SCRIPTS = Path(__file__).parent / "php"
WORKERS = "4"
EVERY_STATUS = "publish,future,draft,pending,private,trash"
PAGE = 100
TIMEOUT = 30

Record = dict[str, Any]


@dataclass(frozen=True)
class Person:
    role: str
    name: str
    password: str  # an application password

    @property
    def auth(self) -> tuple[str, str]:
        return self.name, self.password


@dataclass(frozen=True)
class Wordpress:
    base_url: str
    version: str
    people: Mapping[str, Person]  # by role
    database: Mariadb
    uploads: Path

    @property
    def api(self) -> str:
        return f"{self.base_url}/wp-json/wp/v2"

    @property
    def administrator(self) -> Person:
        return self.people["administrator"]

    @property
    def author(self) -> Person:
        return self.people["author"]

    @property
    def contributor(self) -> Person:
        return self.people["contributor"]

    @property
    def env(self) -> dict[str, str]:
        """What a person needs to use it by hand."""
        said = {"WORDPRESS_URL": self.base_url, "WORDPRESS_API": self.api}
        for person in self.people.values():
            said[f"WORDPRESS_{person.role.upper()}_USER"] = person.name
            said[f"WORDPRESS_{person.role.upper()}_PASSWORD"] = person.password
        return said

    def ask(self, method: str, path: str, person: Person | None = None, **options: Any) -> requests.Response:
        """One raw call as the person, the administrator unless another is named. Its answer may be an error."""
        who = person or self.administrator
        return requests.request(method, f"{self.api}/{path}", auth=who.auth, timeout=TIMEOUT, **options)

    def posts(self, status: str = EVERY_STATUS, **query: str) -> list[Record]:
        """Every post in one of the statuses, the trash too, the oldest first, with its raw text."""
        wanted = {"status": status, "context": "edit", "orderby": "id", "order": "asc", "per_page": str(PAGE), **query}
        found: list[Record] = []
        while True:
            answer = self.ask("GET", "posts", params={**wanted, "offset": str(len(found))})
            answer.raise_for_status()
            page: list[Record] = answer.json()
            found += page
            if len(page) < PAGE:
                return found

    def post(self, number: int) -> Record | None:
        answer = self.ask("GET", f"posts/{number}", params={"context": "edit"})
        return None if answer.status_code == requests.codes.not_found else dict(answer.json())

    def count(self, status: str = EVERY_STATUS) -> int:
        return len(self.posts(status))

    def media(self) -> list[Record]:
        answer = self.ask("GET", "media", params={"per_page": str(PAGE), "context": "edit"})
        answer.raise_for_status()
        return list(answer.json())

    def tags(self) -> list[Record]:
        answer = self.ask("GET", "tags", params={"per_page": str(PAGE)})
        answer.raise_for_status()
        return list(answer.json())

    def shown(self, post: Record) -> str:
        """The page that a reader sees who follows the link of a published post."""
        answer = requests.get(post["link"], timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.text

    def empty(self) -> None:
        """Forget all posts, pages, pictures and tags. Ids go on: none comes back."""
        self.database.ask(
            "delete from wp_posts; delete from wp_postmeta; delete from wp_term_relationships; delete from wp_comments;"
            "delete t, x from wp_terms t join wp_term_taxonomy x using (term_id) where x.taxonomy <> 'category';"
            "update wp_term_taxonomy set count = 0"
        )
        shutil.rmtree(self.uploads)
        self.uploads.mkdir()


def install() -> None:
    mariadb.install()
    packages.apt(PACKAGES)
    browser.install()


def start(folder: Path, port: int) -> Wordpress:
    """A fresh WordPress in the empty folder."""
    if not SOURCE.is_dir():
        raise ServerProblem("WordPress is missing; install the Debian package wordpress, or run: make test-servers")
    database = mariadb.start(folder)
    www = _copy(folder)
    url = f"http://{LOOPBACK}:{port}"
    env = {"RECYCLE_URL": url, "RECYCLE_DB_PORT": str(database.port), "PHP_CLI_SERVER_WORKERS": WORKERS}
    php = need("php", "php-cli")
    said = run([php, SCRIPTS / "install.php", www], env=env)
    lines = [line.split(":") for line in said.splitlines() if line.count(":") == 2]
    people = {role: Person(role, login, password) for role, login, password in lines if role != "version"}
    version = next(value for name, value, _ in lines if name == "version")
    serve: list[str | Path] = [php, "-d", "opcache.enable_cli=1", "-S", f"{LOOPBACK}:{port}", "-t", www, SCRIPTS / "router.php"]
    process = Process(folder, "php", serve, env=env)
    process.start()
    process.wait_until(lambda: _answers(url))
    wordpress = Wordpress(url, version, people, database, www / "wp-content" / "uploads")
    wordpress.empty()  # of "Hello world!"
    return wordpress


def _copy(folder: Path) -> Path:
    """The package's files with no links among them, since some lead out of the folder and WordPress follows its own path."""
    www = folder / "www"
    shutil.copytree(SOURCE, www, ignore_dangling_symlinks=True, ignore=shutil.ignore_patterns(".htaccess", "wp-config.php"))
    shutil.copy(SCRIPTS / "wp-config.php", www)
    for name in ("mu-plugins", "uploads"):
        (www / "wp-content" / name).mkdir(exist_ok=True)
    return www


def _answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/wp-json/", timeout=TIMEOUT).ok
    except requests.ConnectionError:
        return False
