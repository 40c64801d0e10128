"""When it makes no difference to what is said of a variant whether it is written: most looks end before that."""

from __future__ import annotations

from recycle.config.load import Outlet
from recycle.forms import FORMS
from recycle.forms.protocol import Shaped
from recycle.steps.workspace import Workspace
from recycle.writers import DIALECTS

_INSTALLED_APART = frozenset({"docx"})
"""Dialects that need a package which not everybody has."""


def may_fail(workspace: Workspace, outlet: Outlet, shaped: Shaped) -> bool:
    """Whether writing it may end in an error.

    What comes with recycle does not fail: the tests write every kind of piece with it. A plug-in may, and so may a template that
    the workspace brings along, or that the settings give to another part than it was made for.
    """
    is_ours = outlet.form.name in FORMS and not workspace.config.templates.has_own and not outlet.settings.templates
    return not is_ours or any(draft.dialect not in DIALECTS or draft.dialect in _INSTALLED_APART for draft in shaped.drafts)
