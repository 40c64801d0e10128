"""Postfix and Dovecot: SMTP with a password and TLS in, IMAP to look at what has arrived."""

from __future__ import annotations

import imaplib
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from string import Template

from tests.servers import packages
from tests.servers.certificate import Certificate, make
from tests.servers.places import LOOPBACK, free_port
from tests.servers.processes import PAUSE, Process, ServerProblem, listens, need, wait_for

POSTFIX, DOVECOT = "postfix", "dovecot-imapd"
PACKAGES = (POSTFIX, "dovecot-core", DOVECOT, "dovecot-lmtpd", "openssl")
NOT_ASKED = "postfix postfix/main_mailer_type select No configuration"
CONF = Path(__file__).parent / "conf"
PASSWORD = "recycle-pw"
SENDER = "blog@example.test"
MAILBOXES = (SENDER, "reader@example.test", "list@example.test")
BUSY = "busy@example.test"  # is always told to come back later: 451
MASTER = Path("/usr/lib/postfix/sbin/master")
PRIVATE = "active bounce corrupt defer deferred flush hold incoming private saved trace"
QUEUES = ("maildrop", "incoming", "active", "deferred")
LONGEST_DELIVERY = 20.0
SENT = re.compile(r"to=<([^>]*)>.* status=sent")


@dataclass(frozen=True)
class Mail:
    """``smtp_port`` wants STARTTLS before a password, ``smtps_port`` is TLS at once, ``plain_port`` knows no TLS. IMAP: STARTTLS if wanted, or ``imaps_port``."""

    host: str
    smtp_port: int
    smtps_port: int
    plain_port: int
    imap_port: int
    imaps_port: int
    certificate: Certificate
    home: Path
    user: str = SENDER
    password: str = PASSWORD
    mailboxes: tuple[str, ...] = MAILBOXES
    busy: str = BUSY

    @property
    def base_url(self) -> str:
        return f"smtp://{self.host}:{self.smtp_port}"

    @property
    def ca_file(self) -> Path:
        return self.certificate.ca_file

    @property
    def env(self) -> dict[str, str]:
        """What a person needs to use it by hand."""
        ports = {
            "SMTP": self.smtp_port,
            "SMTPS": self.smtps_port,
            "PLAIN_SMTP": self.plain_port,
            "IMAP": self.imap_port,
            "IMAPS": self.imaps_port,
        }
        return {
            "MAIL_HOST": self.host,
            **{f"MAIL_{name}_PORT": str(port) for name, port in ports.items()},
            "MAIL_USER": self.user,
            "MAIL_PASSWORD": self.password,
            "MAIL_CA_FILE": str(self.ca_file),
            "MAIL_MAILBOXES": " ".join(self.mailboxes),
        }

    def raw(self, address: str) -> list[bytes]:
        """All that lies in the mailbox, to the byte, once nothing is under way."""
        self.settle()
        with self._opened(address) as (imap, held):
            _, parts = imap.fetch("1:*", "(BODY.PEEK[])") if held else ("", [])
        return [part[1] for part in parts if isinstance(part, tuple)]

    def messages(self, address: str) -> list[EmailMessage]:
        """All that lies in the mailbox, once nothing is under way."""
        return [message_from_bytes(one, policy=policy.default) for one in self.raw(address)]

    def deliveries(self) -> list[str]:
        """The address of every delivery since the server was started, also of what was taken from the mailbox since."""
        self.settle()
        return SENT.findall(self._log())

    def settle(self) -> None:
        """Wait until every client has gone and every message of theirs has been delivered."""
        if not wait_for(lambda: self._is_idle() and self._is_idle_still(), LONGEST_DELIVERY):
            raise ServerProblem(
                f"Postfix still has mail to deliver after {LONGEST_DELIVERY:.0f} seconds; see {self.home / 'log'}"
            )

    def empty(self) -> None:
        """Take everything from every mailbox."""
        self.settle()
        for address in self.mailboxes:
            with self._opened(address) as (imap, held):
                if held:
                    imap.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
                    imap.expunge()

    def _is_idle(self) -> bool:
        log = self._log()
        served = log.count(": connect from ") == log.count(": disconnect from ")
        return served and not any(file.is_file() for name in QUEUES for file in (self.home / "spool" / name).rglob("*"))

    def _is_idle_still(self) -> bool:
        """A moment later, since the log may lag behind."""
        time.sleep(PAUSE)
        return self._is_idle()

    def _log(self) -> str:
        file = self.home / "log"
        return file.read_text(errors="replace") if file.exists() else ""

    @contextmanager
    def _opened(self, address: str) -> Iterator[tuple[imaplib.IMAP4, int]]:
        """The mailbox, and how many messages it holds."""
        with imaplib.IMAP4(self.host, self.imap_port, timeout=LONGEST_DELIVERY) as imap:
            imap.login(address, self.password)
            _, held = imap.select()
            yield imap, int(held[0] or b"0")


