"""The smtp destination: each reader gets a mail once, whatever breaks, and nobody's address ends up in git."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from recycle.destinations.protocol import Answer, Online, Surroundings
from recycle.destinations.smtp import ROW, Imap, Settings, Smtp
from recycle.destinations.smtp.addresses import address
from recycle.errors import DestinationError, InputError, RecycleError, UnansweredError
from recycle.model import Placement
from recycle.world import disk
from tests.mails import DOCX, HTML, SENDER, TEXT, article, newsletter, read, words
from tests.services.imap import Imap as Mailbox
from tests.services.imap import imap_server
from tests.services.smtp import CUT, SILENT, smtp_server
from tests.services.smtp import Smtp as Server
from tests.shell import run_recycle, worlds

LIST = "list@example.test"
READERS = ("first@example.test", "Second <second@example.test>", "third@example.test")
PLAIN = ("first@example.test", "second@example.test", "third@example.test")
ENVIRON = {"MAIL_PASSWORD": "very secret", "IMAP_PASSWORD": "imap-password"}
PASSWORD = "very secret"


@pytest.fixture
def server() -> Iterator[Server]:
    with smtp_server() as found:
        yield found


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with imap_server() as found:
        yield found


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    return folder


def built(root: Path, server: Server, environ: Mapping[str, str] = ENVIRON, **more: Any) -> Smtp:
    said = {"host": "127.0.0.1", "port": server.port, "security": "none", "timeout": 2.0, **more}
    if "recipients" not in said:
        said = {"to": LIST, **said}
    made = ROW.build(Settings(**said), Surroundings(root, environ))
    assert isinstance(made, Smtp)
    return made


def listed(root: Path, *readers: str) -> str:
    """The setting for a file with these readers."""
    file = root.parent / "readers.txt"
    file.write_text("# our readers\n\n" + "".join(f"{one}  # since 2024\n" for one in readers or READERS), encoding="utf-8")
    return "../readers.txt"


def inbox(mailbox: Mailbox, **more: Any) -> Imap:
    said = {"host": "127.0.0.1", "port": mailbox.port, "security": "none", "user": mailbox.login[0], **more}
    return Imap(**{"password": "env:IMAP_PASSWORD", **said})


def everything_under(root: Path) -> str:
    return "\n".join(path.read_text(errors="replace") for path in root.rglob("*") if path.is_file())


# ── one mail to one address ──────────────────────────────────────────────────────────────────────


def test_a_newsletter_to_a_list_is_one_mail(root: Path, server: Server) -> None:
    placement = built(root, server).place(newsletter())
    (mail,) = server.taken
    assert (mail.sender, mail.recipients) == ("letters@example.com", (LIST,))
    message = read(mail.data)
    assert message["From"] == SENDER
    assert message["To"] == LIST
    assert message["Subject"] == "Grüße 🐎"
    assert message["Message-ID"] == placement.remote == "<on-lists.letter.1@example.com>"
    assert message["List-Unsubscribe"] == "<https://example.com/leave>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Content-Language"] == "de"
    assert message["Date"].datetime.year > 2025
    assert (words(mail.data), words(mail.data, "html")) == (TEXT, HTML)
    assert (placement.url, placement.held, placement.note) == ("", {}, "")


def test_what_is_shown_is_what_is_sent(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recycle.destinations.smtp._now", lambda: "Sun, 22 Nov 2026 09:00:00 +0100")
    for variant in (newsletter(), article()):
        one = built(root, server, sender=SENDER, envelope_from="bounces@example.com", copy_to="me@example.com")
        envelope, _, shown = one.preview(variant, None).partition("\n\n")
        one.place(variant)
        assert shown.replace("\n", "\r\n").encode() == server.taken[-1].data
        assert envelope.splitlines() == [
            f"SMTP 127.0.0.1:{server.port} (none, without a login)",
            "MAIL FROM:<bounces@example.com>",
            f"RCPT TO:<{LIST}>",
            "RCPT TO:<me@example.com> (a hidden copy)",
        ]
        assert server.taken[-1].sender == "bounces@example.com"
        assert server.taken[-1].recipients == (LIST, "me@example.com")
        assert b"me@example.com" not in server.taken[-1].data


def test_the_settings_replace_what_the_form_says(root: Path, server: Server) -> None:
    built(root, server, sender='"Bücher, Notizen" <notizen@bücher.example>', to="Die Liste <liste@bücher.example>").place(
        newsletter()
    )
    (mail,) = server.taken
    assert (mail.sender, mail.recipients) == ("notizen@xn--bcher-kva.example", ("liste@xn--bcher-kva.example",))
    assert read(mail.data)["From"].addresses[0].display_name == "Bücher, Notizen"
    assert read(mail.data)["To"] == "Die Liste <liste@xn--bcher-kva.example>"
    assert mail.data.count(b"From:") == mail.data.count(b"To:") == mail.data.count(b"Date:") == 1


@pytest.mark.parametrize(
    ("link", "headers"),
    [("https://example.com/bye?x=1", 2), ("mailto:leave@example.com", 1), ("", 0)],
)
def test_the_way_off_the_list_where_the_form_has_none(root: Path, server: Server, link: str, headers: int) -> None:
    built(root, server, list_unsubscribe=link).place(newsletter(leave=""))
    message = read(server.taken[0].data)
    assert message.get("List-Unsubscribe", "") == (f"<{link}>" if link else "")
    assert sum(name.startswith("List-Unsub") for name in message) == headers


def test_the_forms_own_way_off_the_list_stays(root: Path, server: Server) -> None:
    built(root, server, list_unsubscribe="mailto:leave@example.com").place(newsletter())
    assert read(server.taken[0].data).get_all("List-Unsubscribe") == ["<https://example.com/leave>"]


def test_an_article_is_words_with_files(root: Path, server: Server) -> None:
    placement = built(root, server, sender=SENDER, list_unsubscribe="mailto:leave@example.com").place(article())
    data = server.taken[0].data
    message = read(data)
    assert message["Subject"] == "On lists: ü"
    assert message["Content-Language"] == "en"
    assert message["List-Unsubscribe"] is None
    assert message["Message-ID"] == placement.remote
    assert (words(data), words(data, "html")) == (TEXT, HTML)
    files = {
        part.get_filename(): (part.get_content_type(), part.get_payload(decode=True)) for part in message.iter_attachments()
    }
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert files == {"on-lists.md": ("text/markdown", "# Grüße\n".encode()), "on-lists.docx": (word, DOCX)}
    assert b"\nFrom " not in data
    assert max(map(len, data.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(("parts", "kinds"), [(("html",), ["text/html"]), (("manuscript", "docx"), ["text/plain"])])
def test_an_article_of_fewer_parts(root: Path, server: Server, parts: tuple[str, ...], kinds: list[str]) -> None:
    built(root, server, sender=SENDER).place(article(*parts))
    bodies = [part for part in read(server.taken[0].data).walk() if part.get_content_disposition() != "attachment"]
    assert [part.get_content_type() for part in bodies if not part.is_multipart()] == kinds


def test_a_newsletter_whose_form_names_no_sender(root: Path, server: Server) -> None:
    variant = newsletter()
    without = replace(variant, parts=variant.parts[:2])
    assert "nobody is named as the sender" in built(root, server).blocked(without, None)
    built(root, server, sender=SENDER, list_unsubscribe="https://example.com/leave").place(without)
    data = server.taken[0].data
    assert (words(data), words(data, "html")) == (TEXT, HTML)
    assert read(data)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nobody_knows_where_home_is(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="nobody knows which folder"):
        built(root, server, {}, recipients="~no-such-person/readers.txt")


@pytest.mark.parametrize(
    ("more", "variant", "message"),
    [
        ({}, article(), "nobody is named as the sender"),
        ({"sender": SENDER}, article("docx"), "add text to the form's outputs"),
        ({"recipients": "../nobody.txt"}, newsletter(), "the list of recipients cannot be read"),
    ],
)
def test_what_cannot_be_sent_waits(root: Path, server: Server, more: dict[str, Any], variant: Any, message: str) -> None:
    one = built(root, server, **more)
    assert message in one.blocked(variant, None)
    with pytest.raises(DestinationError):
        one.place(variant)
    assert server.commands == []
    assert built(root, server).blocked(newsletter(), None) == ""


@pytest.mark.parametrize("more", [{"user": "blog", "password": "env:UNSET"}, {"recipients": "env:UNSET"}])
def test_a_variable_without_a_value_is_missed_where_it_is_sent_alone(root: Path, server: Server, more: dict[str, Any]) -> None:
    one = built(root, server, **more)
    assert one.blocked(newsletter(), None) == ""
    assert "Subject:" in one.preview(newsletter(), None)
    assert "the environment variable UNSET is not set" in one.unset()
    with pytest.raises(DestinationError, match="UNSET is not set"):
        one.place(newsletter())
    assert server.commands == []


def test_mail_is_final(root: Path, server: Server) -> None:
    one = built(root, server)
    placement = one.place(newsletter())
    assert one.final
    assert "cannot be changed" in one.blocked(newsletter(), placement)
    assert "cannot be changed" in one.preview(newsletter(), placement)
    with pytest.raises(DestinationError, match="cannot be changed"):
        one.revise(newsletter(), placement)
    with pytest.raises(DestinationError, match="cannot be changed"):
        one.withdraw(placement)
    assert isinstance(one, Online)
    assert one.intact(placement)
    assert one.look(placement) is Answer.CANNOT_ASK
    assert one.service == f"smtp://127.0.0.1:{server.port}"
    assert one.settling == 0.0


def test_placing_again_sends_nothing(root: Path, server: Server) -> None:
    first = built(root, server).place(newsletter())
    assert built(root, server).place(newsletter()) == first
    assert built(root, server).find(newsletter(), None) == first
    assert len(server.taken) == 1
    built(root, server).place(newsletter(key="on-lists/letter/2"))
    assert len({read(mail.data)["Message-ID"] for mail in server.taken}) == 2


# ── what breaks ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "CONTENT"])
@pytest.mark.parametrize("how", [CUT, "421 4.3.2 closing"])
def test_before_the_end_nothing_is_sent(root: Path, server: Server, stage: str, how: str) -> None:
    server.trouble[stage] = [how, how]
    one = built(root, server)
    with pytest.raises(DestinationError):
        one.place(newsletter())
    assert server.taken == []
    assert one.find(newsletter(), None) is Answer.ABSENT
    server.trouble.clear()
    one.place(newsletter())
    assert len(server.taken) == 1


@pytest.mark.parametrize("stage", ["CONNECT", "MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize("code", ["451 4.3.0", "554 5.7.1"])
def test_a_no_has_the_servers_words_and_no_address(root: Path, server: Server, stage: str, code: str) -> None:
    server.trouble[stage] = [f"{code} not for <{LIST}> or first@example.test, sorry"]
    with pytest.raises(DestinationError) as caught:
        built(root, server).place(newsletter())
    assert f"({code[:3]}): {code[4:]} not for *** or ***, sorry." in caught.value.message
    assert LIST not in everything_under(root)
    built(root, server).place(newsletter())
    assert len(server.taken) == 1


@pytest.mark.parametrize("answer", [CUT, SILENT, "hello?", "2", "354 go on"])
def test_after_the_end_nobody_knows(root: Path, server: Server, answer: str) -> None:
    server.trouble["AFTER"] = [answer]
    one = built(root, server, timeout=0.15)
    with pytest.raises(UnansweredError, match=r"within 0\.15 seconds" if answer == SILENT else "127"):
        one.place(newsletter())
    assert one.find(newsletter(), None) is Answer.CANNOT_ASK
    assert built(root.parent, server).find(newsletter(), None) is Answer.CANNOT_ASK
    assert len(server.taken) == 1
    one.place(newsletter())  # which nobody does before a person has said that it is not there
    assert len(server.taken) == 2


@pytest.mark.parametrize("answer", ["hello?", "250"])
def test_an_answer_to_the_content_that_is_none(root: Path, server: Server, answer: str) -> None:
    server.trouble["DATA"] = [answer]
    with pytest.raises(DestinationError):
        built(root, server).place(newsletter())


def test_a_mail_that_is_too_large_is_not_begun(root: Path) -> None:
    with smtp_server(size=500) as server:
        with pytest.raises(DestinationError, match="takes 500 at most"):
            built(root, server).place(newsletter())
        assert "MAIL" not in " ".join(server.commands)


def test_nobody_there(root: Path) -> None:
    with smtp_server() as server:
        pass
    with pytest.raises(DestinationError, match="could not be reached; nothing was sent"):
        built(root, server).place(newsletter())


def test_a_server_without_starttls_or_tls(root: Path, server: Server) -> None:
    with pytest.raises(DestinationError, match="offers no STARTTLS"):
        built(root, server, security="starttls").place(newsletter())
    with pytest.raises(DestinationError, match="does not speak TLS there"):
        built(root, server, security="tls").place(newsletter())


def test_a_silent_server(root: Path, server: Server) -> None:
    server.trouble["CONNECT"] = [SILENT]
    with pytest.raises(DestinationError, match=r"did not answer within 0\.1 seconds"):
        built(root, server, timeout=0.1).place(newsletter())


def test_a_server_that_falls_silent_within_the_mail(root: Path, server: Server) -> None:
    server.trouble["DATA"] = [SILENT]
    with pytest.raises(DestinationError, match=r"did not answer within 0\.1 seconds before it had the whole mail"):
        built(root, server, timeout=0.1).place(newsletter())


def test_a_disk_that_takes_no_note_stops_the_mail(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    append = disk.append_line

    def full(path: Path, data: bytes) -> None:
        if b"began" in data:
            raise RecycleError("the disk is full")
        append(path, data)

    monkeypatch.setattr(disk, "append_line", full)
    with pytest.raises(DestinationError, match="nothing was sent, since it could not be noted: the disk is full"):
        built(root, server).place(newsletter())
    monkeypatch.undo()
    assert server.taken == []
    assert built(root, server).find(newsletter(), None) is Answer.ABSENT


# ── the login ────────────────────────────────────────────────────────────────────────────────────


def test_the_login(root: Path) -> None:
    with smtp_server(login=("blog", PASSWORD), size=9_000_000) as server:
        one = built(root, server, user="blog", password="env:MAIL_PASSWORD")
        one.place(newsletter())
        assert len(server.taken) == 1
        assert one.account() == f"logged in at 127.0.0.1:{server.port} without encryption; it takes mail of up to 9 MB"
        named = built(root, server, {**ENVIRON, "WHO": "blog"}, user="env:WHO", password="env:MAIL_PASSWORD")
        assert named.account() == one.account()
        assert one.check() == ()


def test_a_wrong_password_names_the_variable_only(root: Path) -> None:
    with smtp_server(login=("blog", PASSWORD)) as server:
        one = built(root, server, {"MAIL_PASSWORD": "the wrong one"}, user="blog", password="env:MAIL_PASSWORD")
        said = []
        acts: list[Callable[[], object]] = [one.account, lambda: one.place(newsletter())]
        for act in acts:
            with pytest.raises(DestinationError) as caught:
                act()
            said.append(caught.value.message)
        assert all("MAIL_PASSWORD right" in message and "(535)" in message for message in said)
        everything = " ".join([*said, repr(one._account.server(1.0)), one.preview(newsletter(), None)])
        assert "the wrong one" not in everything
        assert "AGJsb2cAdGhl" not in everything  # the same as it travels


@pytest.mark.parametrize("password", ["two\nlines", "ünsayable"])
def test_a_password_that_cannot_be_said(root: Path, password: str) -> None:
    with smtp_server(login=("blog", PASSWORD)) as server:
        one = built(root, server, {"MAIL_PASSWORD": password}, user="blog", password="env:MAIL_PASSWORD")
        with pytest.raises(DestinationError) as caught:
            one.account()
        assert password not in caught.value.message


def test_a_server_that_knows_no_login(root: Path, server: Server) -> None:
    with pytest.raises(DestinationError, match="takes no password here"):
        built(root, server, user="blog", password="env:MAIL_PASSWORD").account()
    assert built(root, server).account() == f"reached without a login at 127.0.0.1:{server.port} without encryption"


def test_the_doctor_names_what_is_missing(root: Path, server: Server, mailbox: Mailbox) -> None:
    one = built(
        root,
        server,
        {},
        user="env:WHO",
        password="env:MAIL_PASSWORD",
        imap=inbox(mailbox),
        recipients="env:READERS",
        copy_to=LIST,
    )
    assert [finding.rule for finding in one.check()] == ["smtp-login", "smtp-login", "smtp-login", "smtp-recipients"]
    assert [name in finding.message for name, finding in zip(("WHO", "MAIL_P", "IMAP_P", "READERS"), one.check(), strict=True)]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"security": "none", "host": "mail.example.test"}, "in the open to mail.example.test"),
        ({"host": "smtps://mail.example.test"}, "is not the name of a server"),
        ({"host": ""}, "is not the name of a server"),
        ({"user": "blog"}, "give both, or neither"),
        ({"password": "very secret", "user": "blog"}, "write env:NAME"),
        ({"to": ""}, "give either to"),
        ({"to": LIST, "recipients": "env:READERS"}, "give either to"),
        ({"to": "a list"}, 'to: "a list" is no address'),
        ({"sender": "Notes"}, 'sender: "Notes" is no address'),
        ({"envelope_from": "x y@example.com"}, "envelope_from"),
        ({"list_unsubscribe": "http://example.com"}, "list_unsubscribe"),
        ({"list_unsubscribe": "https://example.com/a b"}, "list_unsubscribe"),
        ({"recipients": "readers.txt"}, "must not end up in git"),
        ({"recipients": "../here/readers.txt"}, "must not end up in git"),
    ],
)
def test_settings_that_cannot_work(root: Path, server: Server, more: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError) as caught:
        built(root, server, **more)
    assert message in caught.value.message
    assert PASSWORD not in caught.value.message


def test_a_list_in_the_repository_around_the_workspace_or_behind_a_link_is_refused(root: Path, server: Server) -> None:
    outside = listed(root)
    (root / "here.txt").write_text("first@example.test\n")
    (root.parent / "link.txt").symlink_to(root / "here.txt")
    with pytest.raises(InputError, match="must not end up in git"):
        built(root, server, recipients="../link.txt")
    (root.parent / ".git").mkdir()
    with pytest.raises(InputError, match="must not end up in git"):
        built(root, server, recipients=outside)


def test_mailboxes_want_the_address_that_feeds_them(root: Path, server: Server, mailbox: Mailbox) -> None:
    with pytest.raises(InputError, match="copy_to"):
        built(root, server, recipients="env:READERS", imap=inbox(mailbox))


# ── one mail each ────────────────────────────────────────────────────────────────────────────────


def test_each_reader_gets_a_mail_of_their_own(root: Path, server: Server) -> None:
    one = built(root, server, recipients=listed(root, "FIRST@example.test", *READERS), pause=0.01)
    placement = one.place(newsletter())
    assert [mail.recipients for mail in server.taken] == [(reader,) for reader in PLAIN]
    assert [read(mail.data)["To"] for mail in server.taken] == list(READERS)
    assert {read(mail.data)["Message-ID"] for mail in server.taken} == {placement.remote}
    assert len({read(mail.data)["Date"] for mail in server.taken}) == 1
    assert len({mail.data.partition(b"\r\n\r\n")[2] for mail in server.taken}) == 1
    assert server.commands.count("EHLO [127.0.0.1]") == 1
    assert (placement.note, placement.held) == ("", {})
    assert not any(reader in everything_under(root) for reader in PLAIN)


def test_readers_from_the_environment_or_the_home_folder(root: Path, server: Server) -> None:
    lines = "\n".join(READERS)
    built(root, server, {"READERS": lines}, recipients="env:READERS").place(newsletter())
    (root.parent / "home").mkdir()
    (root.parent / "home" / "readers.txt").write_text(lines)
    home = {"HOME": str(root.parent / "home")}
    built(root, server, home, recipients="~/readers.txt").place(newsletter(key="on-lists/letter/2"))
    assert len(server.taken) == 6


def test_the_dry_run_names_nobody(root: Path, server: Server) -> None:
    shown = built(root, server, recipients=listed(root)).preview(newsletter(), None)
    assert "RCPT TO: 3 recipients, each named in To of a mail of their own" in shown
    assert "To: undisclosed-recipients:;" in shown
    assert "@example.test" not in shown
    assert server.commands == []
    assert not (root / ".recycle").exists()


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("", "there is no address in"),
        ("# nobody\n", "there is no address in"),
        ("first@example.test\nnobody at all\n", "line 2 of"),
        (
            "".join(f"reader{number}@example.test\n" for number in range(201)),
            "has 201 addresses, and one mail each is for up to 200",
        ),
    ],
)
def test_lists_that_are_none(root: Path, server: Server, lines: str, message: str) -> None:
    (root.parent / "readers.txt").write_text(lines)
    one = built(root, server, recipients="../readers.txt")
    assert message in one.blocked(newsletter(), None)
    assert message in one.preview(newsletter(), None)
    assert message in one.check()[0].message
    assert "@example.test" not in one.blocked(newsletter(), None)


def test_refused_readers_are_noted_without_their_addresses(root: Path, server: Server) -> None:
    server.refused["second@example.test"] = "550 5.1.1 <second@example.test>: no such mailbox"
    one = built(root, server, recipients=listed(root))
    placement = one.place(newsletter())
    assert [mail.recipients[0] for mail in server.taken] == ["first@example.test", "third@example.test"]
    (digest,) = placement.held
    assert (digest[:10], len(digest), placement.held[digest]) == ("recipient:", 26, "refused 550")
    report = placement.note.partition(": ")[2].removesuffix(" names them")
    assert placement.note.startswith("1 of 3 recipients was refused: .recycle/mail/rcy")
    assert (root / report).read_text() == (
        f"second@example.test: was refused (127.0.0.1:{server.port} refused the recipient (550): 5.1.1 ***: no such mailbox.)\n"
    )
    assert (root / ".recycle" / "mail" / ".gitignore").read_text() == "*\n"
    assert "bert" not in str(placement)
    assert one.find(newsletter(), None) == placement
    assert not any(reader in (root / report).with_suffix(".jsonl").read_text() for reader in PLAIN)


def test_all_refused_is_a_failure_and_all_are_tried_again(root: Path, server: Server) -> None:
    server.refused.update(dict.fromkeys(PLAIN, "550 no"))
    one = built(root, server, recipients=listed(root))
    with pytest.raises(DestinationError, match=r"refused the recipient \(550\): no"):
        one.place(newsletter())
    assert one.find(newsletter(), None) is Answer.ABSENT
    server.refused.clear()
    assert one.place(newsletter()).note == ""
    assert len(server.taken) == 3
    assert not list((root / ".recycle" / "mail").glob("*.txt"))


def test_whoever_is_refused_for_now_gets_it_with_the_next_run(root: Path, server: Server) -> None:
    server.refused["second@example.test"] = "451 4.2.0 come back later"
    one = built(root, server, recipients=listed(root))
    with pytest.raises(UnansweredError) as caught:
        one.place(newsletter())
    assert "2 of 3 recipients have it, 1 will get it with the next publish: .recycle/mail/" in caught.value.message
    assert one.find(newsletter(), None) is Answer.ABSENT
    server.refused.clear()
    assert one.place(newsletter()).note == ""
    assert sorted(mail.recipients[0] for mail in server.taken) == sorted(PLAIN)


def test_a_server_that_keeps_asking_for_patience_gets_it(root: Path, server: Server) -> None:
    readers = [f"r{number}@example.test" for number in range(9)]
    server.refused.update(dict.fromkeys(readers[1:], "450 4.7.1 too fast"))
    with pytest.raises(UnansweredError, match="1 of 9 recipients have it, 8 will get it"):
        built(root, server, recipients=listed(root, *readers)).place(newsletter())
    assert sum(command.startswith("RCPT") for command in server.commands) == 4


def test_a_mail_that_is_refused_as_such_is_not_offered_to_all(root: Path, server: Server) -> None:
    server.trouble["END"] = ["554 5.6.0 not this one"] * 3
    with pytest.raises(DestinationError, match="not this one"):
        built(root, server, recipients=listed(root)).place(newsletter())
    server.trouble["END"] = []
    server.trouble["MAIL"] = ["553 5.7.1 not your address"] * 3
    with pytest.raises(DestinationError, match="refused the sender"):
        built(root, server, recipients=listed(root)).place(newsletter())
    assert sum(command.startswith("MAIL") for command in server.commands) == 2


def test_the_content_can_be_refused_for_one_reader(root: Path, server: Server) -> None:
    server.trouble["END"] = ["", "554 5.7.1 spam"]
    placement = built(root, server, recipients=listed(root)).place(newsletter())
    assert placement.note.startswith("1 of 3 recipients was refused")
    assert [mail.recipients[0] for mail in server.taken] == ["first@example.test", "third@example.test"]


def test_a_connection_that_has_carried_enough_is_opened_anew(root: Path, server: Server) -> None:
    server.trouble["MAIL"] = ["", "421 4.7.0 enough"]
    server.trouble["RSET"] = [CUT]
    server.refused["second@example.test"] = "550 no"
    placement = built(root, server, recipients=listed(root)).place(newsletter())
    assert len(server.taken) == 2
    assert server.commands.count("EHLO [127.0.0.1]") == 3
    assert "1 of 3" in placement.note


def test_after_a_break_the_rest_is_served_and_the_doubt_stays(root: Path, server: Server) -> None:
    server.trouble["AFTER"] = ["", CUT]
    one = built(root, server, recipients=listed(root))
    with pytest.raises(UnansweredError) as caught:
        one.place(newsletter())
    assert "1 of 3 recipients have it, 1 will get it with the next publish, of 1 nobody knows" in caught.value.message
    report = next((root / ".recycle" / "mail").glob("*.txt")).read_text()
    assert report == "second@example.test: may have got it or not\nthird@example.test: not sent yet\n"
    assert one.find(newsletter(), None) is Answer.ABSENT  # carl surely has not got it
    with pytest.raises(UnansweredError, match="2 of 3 recipients have it, of 1 nobody knows"):
        one.place(newsletter())
    assert one.find(newsletter(), None) is Answer.CANNOT_ASK
    assert [mail.recipients[0] for mail in server.taken] == list(PLAIN)
    placement = one.place(newsletter())  # a person has said that bert has not got it
    assert placement.note == ""
    assert [mail.recipients[0] for mail in server.taken] == [*PLAIN, "second@example.test"]


def test_words_that_changed_in_between_are_told(root: Path, server: Server) -> None:
    server.trouble["MAIL"] = ["", CUT, CUT]
    with pytest.raises(UnansweredError):
        built(root, server, recipients=listed(root)).place(newsletter())
    placement = built(root, server, recipients=listed(root)).place(newsletter("Corrected.\n"))
    assert placement.note == "1 of 3 recipients got it before it was changed"


def test_the_last_line_of_the_journal_may_be_cut_off(root: Path, server: Server) -> None:
    server.trouble["MAIL"] = ["", CUT, CUT]
    one = built(root, server, recipients=listed(root))
    with pytest.raises(UnansweredError):
        one.place(newsletter())
    (journal,) = (root / ".recycle" / "mail").glob("*.jsonl")
    journal.write_bytes(journal.read_bytes() + b'{"what":"began","who":"12')
    assert one.find(newsletter(), None) is Answer.ABSENT
    one.place(newsletter())
    assert all(json.loads(line) for line in journal.read_text().splitlines())
    assert len(server.taken) == 3


def test_a_damaged_journal_stops_everything(root: Path, server: Server) -> None:
    one = built(root, server)
    one.place(newsletter())
    (journal,) = (root / ".recycle" / "mail").glob("*.jsonl")
    journal.write_text("rubbish\n")
    acts: list[Callable[[], object]] = [lambda: one.place(newsletter()), lambda: one.find(newsletter(), None)]
    for act in acts:
        with pytest.raises(DestinationError, match="is damaged"):
            act()
    assert len(server.taken) == 1


class Killed(BaseException):
    """The process ends here."""


@given(st.lists(st.integers(0, 25), max_size=6), st.lists(st.sampled_from(["", CUT, "451 no"]), max_size=6))
@settings(max_examples=20)
def test_nobody_gets_it_twice_whenever_the_process_is_killed(
    tmp_path_factory: pytest.TempPathFactory, kills: list[int], ends: list[str]
) -> None:
    """Killed before or after any line of the journal; in the end everybody has it once or is in doubt."""
    root = tmp_path_factory.mktemp("killed") / "here"
    root.mkdir()
    readers = listed(root, *(f"r{number}@example.test" for number in range(5)))
    with smtp_server() as server:
        server.trouble["AFTER"] = [CUT if one == CUT else "" for one in ends]
        server.trouble["END"] = [one if one != CUT else "" for one in ends]
        for kill in [*kills, None]:
            outcome = run_until_killed(built(root, server, recipients=readers), kill)
        for _ in range(8):
            if (
                isinstance(outcome, Placement)
                or built(root, server, recipients=readers).find(newsletter(), None) != Answer.ABSENT
            ):
                break
            outcome = run_until_killed(built(root, server, recipients=readers), None)
        counts = [len(server.to(f"r{number}@example.test")) for number in range(5)]
        assert max(counts) <= 1
        if isinstance(outcome, Placement):
            assert counts == [1] * 5


def run_until_killed(one: Smtp, kill: int | None) -> Placement | None:
    """As ``steps`` would: ask first, and send only when the answer allows it."""
    left = kill if kill is not None else -1
    append = disk.append_line

    def deadly(path: Path, data: bytes) -> None:
        nonlocal left
        if left == 0:
            raise Killed
        append(path, data)
        if left == 1:
            raise Killed
        left -= 2

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(disk, "append_line", deadly)
        try:
            is_open = any((one._root / ".recycle" / "mail").glob("*.jsonl")) if (one._root / ".recycle").exists() else False
            answer = one.find(newsletter(), None) if is_open else Answer.ABSENT
            if answer is Answer.CANNOT_ASK:
                return None
            return answer if isinstance(answer, Placement) else one.place(newsletter())
        except (Killed, UnansweredError, DestinationError):
            return None


# ── the mailbox with the copies ──────────────────────────────────────────────────────────────────


def copy_over(server: Server, mailbox: Mailbox) -> None:
    mailbox.mails = [b"Message-ID: <other@example.com>\r\nTo: x@example.com\r\n\r\n", *(mail.data for mail in server.taken)]


def test_a_lost_answer_is_settled_by_the_mailbox(root: Path, server: Server, mailbox: Mailbox) -> None:
    server.trouble["AFTER"] = [CUT]
    one = built(root, server, imap=inbox(mailbox))
    with pytest.raises(UnansweredError):
        one.place(newsletter())
    assert one.settling == 600.0
    assert one.find(newsletter(), None) is Answer.ABSENT  # which counts only when the time for settling is over
    copy_over(server, mailbox)
    found = one.find(newsletter(), None)
    assert isinstance(found, Placement)
    assert found.remote == "<on-lists.letter.1@example.com>"
    assert one.place(newsletter()) == found  # a copy that came late
    assert len(server.taken) == 1
    assert set(mailbox.commands) <= {"CAPABILITY", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "LOGOUT"}


def test_a_server_that_gives_mail_another_id(root: Path, server: Server, mailbox: Mailbox) -> None:
    server.trouble["AFTER"] = [CUT]
    one = built(root, server, imap=inbox(mailbox))
    with pytest.raises(UnansweredError):
        one.place(newsletter())
    ours = server.taken[0].data.replace(b"<on-lists.letter.1@example.com>", b"<0101@relay.example.net>")
    mailbox.mails = [ours.replace(b"on-lists/letter/1", b"on-lists/letter/11")]
    assert one.find(newsletter(), None) is Answer.ABSENT
    mailbox.mails.append(ours)
    assert isinstance(one.find(newsletter(), None), Placement)


def test_another_machine_asks_the_mailbox_too(root: Path, server: Server, mailbox: Mailbox) -> None:
    server.trouble["AFTER"] = [CUT]
    with pytest.raises(UnansweredError):
        built(root, server, imap=inbox(mailbox)).place(newsletter())
    copy_over(server, mailbox)
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    assert isinstance(built(elsewhere, server, imap=inbox(mailbox)).find(newsletter(), None), Placement)
    assert built(elsewhere, server, imap=inbox(mailbox)).place(newsletter()).remote
    assert len(server.taken) == 1


def test_copies_tell_for_each_reader(root: Path, server: Server, mailbox: Mailbox) -> None:
    server.trouble["AFTER"] = ["", CUT]
    one = built(root, server, recipients=listed(root), copy_to="blog@example.test", imap=inbox(mailbox))
    with pytest.raises(UnansweredError):
        one.place(newsletter())
    assert [mail.recipients[1] for mail in server.taken] == ["blog@example.test"] * 2
    copy_over(server, mailbox)
    assert one.find(newsletter(), None) is Answer.ABSENT
    assert isinstance(one.place(newsletter()), Placement)
    assert [mail.recipients[0] for mail in server.taken] == list(PLAIN)
    copy_over(server, mailbox)
    assert isinstance(one.find(newsletter(), None), Placement)


def test_who_is_not_in_the_mailbox_gets_it_again(root: Path, server: Server, mailbox: Mailbox) -> None:
    server.trouble["END"] = ["", CUT]
    one = built(root, server, recipients=listed(root), copy_to="blog@example.test", imap=inbox(mailbox))
    with pytest.raises(UnansweredError):
        one.place(newsletter())
    copy_over(server, mailbox)
    assert isinstance(one.place(newsletter()), Placement)
    assert sorted(mail.recipients[0] for mail in server.taken) == sorted(PLAIN)


def test_a_copy_that_is_refused_stops_the_mail(root: Path, server: Server) -> None:
    server.refused["me@example.com"] = "550 no such mailbox"
    with pytest.raises(DestinationError, match=r"copy_to: .* refused the recipient"):
        built(root, server, recipients=listed(root), copy_to="me@example.com").place(newsletter())
    assert server.taken == []


def test_a_later_at_the_end_is_looked_up_where_that_can_be(root: Path, server: Server, mailbox: Mailbox) -> None:
    server.trouble["AFTER"] = ["451 4.3.0 later"]
    one = built(root, server, imap=inbox(mailbox))
    with pytest.raises(UnansweredError, match="later"):
        one.place(newsletter())
    copy_over(server, mailbox)
    assert isinstance(one.find(newsletter(), None), Placement)
    assert len(server.taken) == 1


def test_who_is_a_reader_and_gets_the_copies_gets_one(root: Path, server: Server) -> None:
    built(root, server, to="me@example.com", copy_to="ME@example.com").place(newsletter())
    assert server.taken[0].recipients == ("me@example.com",)


def test_a_mailbox_that_cannot_be_asked(root: Path, server: Server, mailbox: Mailbox) -> None:
    wrong: list[tuple[dict[str, str], Imap, str]] = [
        ({"IMAP_PASSWORD": "the wrong one"}, inbox(mailbox), "IMAP_PASSWORD right"),
        (ENVIRON, inbox(mailbox, folder="Sent Mail"), "could not be asked: there is no Sent Mail of ***."),
        (ENVIRON, inbox(mailbox, folder="Gesendet ü"), "not ASCII"),
        (ENVIRON, inbox(mailbox, security="starttls"), "could not be asked"),
        (ENVIRON, inbox(mailbox, security="tls"), "does not speak TLS there"),
    ]
    for environ, said, message in wrong:
        one = built(root, server, environ, imap=said)
        for act in (one.account, partial(one.find, newsletter(), None), partial(one.place, newsletter())):
            with pytest.raises(DestinationError) as caught:
                act()
            assert message in caught.value.message
            assert "the wrong one" not in caught.value.message
    mailbox.broken = True
    with pytest.raises(DestinationError, match="could not be"):
        built(root, server, imap=inbox(mailbox)).find(newsletter(), None)
    assert server.taken == []


def test_the_doctor_looks_into_the_mailbox(root: Path, server: Server, mailbox: Mailbox) -> None:
    said = built(root, server, imap=inbox(mailbox)).account()
    assert said.endswith(f"; can look into INBOX at 127.0.0.1:{mailbox.port}")


# ── addresses ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "said",
    [
        *("", "anna", "notizen@", "@example.com", "a b@example.com", "a@b@example.com", "a..b@example.com", "a@-x.com"),
        *("ä@example.com", "Notes <notes@example.com", "A\nB <a@example.com>", "a@exa\nmple.com", "A <b <a@example.com>"),
        f"a@{'x' * 64}.com",
    ],
)
def test_what_is_no_address(said: str) -> None:
    assert address(said) is None


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_a_name_never_becomes_a_header(name: str) -> None:
    found = address(f"{name} <first@example.com>")
    if found is None:
        return
    line = found.header("To")
    assert line.isascii()
    assert line.startswith(b"To: ")
    assert all(rest.startswith(b" ") for rest in line.removesuffix(b"\r\n").split(b"\r\n")[1:])
    assert read(line + b"\r\n")["To"].addresses[0].addr_spec == "first@example.com"


def test_an_unnamed_use_has_its_own_words(root: Path, server: Server) -> None:
    """The digest tells what readers got; a mail of the same use with other words is the same mail to their programs."""
    built(root, server).place(newsletter())
    changed = replace(newsletter("Other.\n"), digest="f" * 64)
    assert built(root, server).find(changed, None) == built(root, server).place(changed)
    assert len(server.taken) == 1


# ── from the command line ────────────────────────────────────────────────────────────────────────

CONFIG = """\
outlets:
  letter:
    form: {{type: newsletter, sender: "{sender}", list_unsubscribe: "https://example.com/leave", unsubscribe_url: "https://example.com/leave"}}
    destination: {{type: smtp, host: 127.0.0.1, port: {port}, security: none, timeout: 2, recipients: "env:READERS"}}
