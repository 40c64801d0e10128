"""A form that has never heard of edits: a blog post, whatever a person has reworded."""

from __future__ import annotations

from msgspec.structs import replace

from recycle.forms import FORMS
from recycle.forms.protocol import Brief, Form, Shaped, unedited


def shape(brief: Brief) -> Shaped:
    """The piece as it is."""
    return FORMS["blog"].shape(replace(brief, edit=unedited))


FORM = Form("zine", FORMS["blog"].settings, shape)
