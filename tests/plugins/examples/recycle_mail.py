"""An importer: a mail that was saved as a file becomes a piece with the mail's subject as its title."""

from __future__ import annotations

import email
from email.message import EmailMessage
from email.policy import default

from recycle.importers.imported import Imported
from recycle.readers.html import read_html
from recycle.readers.plain_text import read_plain_text
from recycle.writers.gfm import write_gfm


def import_mail(text: str) -> Imported:
    """The mail's text, plain rather than HTML, as GFM."""
    message = email.message_from_string(text, EmailMessage, policy=default)
    body = message.get_body(("plain", "html"))
    words = body.get_content() if body else ""
    read = read_html if body and body.get_content_type() == "text/html" else read_plain_text
    document, findings = read(words)
    written = str(write_gfm(document).text)
    return Imported(body=written, title=str(message["subject"] or ""), rest=written, findings=findings)
