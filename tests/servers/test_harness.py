"""The servers do what the tests rely on, asked without recycle."""

from __future__ import annotations

import imaplib
import smtplib
import ssl
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
import requests

from tests.servers.ghost import Ghost
from tests.servers.mail import Mail
from tests.servers.misago import Misago
from tests.servers.processes import wait_for
from tests.servers.wordpress import Wordpress

pytestmark = pytest.mark.servers


def test_wordpress_creates_shows_and_deletes(wordpress: Wordpress) -> None:
    wordpress.empty()
    made = wordpress.ask("POST", "posts", json={"title": "One", "slug": "one", "status": "publish", "content": "<p>Words.</p>"})
    assert made.status_code == requests.codes.created
    (post,) = wordpress.posts()
    assert post["content"]["raw"] == "<p>Words.</p>"
    assert "Words." in wordpress.shown(post)
    wordpress.ask("DELETE", f"posts/{post['id']}")
    assert [one["status"] for one in wordpress.posts()] == ["trash"]
    wordpress.empty()
    assert wordpress.count() == 0
    assert wordpress.post(post["id"]) is None


def test_wordpress_counts_more_than_a_page(wordpress: Wordpress) -> None:
    wordpress.empty()
    values = ",".join(f"(1, now(), now(), now(), now(), 'T{n}', '', '', '', '', '', '', 'draft', 'post')" for n in range(101))
    columns = "post_author, post_date, post_date_gmt, post_modified, post_modified_gmt, post_title, post_content, post_excerpt"
    columns += ", to_ping, pinged, post_content_filtered, post_name, post_status, post_type"
    wordpress.database.ask(f"insert into wp_posts ({columns}) values {values}")
    assert wordpress.count("draft") == 101
    wordpress.empty()


def test_wordpress_lets_each_role_do_its_own(wordpress: Wordpress) -> None:
    wordpress.empty()
    post = {"title": "One", "status": "publish"}
    assert wordpress.version.startswith("6.1")
    assert wordpress.ask("POST", "posts", wordpress.author, json=post).status_code == requests.codes.created
    assert wordpress.ask("POST", "posts", wordpress.contributor, json=post).status_code == requests.codes.forbidden
    assert requests.get(f"{wordpress.api}/users/me", timeout=10).status_code == requests.codes.unauthorized
    wordpress.ask("POST", "tags", json={"name": "Ops"})
    assert [tag["name"] for tag in wordpress.tags()] == ["Ops"]
    wordpress.empty()
    assert (wordpress.tags(), wordpress.media()) == ([], [])


def letter(to: str, words: str = "Words.") -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "blog@example.test", to, "Grüße"
    message["Message-ID"] = "<one@example.test>"
    message.set_content(words)
    return message.as_bytes(policy=policy.SMTP)


def trusting(mail: Mail) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=mail.ca_file)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def test_mail_arrives_over_starttls_and_tls(mail: Mail) -> None:
    mail.empty()
    before = len(mail.deliveries())
    with smtplib.SMTP(mail.host, mail.smtp_port, timeout=10) as smtp:
        with pytest.raises(smtplib.SMTPException):
            smtp.login(mail.user, mail.password)
        smtp.starttls(context=trusting(mail))
        smtp.login(mail.user, mail.password)
        smtp.sendmail(mail.user, ["reader@example.test", "list@example.test"], letter("reader@example.test"))
    with smtplib.SMTP_SSL(mail.host, mail.smtps_port, timeout=10, context=trusting(mail)) as smtp:
        smtp.login(mail.user, mail.password)
        smtp.sendmail(mail.user, ["reader@example.test"], letter("reader@example.test", "Twice."))
    first, second = mail.messages("reader@example.test")
    assert first["Message-ID"] == second["Message-ID"] == "<one@example.test>"
    assert (first["Subject"], first.get_content().strip(), second.get_content().strip()) == ("Grüße", "Words.", "Twice.")
    assert sorted(mail.deliveries()[before:]) == ["list@example.test", "reader@example.test", "reader@example.test"]
    with imaplib.IMAP4_SSL(mail.host, mail.imaps_port, ssl_context=trusting(mail), timeout=10) as imap:
        imap.login("reader@example.test", mail.password)
        assert imap.select()[1] == [b"2"]
        assert imap.search(None, "HEADER", "Message-ID", "<one@example.test>")[1] == [b"1 2"]
    mail.empty()
    assert [mail.messages(address) for address in mail.mailboxes] == [[], [], []]


