"""Forms: the genres. To add one: a file with ``Settings``, ``shape`` and ``FORM``, and a row here."""

from __future__ import annotations

from collections.abc import Mapping

from recycle.forms.protocol import Form
from recycle.registry import OnDemand

FORMS: Mapping[str, Form] = OnDemand(
    __name__, {"article": "article:FORM", "blog": "blog:FORM", "forum": "forum:FORM", "newsletter": "issue:FORM"}
)
