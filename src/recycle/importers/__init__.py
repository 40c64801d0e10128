"""The importers: the table from a kind of text to the function that brings it in. A new one is a file in this room and a row here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from recycle.registry import OnDemand

if TYPE_CHECKING:
    from recycle.importers.bring import Importer

IMPORTERS: Mapping[str, Importer] = OnDemand(
    __name__, {"markdown": "markdown:import_markdown", "html": "html:import_html", "text": "text:import_text"}
)