def test_mail_without_trust_or_password_is_refused(mail: Mail) -> None:
    with smtplib.SMTP(mail.host, mail.smtp_port, timeout=10) as smtp, pytest.raises(ssl.SSLCertVerificationError):
        smtp.starttls(context=ssl.create_default_context())
    with smtplib.SMTP(mail.host, mail.plain_port, timeout=10) as smtp:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            smtp.login(mail.user, "wrong")
        smtp.login(mail.user, mail.password)
        assert not smtp.has_extn("starttls")
        refused = smtp.sendmail(mail.user, [mail.busy, "nobody@example.test", "list@example.test"], letter("list@example.test"))
    assert {address: code for address, (code, _) in refused.items()} == {mail.busy: 451, "nobody@example.test": 550}
    assert len(mail.messages("list@example.test")) == 1
    mail.empty()


def draft(ghost: Ghost, title: str) -> dict[str, Any]:
    """Let Ghost make one, and return what it answers."""
    post = {"title": title, "slug": "one", "html": "<p>Words.</p>", "tags": ["#key-1", "Ops"]}
    answer = ghost.ask("POST", "posts/?source=html", json={"posts": [post]})
    answer.raise_for_status()
    return dict(answer.json()["posts"][0])


def test_ghost_creates_shows_and_deletes(ghost: Ghost) -> None:
    ghost.empty()
    made = draft(ghost, "One")
    change = {"status": "published", "updated_at": made["updated_at"]}
    ghost.ask("PUT", f"posts/{made['id']}/", json={"posts": [change]}).raise_for_status()
    (post,) = ghost.posts()
    assert (post["status"], post["html"], [tag["slug"] for tag in post["tags"]]) == (
        "published",
        "<p>Words.</p>",
        ["hash-key-1", "ops"],
    )
    assert "Words." in ghost.shown(post)
    assert ghost.posts(filter="tag:hash-key-1") == [post]
    ghost.ask("DELETE", f"posts/{made['id']}/").raise_for_status()
    assert (ghost.post(made["id"]), ghost.count(), ghost.mailings()) == (None, 0, [])


def publish(ghost: Ghost, made: dict[str, Any]) -> None:
    """And mail it to everybody."""
    change = {"status": "published", "updated_at": made["updated_at"]}
    query = {"newsletter": ghost.newsletter, "email_segment": "all"}
    ghost.ask("PUT", f"posts/{made['id']}/", json={"posts": [change]}, params=query).raise_for_status()
    assert wait_for(lambda: bool(ghost.mailings()))


def test_ghost_mails_a_post_once(ghost: Ghost) -> None:
    ghost.empty()
    ghost.subscribe("reader@example.test")
    publish(ghost, draft(ghost, "One"))
    (mailing,) = ghost.mailings()
    assert (mailing.subject, mailing.to, mailing.failed) == ("One", ("reader@example.test",), False)
    assert mailing.email == ghost.posts()[0]["email"]["id"]
    assert "Words." in mailing.text
    assert "<p" in mailing.html
    ghost.empty()
    assert (ghost.mailings(), ghost.members(), ghost.tags()) == ([], [], [])


def test_ghost_is_told_that_mailgun_fails(ghost: Ghost) -> None:
    ghost.empty()
    ghost.subscribe("reader@example.test")
    ghost.let_mailgun_fail()
    made = draft(ghost, "One")
    publish(ghost, made)
    assert [mailing.failed for mailing in ghost.mailings()] == [True]
    assert ghost.posts()[0]["email"]["status"] != "submitted"
    ghost.empty()
    assert ghost.mailings() == []


def start_thread(misago: Misago, person: str) -> requests.Response:
    thread = {"category": misago.category, "title": "A thread", "post": "Some **words**."}
    return misago.ask("POST", "threads/", person, json=thread)


def test_misago_creates_shows_and_deletes(misago: Misago) -> None:
    misago.empty()
    made = start_thread(misago, misago.member)
    made.raise_for_status()
    (thread,) = misago.threads()
    assert (thread.id, thread.title, thread.starter) == (made.json()["id"], "A thread", misago.member)
    assert (thread.posts, thread.is_hidden, thread.awaits_approval) == (("Some **words**.",), False, False)
    assert "Some <strong>words</strong>." in misago.shown(thread)
    assert start_thread(misago, misago.member).status_code == requests.codes.forbidden  # too soon
    assert start_thread(misago, misago.superuser).ok
    assert misago.count() == 2
    misago.empty()
    assert misago.count() == 0
    assert start_thread(misago, misago.member).ok
    misago.empty()


def test_misago_hides_from_visitors(misago: Misago) -> None:
    misago.empty()
    start_thread(misago, misago.superuser).raise_for_status()
    (thread,) = misago.threads()
    hide = [{"op": "replace", "path": "is-hidden", "value": True}]
    misago.ask("PATCH", f"threads/{thread.id}/", json=hide).raise_for_status()
    assert [one.is_hidden for one in misago.threads()] == [True]
    with pytest.raises(requests.HTTPError):
        misago.shown(thread)
    misago.empty()
