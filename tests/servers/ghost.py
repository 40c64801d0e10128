"""Ghost 6 from npm on sqlite, with a stand-in for Mailgun, and what a test may ask it past recycle."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import platform
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from tests.servers import browser, mailgun_fake, npm
from tests.servers.places import LOOPBACK, cache, free_port
from tests.servers.processes import Process, ServerProblem, listens

GHOST, NODE, PNPM = "6.65.0", "22.23.3", "12.4.2"
PROCESSORS = {"x86_64": "x64", "aarch64": "arm64"}
OWNER, PASSWORD = "owner@example.test", "recycle-pw-12345"
NEWSLETTER = "default-newsletter"
PAGE, TIMEOUT, TOKEN_LASTS = 100, 30, 300

Record = dict[str, Any]


@dataclass(frozen=True)
class Mailing:
    """One call that Ghost made to Mailgun."""

    subject: str
    to: tuple[str, ...]
    html: str
    text: str
    email: str  # the id of a post's ``email``
    failed: bool


@dataclass(frozen=True)
class Ghost:
    base_url: str
    version: str
    admin_key: str  # id:secret, as Ghost shows it to people
    content_key: str
    calls: Path
    newsletter: str = NEWSLETTER

    @property
    def api(self) -> str:
        return f"{self.base_url}/ghost/api/admin"

    @property
    def env(self) -> dict[str, str]:
        """What a person needs to use it by hand."""
        return {
            "GHOST_URL": self.base_url,
            "GHOST_ADMIN_KEY": self.admin_key,
            "GHOST_CONTENT_KEY": self.content_key,
            "GHOST_OWNER": OWNER,
            "GHOST_OWNER_PASSWORD": PASSWORD,
            "GHOST_MAILGUN_CALLS": str(self.calls),
        }

    def ask(self, method: str, path: str, **options: Any) -> requests.Response:
        """One raw call with the admin key. Its answer may be an error."""
        headers = {"Authorization": f"Ghost {self._token()}", "Accept-Version": "v6.0"}
        return requests.request(method, f"{self.api}/{path}", headers=headers, timeout=TIMEOUT, **options)

    def posts(self, **query: str) -> list[Record]:
        """Every post, drafts and scheduled ones too, the oldest first, with its tags and e-mail."""
        return self._all("posts", {"formats": "html,lexical", "include": "tags,email,newsletter", **query})

    def post(self, identity: str) -> Record | None:
        answer = self.ask("GET", f"posts/{identity}/", params={"formats": "html,lexical", "include": "tags,email,newsletter"})
        return None if answer.status_code == requests.codes.not_found else dict(answer.json()["posts"][0])

    def count(self) -> int:
        return len(self.posts())

    def tags(self) -> list[Record]:
        return self._all("tags", {})

    def members(self) -> list[Record]:
        return self._all("members", {})

    def subscribe(self, address: str) -> None:
        """A reader of the newsletter."""
        self.ask("POST", "members/", json={"members": [{"email": address}]}).raise_for_status()

    def shown(self, post: Record) -> str:
        """The page that a reader sees who follows the address of a published post."""
        answer = requests.get(post["url"], timeout=TIMEOUT)
        answer.raise_for_status()
        return answer.text

    def mailings(self) -> list[Mailing]:
        """The calls that Ghost has made to Mailgun since ``empty``."""
        lines = self.calls.read_text(encoding="utf-8").splitlines() if self.calls.exists() else []
        mailings = [_mailing(json.loads(line)) for line in lines]
        return [mailing for mailing in mailings if mailing.email not in self._forgotten()]

    def let_mailgun_fail(self, *, fail: bool = True) -> None:
        """Whether Mailgun answers 500 from now on. Ghost then tries again for minutes."""
        switch = self.calls.with_suffix(".fail")
        switch.touch() if fail else switch.unlink(missing_ok=True)

    def empty(self) -> None:
        """Delete all posts, pages, tags and members, and forget what was mailed, or will be: Ghost tries for minutes, post or no post."""
        emails = [post["email"]["id"] for post in self.posts() if post.get("email")]
        self.calls.with_suffix(".forgotten").write_text("\n".join([*self._forgotten(), *emails]))
        for kind in ("posts", "pages", "tags", "members"):
            for one in self._all(kind, {"fields": "id"}):
                self.ask("DELETE", f"{kind}/{one['id']}/").raise_for_status()
        self.calls.unlink(missing_ok=True)
        self.let_mailgun_fail(fail=False)

    def _forgotten(self) -> set[str]:
        file = self.calls.with_suffix(".forgotten")
        return set(file.read_text().split()) if file.exists() else set()

    def _all(self, kind: str, query: dict[str, str]) -> list[Record]:
        found: list[Record] = []
        page: int | None = 1
        while page:
            answer = self.ask("GET", f"{kind}/", params={"limit": str(PAGE), "order": "id asc", "page": str(page), **query})
            answer.raise_for_status()
            found += answer.json()[kind]
            page = answer.json()["meta"]["pagination"]["next"]
        return found

    def _token(self) -> str:
        """A JSON Web Token, as Ghost's documentation says to make one from the admin key."""
        identity, secret = self.admin_key.split(":")
        now = int(time.time())
        head = _encoded({"alg": "HS256", "typ": "JWT", "kid": identity})
        signed = f"{head}.{_encoded({'iat': now, 'exp': now + TOKEN_LASTS, 'aud': '/admin/'})}"
        signature = hmac.new(bytes.fromhex(secret), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{_base64(signature)}"


def _encoded(claims: object) -> str:
    return _base64(json.dumps(claims).encode())


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _mailing(call: Record) -> Mailing:
    fields: dict[str, list[str]] = call["fields"]
    first = {name: values[0] for name, values in fields.items()}
    return Mailing(first["subject"], tuple(fields["to"]), first["html"], first["text"], first["v:email-id"], call["failed"])


def install() -> None:
    """Ghost and the node that it wants, from npm. Compiles better-sqlite3 the first time."""
    browser.install()
    npm.need_tools()
    node = _node()
    pnpm = npm.installed("pnpm", PNPM)
    add = ["pnpm", "install", "--prod", "--reporter=append-only", f"--store-dir={cache() / 'pnpm-store'}"]
    env = {"PATH": f"{node / 'bin'}:{pnpm.parent / '.bin'}", "npm_config_nodedir": str(node)}
    npm.unpacked("ghost", GHOST, [[*add, "--frozen-lockfile"], [*add, "--no-frozen-lockfile"]], env)


def start(folder: Path, port: int) -> Ghost:
    """A fresh Ghost in the empty folder."""
    package = cache() / f"ghost-{GHOST}" / "package"
    if not package.is_dir():
        raise ServerProblem("Ghost is missing; run: python -m tests.servers install ghost")
    url, calls = f"http://{LOOPBACK}:{port}", folder / "mailgun.jsonl"
    mailgun = free_port()
    fake = Process(folder, "mailgun", [sys.executable, str(mailgun_fake.__file__), str(mailgun), calls])
    fake.start()
    fake.wait_until(lambda: listens(mailgun))
    (folder / "current").symlink_to(package)  # where Ghost looks for its package.json
    shutil.copytree(package / "content", folder / "content")
    (folder / "config.production.json").write_text(json.dumps(_settings(folder, port, mailgun)))
    command: list[str | Path] = [_node() / "bin" / "node", package / "index.js"]
    process = Process(folder, "ghost", command, env={"NODE_ENV": "production"})
    process.start()
    process.wait_until(lambda: _answers(f"{url}/ghost/api/admin/site/"))
    ghost = Ghost(url, GHOST, *_keys(url), calls)
    ghost.empty()  # of "Coming soon"
    return ghost


def _node() -> Path:
    """The node of npm's own package, with the headers that compiling wants."""
    machine = platform.machine()
    return npm.installed(f"node-linux-{PROCESSORS.get(machine, machine)}", NODE)


def _settings(folder: Path, port: int, mailgun: int) -> Record:
    often = {"freeRetries": 100_000}
    return {
        "url": f"http://{LOOPBACK}:{port}",
        "server": {"host": LOOPBACK, "port": port},
        "database": {
            "client": "better-sqlite3",
            "connection": {"filename": str(folder / "ghost.db")},
            "useNullAsDefault": True,
        },
        "mail": {"from": OWNER, "transport": "SMTP", "options": {"host": LOOPBACK, "port": free_port(), "ignoreTLS": True}},
        "bulkEmail": {
            "mailgun": {"baseUrl": f"http://{LOOPBACK}:{mailgun}/v3", "apiKey": "test-only", "domain": "example.test"}
        },
        "paths": {"contentPath": f"{folder / 'content'}/"},
        "logging": {"level": "warn", "transports": ["stdout"]},
        "security": {"staffDeviceVerification": False},  # else a log-in wants a code that is mailed
        "privacy": {"useUpdateCheck": False, "useRpcPing": False, "useGravatar": False},
        "spam": dict.fromkeys(("user_login", "private_block", "global_block", "content_api_key"), often),
        "imageOptimization": {"resize": False},
    }


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=TIMEOUT).ok
    except requests.ConnectionError:
        return False


def _keys(url: str) -> tuple[str, str]:
    """Set the site up as its owner would, and return the admin and the content key of a new integration."""
    with requests.Session() as session:
        session.headers.update({"Origin": url, "Accept-Version": "v6.0"})

        def post(path: str, said: Record) -> requests.Response:
            answer = session.post(f"{url}/ghost/api/admin/{path}", json=said, timeout=TIMEOUT)
            answer.raise_for_status()
            return answer

        owner = {"name": "Owner", "email": OWNER, "password": PASSWORD, "blogTitle": "recycle test"}
        post("authentication/setup/", {"setup": [owner]})
        post("session/", {"username": OWNER, "password": PASSWORD})
        made = post("integrations/?include=api_keys", {"integrations": [{"name": "recycle"}]}).json()
    keys = {key["type"]: key for key in made["integrations"][0]["api_keys"]}
    secret = keys["admin"]["secret"]
    return secret if ":" in secret else f"{keys['admin']['id']}:{secret}", keys["content"]["secret"]