def install() -> None:
    packages.apt(PACKAGES, preset=NOT_ASKED)


def start(folder: Path, port: int) -> Mail:
    """A fresh mail server in the empty folder; the port is that of SMTP with STARTTLS."""
    if os.getuid() != 0:
        raise ServerProblem(
            "Postfix gives each of its parts a user of its own, for which it must be root: sudo make test-servers"
        )
    home = _make_folders(folder)
    mail = Mail(LOOPBACK, port, free_port(), free_port(), free_port(), free_port(), make(home / "tls"), home)
    _write(mail)
    _start(folder, mail)
    return mail


def _make_folders(folder: Path) -> Path:
    """What ``postfix start`` would make, and takes seconds to look through."""
    home = folder / "mail"
    for name in ("spool/pid", "run", "boxes"):
        (home / name).mkdir(parents=True)
    shutil.chown(home / "boxes", "nobody", "nogroup")
    for name in ("data", *(f"spool/{name}" for name in PRIVATE.split())):
        (home / name).mkdir(0o700)
        shutil.chown(home / name, "postfix")
    for name, mode in (("public", 0o710), ("maildrop", 0o730)):
        (home / "spool" / name).mkdir()
        (home / "spool" / name).chmod(mode)
        shutil.chown(home / "spool" / name, "postfix", "postdrop")
    return home


def _write(mail: Mail) -> None:
    """The files that Postfix and Dovecot read."""
    home = mail.home
    (home / "users").write_text("".join(f"{address}:{{PLAIN}}{mail.password}::::::\n" for address in mail.mailboxes))
    (home / "mailboxes").write_text("".join(f"{address} x\n" for address in (*mail.mailboxes, mail.busy)))
    (home / "refused").write_text(f"{mail.busy} 451 4.3.0 come back later\n")
    words = {"home": home, "imap": mail.imap_port, "imaps": mail.imaps_port, "lmtp": free_port(), "auth": free_port()}
    for name in ("dovecot.conf", "main.cf"):
        (home / name).write_text(Template((CONF / name).read_text()).substitute(words))
    # Postfix reads a file that was written this second again and again, lest it be half of one.
    for name in ("main.cf", "mailboxes", "refused"):
        os.utime(home / name, (0, 0))
    ports = {
        mail.smtp_port: "-o smtpd_tls_security_level=may -o smtpd_tls_auth_only=yes",
        mail.smtps_port: "-o smtpd_tls_wrappermode=yes",
        mail.plain_port: "-o smtpd_tls_security_level=none",
    }
    listening = (f"{mail.host}:{port} inet n - n - - smtpd {options}\n" for port, options in ports.items())
    (home / "master.cf").write_text((CONF / "master.cf").read_text() + "".join(listening))


def _start(folder: Path, mail: Mail) -> None:
    dovecot = Process(folder, "dovecot", [need("dovecot", DOVECOT), "-F", "-c", mail.home / "dovecot.conf"])
    dovecot.start()
    postfix = Process(folder, "postfix", [need(str(MASTER), POSTFIX), "-c", mail.home, "-d"])
    postfix.start()
    dovecot.wait_until(lambda: listens(mail.imap_port))
    postfix.wait_until(lambda: all(listens(port) for port in (mail.smtp_port, mail.smtps_port, mail.plain_port)))