"""
PIECE = "---\nid: on-lists\ntitle: On lists\ndescription: What lists are for, and when to leave them alone.\n---\n{words}\n"


@pytest.fixture
def recycle(root: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """The command in a workspace with one piece and one newsletter."""
    (root / "config.yaml").write_text(CONFIG.format(sender=SENDER, port=server.port))
    (root / "content").mkdir()
    (root / "content" / "on-lists.md").write_text(PIECE.format(words="Some words."))
    monkeypatch.chdir(root)
    make_world = worlds({"READERS": "\n".join(READERS)})
    return lambda *arguments: run_recycle(list(arguments), make_world)


def test_published_once_and_then_left_alone(root: Path, server: Server, recycle: Callable[..., tuple[int, str]]) -> None:
    server.refused["second@example.test"] = "550 5.1.1 <second@example.test>: no such mailbox"
    code, said = recycle("publish", "--dry-run")
    assert (code, server.commands) == (0, [])
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in said
    code, said = recycle("publish")
    assert code == 0
    assert "1 of 3 recipients was refused" in said
    assert recycle("publish") == (0, "1 unchanged\n")
    (root / "content" / "on-lists.md").write_text(PIECE.format(words="Other words."))
    assert "final; --again sends it anew" in recycle("publish")[1]
    assert len(server.taken) == 2
    code, said = recycle("publish", "on-lists", "--again", "--because", "corrected")
    assert code == 0
    assert [read(mail.data)["Message-ID"] for mail in server.taken[2:]] == ["<on-lists.letter.2@example.com>"] * 2
    assert recycle("withdraw", "on-lists", "letter", "--because", "why")[0] == 1
    kept = "".join(path.read_text() for path in (root / "ledger").rglob("*") if path.is_file())
    assert '"recipient:' in kept
    assert not any(reader in kept + said for reader in PLAIN)


def test_a_run_that_broke_off_is_finished_by_the_next(
    root: Path, server: Server, recycle: Callable[..., tuple[int, str]]
) -> None:
    server.trouble["MAIL"] = ["", "421 4.3.2 going down", "421 4.3.2 going down"]
    code, said = recycle("publish")
    assert code == 1
    assert "1 of 3 recipients have it, 2 will get it with the next publish" in said
    assert recycle("publish")[0] == 0
    assert [mail.recipients[0] for mail in server.taken] == list(PLAIN)
    assert recycle("publish") == (0, "1 unchanged\n")


def test_the_doctor_logs_in(root: Path, server: Server, recycle: Callable[..., tuple[int, str]]) -> None:
    assert f"letter: newsletter to smtp: reached without a login at 127.0.0.1:{server.port}" in recycle("doctor")[1]


def test_marks_of_a_newsletter_service_are_refused(root: Path, server: Server, recycle: Callable[..., tuple[int, str]]) -> None:
    file = root / "config.yaml"
    file.write_text(file.read_text().replace("type: newsletter", "type: newsletter, service: mailchimp"))
    code, said = recycle("publish")
    assert code == 2
    assert "smtp needs service: plain" in said
