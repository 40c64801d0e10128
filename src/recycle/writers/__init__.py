"""The dialects: the table from a name to the function that writes it. A new one is a file in this room and a row here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from recycle.model import Written
from recycle.tree.nodes import Document
from recycle.writers.bbcode import write_bbcode
from recycle.writers.bbcode_flavours import MYBB, PHPBB, SMF, XENFORO
from recycle.writers.classic import write_classic
from recycle.writers.classic_flavours import FOREM, MISAGO
from recycle.writers.docx import write_docx
from recycle.writers.email import write_email
from recycle.writers.gfm import write_gfm
from recycle.writers.gfm_flavours import DISCOURSE, NODEBB
from recycle.writers.gfm_plainer import write_plainer
from recycle.writers.html import write_html
from recycle.writers.text import write_text


class Dialect(NamedTuple):
    """A notation: its writer, the suffix and media type of its files, and whether templates around it must escape HTML."""

    write: Callable[[Document], Written]
    suffix: str
    media_type: str
    is_html: bool = False


DIALECTS: Mapping[str, Dialect] = MappingProxyType(
    {
        "html": Dialect(write_html, ".html", "text/html", is_html=True),
        "email": Dialect(write_email, ".html", "text/html", is_html=True),
        "gfm": Dialect(write_gfm, ".md", "text/markdown"),
        "gfm-discourse": Dialect(partial(write_plainer, flavour=DISCOURSE), ".md", "text/markdown"),
        "gfm-nodebb": Dialect(partial(write_plainer, flavour=NODEBB), ".md", "text/markdown"),
        "gfm-forem": Dialect(partial(write_classic, flavour=FOREM), ".md", "text/markdown"),
        "misago": Dialect(partial(write_classic, flavour=MISAGO), ".md", "text/markdown"),
        "bbcode-phpbb": Dialect(partial(write_bbcode, flavour=PHPBB), ".bbcode", "text/plain"),
        "bbcode-xenforo": Dialect(partial(write_bbcode, flavour=XENFORO), ".bbcode", "text/plain"),
        "bbcode-mybb": Dialect(partial(write_bbcode, flavour=MYBB), ".bbcode", "text/plain"),
        "bbcode-smf": Dialect(partial(write_bbcode, flavour=SMF), ".bbcode", "text/plain"),
        "text": Dialect(write_text, ".txt", "text/plain"),
        "docx": Dialect(write_docx, ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    }
)
