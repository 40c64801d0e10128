"""An issue of five pieces, through a mail server and through Ghost: what readers find is what was written, and once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import lxml.html
import msgspec
import pytest
import requests

from tests.servers.ghost import Ghost
from tests.servers.mail import Mail

pytestmark = pytest.mark.servers

ROOT = Path(__file__).parents[2]
LIST, READER = "list@example.test", "ada@example.test"
PIECES = ("keep-a-record", "pictures-that-travel", "plain-text-mail", "tables-in-forums", "one-reply-four-uses")
TITLES = (
    "Keep a record of where every text went",
    "Pictures that survive being sent elsewhere",
    "Plain text mail is a format, so write for it",
    "What becomes of a table when you post it somewhere else",
    "One reply, four uses",
)
OPENING = "Good morning 🐎,\n\nfive texts, *about* sending texts.\n"
BY_MAIL = """\
site: {{name: Written once, url: "{site}/"}}
canonical: blog
outlets:
  blog: {{form: blog, destination: {{type: files, path: "public/{{slug}}/index.html", url: "{site}/{{slug}}/"}}}}
  letter:
    form: {{type: newsletter, sender: "Notes <blog@example.test>", unsubscribe_url: "https://example.test/leave", full_below: 500}}
    issues: true
    destination:
      {{type: smtp, host: {host}, port: {port}, security: none, user: {user}, password: "env:MAIL_PASSWORD", to: {to}, timeout: 10}}
"""
BY_GHOST = """\
site: {{name: Written once, url: "{site}/"}}
canonical: blog
outlets:
  blog: {{form: blog, destination: {{type: ghost, url: "{site}", key: "env:GHOST_KEY", settling: 0}}}}
  letter:
    form: {{type: newsletter, full_below: 500}}
    issues: true
    destination: {{type: ghost, url: "{site}", key: "env:GHOST_KEY", settling: 0, newsletter: default-newsletter}}
"""


class Desk:
    """A workspace with the repository's own pieces, and the program as its users run it."""

    def __init__(self, root: Path, config: str, environ: dict[str, str]) -> None:
        self.root = root
        shutil.copytree(ROOT / "content", root / "content", dirs_exist_ok=True)
        (root / "config.yaml").write_text(config, encoding="utf-8")
        (root / "hello.md").write_text(OPENING, encoding="utf-8")
        kept = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_EVENT_NAME")}
        self.environ = kept | environ

    def recycle(self, *arguments: str) -> str:
        command = [sys.executable, "-m", "recycle", *arguments]
        done = subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, env=self.environ, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def uses(self, piece: str) -> list[dict[str, object]]:
        """The events of the piece at the letter."""
        told = msgspec.json.decode(self.recycle("history", piece, "--json", "--quiet"))
        return [event for event in told["events"] if event["outlet"] == "letter"]


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """The folder as a site on loopback."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
            pass

    folder.mkdir(parents=True)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def body(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_an_issue_arrives_by_mail_as_it_was_written_and_once(mail: Mail, tmp_path: Path) -> None:
    mail.empty()
    environ = {"MAIL_PASSWORD": mail.password}
    with site(tmp_path / "public") as url:
        config = BY_MAIL.format(site=url, host=mail.host, port=mail.plain_port, user=mail.user, to=LIST)
        desk = Desk(tmp_path, config, environ)
        named = ",".join(PIECES)
        made = desk.recycle("issue", "letter", "--pick", named, "--title", "Letter 1 🐎", "--opening", "hello.md")
        assert made.splitlines()[0] == "issues/letter/1.md"
        assert ["letter-issue-1", "letter", "placed"] in [row.split()[:3] for row in desk.recycle("publish").splitlines()]
        (message,) = mail.messages(LIST)
        assert message["Subject"] == "Letter 1 🐎"
        assert message.get_content_type() == "multipart/alternative"
        for kind, part in (("html", "html"), ("plain", "text")):
            shown = desk.recycle("show", "letter-issue-1", "letter", "--part", part, "--quiet")
            assert body(message, kind) == shown
        page: Any = lxml.html.document_fromstring(body(message, "html"))
        assert [heading.text_content() for heading in page.iter("h2")] == list(TITLES)
        (contents,) = page.find_class("contents")
        assert [link.text_content() for link in contents.iter("a")] == list(TITLES)
        assert {link.get("href") for link in contents.iter("a")} <= {f"#{anchor.get('name')}" for anchor in page.iter("a")}
        text = body(message, "plain")
        assert text.startswith("Letter 1 🐎\n")
        assert [text.index(f"\n{place}. {title}\n--") for place, title in enumerate(TITLES, 1)]
        for place, piece in enumerate(PIECES, 1):
            (event,) = desk.uses(piece)
            assert (event["kind"], event["within"], event["place"]) == ("included", "letter-issue-1", place)
        said = desk.recycle("publish")
        assert ("placed" in said, len(mail.messages(LIST))) == (False, 1)
        with (tmp_path / "content" / "keep-a-record.md").open("a") as file:
            file.write("\nOne more thing.\n")
        assert "left" in desk.recycle("publish", "--outlet", "letter")
        assert len(mail.messages(LIST)) == 1
    mail.empty()


def test_an_issue_goes_through_ghost_to_its_readers_once(ghost: Ghost, tmp_path: Path) -> None:
    ghost.empty()
    shutil.rmtree(ghost.calls.parent / "content" / "images", ignore_errors=True)
    ghost.subscribe(READER)
    desk = Desk(tmp_path, BY_GHOST.format(site=ghost.base_url), {"GHOST_KEY": ghost.admin_key})
    desk.recycle("issue", "letter", "--pick", *PIECES, "--title", "Letter 1 🐎", "--opening", "hello.md")
    desk.recycle("publish", *PIECES)
    assert ghost.mailings() == []
    desk.recycle("publish", "--outlet", "letter")
    (mailing,) = ghost.mailings()
    assert (mailing.subject, mailing.to) == ("Letter 1 🐎", (READER,))
    page: Any = lxml.html.document_fromstring(mailing.html)
    assert [title for heading in page.iter("h2") if (title := heading.text_content().strip()) in TITLES] == list(TITLES)
    assert "five texts" in page.text_content()
    (tmp_path / "mail.html").write_text(mailing.html, encoding="utf-8")
    (post,) = [post for post in ghost.posts() if post["slug"] == "letter-issue-1"]
    shown = requests.get(post["url"], timeout=30).text
    assert all(title in shown for title in TITLES)
    for place, piece in enumerate(PIECES, 1):
        (event,) = desk.uses(piece)
        assert (event["kind"], event["within"], event["place"], event["url"]) == (
            "included",
            "letter-issue-1",
            place,
            post["url"],
        )
    again = desk.recycle("publish", "--outlet", "letter")
    assert ("1 unchanged" in again, len(ghost.mailings())) == (True, 1)
    file = tmp_path / "issues" / "letter" / "1.md"
    file.write_text(file.read_text(encoding="utf-8").replace("five texts", "5 texts"), encoding="utf-8")
    assert "1 revised" in desk.recycle("publish", "--outlet", "letter")
    assert "5 texts" in requests.get(post["url"], timeout=30).text
    assert (len(ghost.mailings()), [len(desk.uses(piece)) for piece in PIECES]) == (1, [1] * 5)
    ghost.empty()
