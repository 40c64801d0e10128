"""Mail through Postfix into Dovecot: what readers find is what was written, once, whatever happened on the way."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.servers.faultproxy_smtp import SmtpFaultProxy
from tests.servers.faults import Fault, Once
from tests.servers.mail import Mail

pytestmark = pytest.mark.servers

LIST, READER = "list@example.test", "reader@example.test"
WORDS = """\
Grüße 🐎, and *stress*, **weight**, `code`, ~~gone~~, and [a link](https://example.org/a?b=1&c=2).

1. One
   - inner
2. Two

| thing | price |
|-------|------:|
| tea   |     3 |

```python
if a < b:
    print("x\\ty")  # {{ no }} [gallery]
```

> Said -- "quoted" 2x4.

From here on it is short.

.
"""
PIECE = "---\nid: on-lists\ntitle: On lists 🐎\ndescription: {about}\nauthor: The maintainers\n---\n{words}"
ABOUT = "What lists are for, and when it is better to leave them alone."


class Desk:
    """A workspace with one piece, and the program as its users run it."""

    def __init__(self, root: Path, mail: Mail) -> None:
        self.root = root
        self.mail = mail
        (root / "content").mkdir(parents=True)
        self.write(WORDS)
        self.environ = {
            **{name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_EVENT_NAME")},
            "MAIL_PASSWORD": mail.password,
            "SSL_CERT_FILE": str(mail.ca_file),
        }

    def write(self, words: str) -> None:
        (self.root / "content" / "on-lists.md").write_text(PIECE.format(words=words, about=ABOUT), encoding="utf-8")

    def configure(self, *, form: str = "newsletter", port: int = 0, **destination: str) -> None:
        mail = self.mail
        said = {"host": mail.host, "port": str(port or mail.smtp_port), "user": mail.user, "password": "env:MAIL_PASSWORD"}
        said |= {"timeout": "5", **destination}
        forms = {
            "newsletter": '{type: newsletter, sender: "Notes <blog@example.test>", list_unsubscribe: "https://example.test/leave",'
            ' unsubscribe_url: "https://example.test/leave"}',
            "article": "{type: article, outputs: [html, manuscript, docx, text]}",
        }
        settings = ", ".join(f"{name}: {value}" for name, value in said.items())
        outlet = f"outlets:\n  out:\n    form: {forms[form]}\n    destination: {{type: smtp, {settings}}}\n"
        (self.root / "config.yaml").write_text(outlet)

    def recycle(self, *arguments: str) -> tuple[int, str]:
        done = subprocess.run(
            self.command(*arguments), capture_output=True, text=True, env=self.environ, check=False, timeout=60
        )
        return done.returncode, done.stdout + done.stderr

    def killed(self, after: float) -> None:
        """Publish, and be killed after so many seconds."""
        child = subprocess.Popen(
            self.command("publish"),
            env=self.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(after)
        child.send_signal(signal.SIGKILL)
        child.wait()

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "recycle", "-C", str(self.root), *arguments]

    def ledger(self) -> str:
        return "".join(path.read_text(encoding="utf-8") for path in (self.root / "ledger").rglob("*") if path.is_file())


@pytest.fixture
def desk(tmp_path: Path, mail: Mail) -> Iterator[Desk]:
    mail.empty()
    yield Desk(tmp_path / "work", mail)
    mail.empty()


def body(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


@pytest.mark.parametrize("way", ["starttls", "tls", "none"])
def test_a_newsletter_arrives_as_it_was_written(desk: Desk, way: str) -> None:
    mail = desk.mail
    port = {"starttls": mail.smtp_port, "tls": mail.smtps_port, "none": mail.plain_port}[way]
    desk.configure(port=port, security=way, to=f'"The list <{LIST}>"')
    dry = desk.recycle("publish", "--dry-run")[1]
    code, said = desk.recycle("publish")
    assert (code, "1 placed" in said) == (0, True), said
    (message,) = mail.messages(LIST)
    assert message["To"] == f"The list <{LIST}>"
    assert message["Subject"] == "On lists 🐎"
    assert message["From"] == "Notes <blog@example.test>"
    assert message["Message-ID"] == "<on-lists.out.1@example.test>"
    assert message["List-Unsubscribe"] == "<https://example.test/leave>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert abs(time.time() - message["Date"].datetime.timestamp()) < 120
    (raw,) = mail.raw(LIST)
    sent = raw[raw.index(b"From: Notes") :]
    assert without_date(sent) in without_date(dry.replace("\n", "\r\n").encode())
    for part, kind in (("html", "html"), ("text", "plain")):
        assert body(message, kind) == file_of(desk, part)
    for kept in ("<ol", "<table", "<pre", "🐎", "https://example.org/a?b=1&amp;c=2", "From here on"):
        assert kept in body(message, "html")
    assert desk.recycle("publish")[1] == "1 unchanged\n"
    assert mail.deliveries()[-1] == LIST
    assert mail.password not in desk.ledger() + dry + said


def without_date(data: bytes) -> bytes:
    return re.sub(rb"Date: [^\r]*\r\n", b"Date: now\r\n", data)


def file_of(desk: Desk, part: str) -> str:
    """The part as ``recycle render`` writes it into a file."""
    code, said = desk.recycle("render", "on-lists", "--outlet", "out")
    assert code == 0, said
    (file,) = (
        path for path in (desk.root / "out").rglob("*") if path.is_file() and part in path.name and path.suffix != ".eml"
    )
    return file.read_text(encoding="utf-8")


def test_an_article_reaches_the_editor_with_its_files(desk: Desk) -> None:
    desk.configure(form="article", to=READER, sender='"Öffentliche Notizen <blog@example.test>"')
    code, said = desk.recycle("publish")
    assert code == 0, said
    (message,) = desk.mail.messages(READER)
    assert message["Subject"] == "On lists 🐎"
    files = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    code, said = desk.recycle("render", "on-lists", "--outlet", "out")
    made = {path.suffix: path.read_bytes() for path in (desk.root / "out").rglob("*") if path.is_file()}
    assert files == {"on-lists.md": made[".md"], "on-lists.docx": made[".docx"]}
    assert body(message, "plain").encode() == made[".txt"]
    assert body(message, "html").encode() == made[".html"]


def test_a_small_list_with_somebody_unknown(desk: Desk) -> None:
    (desk.root.parent / "readers.txt").write_text(f"{READER}\nnobody@example.test\nThe list <{LIST}>\n")
    desk.configure(recipients="../readers.txt")
    code, said = desk.recycle("publish")
    assert code == 0, said
    assert "1 of 3 recipients was refused: .recycle/mail/" in said
    assert [desk.mail.messages(one)[0]["To"] for one in (READER, LIST)] == [READER, f"The list <{LIST}>"]
    report = next((desk.root / ".recycle" / "mail").glob("*.txt")).read_text()
    assert report.startswith("nobody@example.test: was refused (")
    assert "(550)" in report
    assert not any(one in desk.ledger() + said for one in (READER, LIST, "nobody@"))


def test_somebody_who_is_to_come_back_later(desk: Desk) -> None:
    readers = desk.root.parent / "readers.txt"
    readers.write_text(f"{READER}\n{desk.mail.busy}\n{LIST}\n")
    desk.configure(recipients="../readers.txt")
    for _ in range(2):
        code, said = desk.recycle("publish")
        assert code == 1
        assert "2 of 3 recipients have it, 1 will get it with the next publish" in said
    readers.write_text(f"{READER}\n{LIST}\n")
    assert desk.recycle("publish") == (0, "1 unchanged\n")
    assert [len(desk.mail.messages(one)) for one in (READER, LIST)] == [1, 1]


def test_no_trust_no_mail(desk: Desk) -> None:
    desk.configure(to=LIST)
    del desk.environ["SSL_CERT_FILE"]
    code, said = desk.recycle("publish")
    assert (code, "no certificate that this machine trusts; nothing was sent" in said) == (1, True)
    desk.configure(to=LIST, security="tls", port=desk.mail.smtps_port)
    assert "no certificate that this machine trusts; nothing was sent" in desk.recycle("publish")[1]
    assert "no certificate that this machine trusts" in desk.recycle("doctor")[1]
    assert desk.mail.messages(LIST) == []


def test_a_wrong_password_and_the_right_one(desk: Desk) -> None:
    imap = f"{{host: {desk.mail.host}, port: {desk.mail.imap_port}, security: starttls, user: {LIST}, password: env:MAIL_PASSWORD}}"
    desk.configure(to=LIST, imap=imap)
    assert re.search(r"logged in at 127\S+ over TLSv1\.\d.*; can look into INBOX at 127", desk.recycle("doctor")[1])
    desk.environ["MAIL_PASSWORD"] = "the wrong one"
    for command in ("publish", "doctor"):
        code, said = desk.recycle(command)
        assert code == 1
        assert "Is MAIL_PASSWORD right" in said
        assert "the wrong one" not in said
    assert desk.mail.messages(LIST) == []


# ── on bad days ──────────────────────────────────────────────────────────────────────────────────


def with_mailbox(mail: Mail, user: str = LIST) -> dict[str, str]:
    imap = f"{{host: {mail.host}, port: {mail.imap_port}, security: none, user: {user}, password: env:MAIL_PASSWORD}}"
    return {"imap": imap, "settling": "1", "security": "none"}


def until(done: Callable[[], bool], tries: int = 30) -> None:
    for _ in range(tries):
        if done():
            return
        time.sleep(0.15)
    raise AssertionError("it did not come to an end")


MAIL_FAULTS = [fault for fault in Fault if fault.fits("MAIL") and fault not in (Fault.NONE, Fault.LATE)]


@pytest.mark.parametrize("fault", MAIL_FAULTS, ids=lambda fault: fault.name)
def test_one_mail_in_the_end(desk: Desk, fault: Fault) -> None:
    with SmtpFaultProxy((desk.mail.host, desk.mail.plain_port), Once(fault, "MAIL")) as proxy:
        desk.configure(to=LIST, port=proxy.port, **with_mailbox(desk.mail))
        assert desk.recycle("publish")[0] == 1
        desk.mail.settle()
        until(lambda: desk.recycle("publish")[0] == 0)
        assert desk.recycle("publish")[1] == "1 unchanged\n"
    assert len(desk.mail.messages(LIST)) == 1


def test_without_a_mailbox_a_person_is_asked(desk: Desk) -> None:
    with SmtpFaultProxy((desk.mail.host, desk.mail.plain_port), Once(Fault.CUT_AFTER_DOT, "MAIL")) as proxy:
        desk.configure(to=LIST, port=proxy.port, security="none")
        for _ in range(3):
            code, said = desk.recycle("publish")
            assert code == 1
            assert "recycle settle on-lists out" in said
        assert len(desk.mail.messages(LIST)) == 1
        assert desk.recycle("settle", "on-lists", "out", "--not-placed")[0] == 0
        assert desk.recycle("publish")[0] == 0
    assert len(desk.mail.messages(LIST)) == 2


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_a_list(desk: Desk, seed: int) -> None:
    """Nobody gets it twice. With copies in a mailbox everybody gets it once."""
    chance = random.Random(seed)
    (desk.root.parent / "readers.txt").write_text(f"{READER}\n{LIST}\n")
    copies = {"copy_to": desk.mail.user, **with_mailbox(desk.mail, desk.mail.user)}
    desk.configure(recipients="../readers.txt", port=desk.mail.plain_port, pause="0.1", **copies)
    for _ in range(6):
        desk.killed(chance.uniform(0.1, 0.6))
        desk.mail.settle()
        until(lambda: desk.recycle("publish")[0] == 0)
        assert [len(desk.mail.messages(one)) for one in (READER, LIST, desk.mail.user)] == [1, 1, 2]
        desk.mail.empty()
        desk.root = desk.root.with_name(f"{desk.root.name}+")
        (desk.root / "content").mkdir(parents=True)
        desk.write(WORDS)
        desk.configure(recipients="../readers.txt", port=desk.mail.plain_port, pause="0.1", **copies)
