"""When it makes no difference to what is said of a variant whether it is written: most looks end before that. And its parts then."""

from __future__ import annotations

from recycle.config.load import Outlet
from recycle.destinations.protocol import Filing
from recycle.forms import FORMS
from recycle.forms.protocol import Shaped
from recycle.model import Part
from recycle.steps.workspace import Workspace
from recycle.writers import DIALECTS

_INSTALLED_APART = frozenset({"docx"})
"""Dialects that need a package which not everybody has."""


def may_fail(workspace: Workspace, outlet: Outlet, shaped: Shaped) -> bool:
    """Whether writing it may end in an error.

    What comes with recycle does not fail: the tests write every kind of piece with it. A plug-in may, and so may a template that
    the workspace brings along, or that the settings give to another part than it was made for. Words were looked at with the settings.
    """
    is_ours = outlet.form.name in FORMS and not workspace.config.templates.has_own and not outlet.settings.templates
    return not is_ours or any(draft.dialect not in DIALECTS or draft.dialect in _INSTALLED_APART for draft in shaped.drafts)


def unwritten_parts(workspace: Workspace, shaped: Shaped, files: Filing) -> tuple[Part, ...]:
    """The parts that would leave for ``files``, with nothing in them. Only of what cannot fail, as ``may_fail`` has it.

    What a form adds in the end is left out where the path keeps parts apart by their names.
    """
    dialects = workspace.config.dialects
    parts = (Part(one.name, one.dialect, one.suffix or dialects[one.dialect].suffix, "") for one in shaped.drafts)
    return shaped.compose(tuple(parts)) if shaped.compose and "{part}" not in files.path else tuple(parts)
