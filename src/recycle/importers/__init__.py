"""The importers: the table from a kind of text to the function that brings it in. A new one is a file in this room and a row here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from recycle.importers.bring import Importer
from recycle.importers.html import import_html
from recycle.importers.markdown import import_markdown
from recycle.importers.text import import_text

IMPORTERS: Mapping[str, Importer] = MappingProxyType({"markdown": import_markdown, "html": import_html, "text": import_text})
