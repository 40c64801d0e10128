"""Whether everything that publishing needs is in place: settings, secrets, templates, destinations, git."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from msgspec import Struct

from recycle.config.load import FILE_NAME
from recycle.destinations.protocol import Destination, Online
from recycle.errors import RecycleError
from recycle.ledger.files import read_all
from recycle.model import Severity
from recycle.steps.checking.check import weigh
from recycle.steps.checking.same_path import shared_paths
from recycle.steps.workspace import Workspace
from recycle.world import disk
from recycle.yaml_strict import load as load_yaml

SECRET = "env:"  # noqa: S105  the mark before the name of a secret, not a secret
MERGE_RULE = "*.jsonl merge=union"


class Examined(Struct, frozen=True):
    """One thing that was looked at. ``wrong`` is empty when it is well."""

    what: str
    wrong: str = ""
    severity: Severity = "error"


def examine(workspace: Workspace) -> Iterator[Examined]:
    """Look at everything, one after the other. Nothing is sent and no secret's value is read out."""
    count = len(workspace.config.outlets)
    yield Examined(f"{FILE_NAME}: {count} outlet{'' if count == 1 else 's'}")
    yield from _secrets(workspace)
    yield from _templates(workspace)
    yield from _destinations(workspace)
    yield from (Examined(found.outlet, found.message, found.severity) for found in weigh(workspace, shared_paths(workspace)))
    yield from _extras(workspace)
    yield from _ledgers(workspace)
    yield _merge_rule(workspace)


def _secrets(workspace: Workspace) -> Iterator[Examined]:
    """Every ``env:NAME`` in config.yaml: present or missing, by name."""
    said = load_yaml(disk.read_text(workspace.root / FILE_NAME), path=FILE_NAME).data
    for name in sorted(set(_names(said))):
        missing = "" if workspace.world.environ.get(name) else "is missing: set it in the environment"
        yield Examined(f"secret {name}", missing)


def _names(data: Any) -> Iterator[str]:
    if isinstance(data, str) and data.startswith(SECRET):
        yield data.removeprefix(SECRET)
    elif isinstance(data, Mapping):
        for value in data.values():
            yield from _names(value)
    elif isinstance(data, list):
        for value in data:
            yield from _names(value)


def _templates(workspace: Workspace) -> Iterator[Examined]:
    errors = workspace.config.templates.check_all()
    for error in errors:
        yield Examined(f"template {error.path}", f"line {error.line}: {error.message}" if error.line else error.message)
    if not errors:
        yield Examined("templates")


def _destinations(workspace: Workspace) -> Iterator[Examined]:
    for name, outlet in workspace.config.outlets.items():
        what = f"{name}: {outlet.form.name} to {outlet.destination_type}"
        try:
            findings = outlet.destination.check()
        except RecycleError as error:
            yield Examined(what, error.message)
            continue
        except Exception as error:  # noqa: BLE001  a plug-in may raise anything, and the rest is to be examined all the same
            yield Examined(what, f"broke ({type(error).__name__})")
            continue
        for finding in findings:
            yield Examined(what, finding.message, finding.severity)
        if not findings:
            yield _at_service(what, outlet.destination)


def _at_service(what: str, destination: Destination) -> Examined:
    """Whether the account is let in, and what it may do."""
    if not isinstance(destination, Online):
        return Examined(what)
    try:
        return Examined(f"{what}: {destination.account()}")
    except RecycleError as error:
        return Examined(what, error.message)
    except Exception as error:  # noqa: BLE001  as above
        return Examined(what, f"broke ({type(error).__name__})")


def _extras(workspace: Workspace) -> Iterator[Examined]:
    wants_word = any("docx" in getattr(outlet.settings, "outputs", ()) for outlet in workspace.config.outlets.values())
    if wants_word:
        yield Examined("Word files", "" if find_spec("docx") else 'need an extra: pip install "recycle[docx]"')


def _ledgers(workspace: Workspace) -> Iterator[Examined]:
    logs = read_all(workspace.root)
    for log in logs.values():
        for finding in log.findings:
            yield Examined(f"{finding.path}:{finding.line}", finding.message, finding.severity)
    yield Examined(f"ledger: {sum(len(log.events) for log in logs.values())} events of {len(logs)} pieces")


def _merge_rule(workspace: Workspace) -> Examined:
    file = workspace.root / ".gitattributes"
    text = disk.read_text(file) if disk.exists(file) else ""
    has_rule = any(".jsonl" in line and "merge=union" in line for line in text.splitlines())
    wrong = "" if has_rule else f"has no rule for the ledger; add the line: {MERGE_RULE}"
    return Examined(".gitattributes", wrong, "warning")
