"""The JSON Schema of config.yaml (draft 2020-12), made from the very types that read it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from recycle.config.settings import Settings
from recycle.destinations import DESTINATIONS
from recycle.forms import FORMS


def schema() -> str:
    """The schema as indented JSON, with a line end at the end."""
    (_, *_), definitions = msgspec.json.schema_components([Settings], ref_template="#/$defs/{name}")
    outlet = definitions["OutletSettings"]["properties"]
    outlet["form"] |= {"anyOf": _choices({name: form.settings for name, form in FORMS.items()}, definitions)}
    outlet["destination"] |= {"anyOf": _choices({name: row.settings for name, row in DESTINATIONS.items()}, definitions)}
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **definitions.pop("Settings"),
        "title": "config.yaml of recycle",
        "$defs": definitions,
    }
    return msgspec.json.format(msgspec.json.encode(_on_one_line(whole)), indent=2).decode() + "\n"


def _on_one_line(node: Any) -> Any:
    """The schema with every description on one line: how far docstrings are indented depends on the version of Python."""
    if isinstance(node, dict):
        return {
            key: " ".join(value.split()) if key == "description" and isinstance(value, str) else _on_one_line(value)
            for key, value in node.items()
        }
    return [_on_one_line(value) for value in node] if isinstance(node, list) else node


def _choices(kinds: Mapping[str, type[msgspec.Struct]], definitions: dict[str, Any]) -> list[dict[str, Any]]:
    """Each kind by its bare name, where it needs no settings, and as a mapping with ``type:`` and its own settings.

    A plug-in's kind is let through, since its settings are not known here.
    """
    out: list[dict[str, Any]] = [{"enum": [name for name, kind in kinds.items() if not _needs(kind)]}]
    for name, kind in kinds.items():
        _, found = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
        own = found.pop(kind.__name__)
        definitions.update(found)
        properties = {
            "type": {"const": name, "description": (kind.__doc__ or "").strip().partition("\n")[0]},
            **own["properties"],
        }
        out.append({**own, "title": name, "properties": properties, "required": ["type", *own.get("required", [])]})
    plugin = {"type": "object", "properties": {"type": {"type": "string", "not": {"enum": list(kinds)}}}, "required": ["type"]}
    return [*out, plugin, {"type": "string", "not": {"enum": list(kinds)}}]


def _needs(kind: type[msgspec.Struct]) -> bool:
    return any(field.required for field in msgspec.structs.fields(kind))
