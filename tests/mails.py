"""Variants that are mails, and mails as people see them."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

from msgspec.structs import replace

from recycle.ledger.digest import variant_digest
from recycle.model import Part, Variant
from recycle.writers.message import Message, write_message
from tests.ledgers import variant

SENDER = "Written once <letters@example.com>"
TEXT = "Grüße 🐎\n\nFrom here on it is shorter.\n.\n..dots\n"
HTML = "<h1>Grüße 🐎</h1>\n<table><tr><td>1</td></tr></table>\n<pre>a  b\n.\n</pre>\n"
DOCX = b"PK\x03\x04 not really\x00\xff"


def newsletter(text: str = TEXT, key: str = "on-lists/letter/1", leave: str = "https://example.com/leave") -> Variant:
    """What the newsletter form makes, as far as mail is concerned."""
    message = Message(sender=SENDER, subject="Grüße 🐎", text=text, html=HTML, key=key, language="de", list_unsubscribe=leave)
    parts = (
        Part("html", "email", ".html", HTML),
        Part("text", "text", ".txt", text),
        Part("message", "email", ".eml", write_message(message)),
    )
    return _finished(variant(*parts, key=key), "newsletter")


def article(*names: str) -> Variant:
    """What the article form makes."""
    parts = {
        "html": Part("html", "html", ".html", HTML),
        "manuscript": Part("manuscript", "gfm", ".md", "# Grüße\n"),
        "text": Part("text", "text", ".txt", TEXT),
        "docx": Part("docx", "docx", ".docx", DOCX),
    }
    return _finished(
        variant(*(parts[name] for name in names or parts), title="On lists: ü", key="on-lists/editor/1"), "article"
    )


def read(data: bytes) -> EmailMessage:
    """The mail as a program of its reader takes it apart."""
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert found.defects == []
    return found


def words(data: bytes, kind: str = "plain") -> str:
    """The text of the mail, or with ``html`` its HTML."""
    body = read(data).get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def _finished(made: Variant, form: str) -> Variant:
    whole = replace(made, form=form)
    return replace(whole, digest=variant_digest(whole))
