"""Pages of the documentation that are made from the program, so that they cannot say anything else."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, get_args, get_origin

import click
import msgspec

from recycle.cli.main import COMMANDS, cli, run
from recycle.config.settings import OutletSettings, Settings
from recycle.destinations import DESTINATIONS
from recycle.forms import FORMS
from recycle.model import Limits, Site, SourceRules
from recycle.rules import GROUPS
from recycle.rules.page import as_markdown
from recycle.world import World
from tests.shell import Screen, worlds

COMMANDS_HEAD = """\
# Commands

Made from the help of every command; `make docs` writes it anew.

"""
CONFIGURATION_HEAD = """\
# config.yaml

Made from the types that read the file; `make docs` writes it anew. `recycle schema` prints the same as a JSON Schema: save it beside
config.yaml and begin that file with `# yaml-language-server: $schema=config.schema.json`, and an editor completes and checks it.

A wrong key or value is answered with file, line and the nearest known name, and nothing is published.

"""


CHECKS_HEAD = """\
# Checks

Made from the table of rules; `make docs` writes it anew. `recycle check --explain RULE` prints the same in a terminal.

`recycle check` says what is wrong with a piece, or may be, before it leaves. An **error** stops the outlet that it is found at, a **warning** is only said.
Every finding names its rule, and every rule can be made an `error`, a `warning`, or turned `off`, except those that are the same for everybody: they guard
against what cannot be mended afterwards. The one that is nearest to the matter counts: what a piece says for one outlet, then what it says for
all, then what config.yaml says for that outlet, then what it says for all.

```yaml config.yaml
checks: {image-no-alt: error}
outlets:
  forum:
    form: forum
    destination: by_hand
    checks: {forum-no-question: warning}
```

```yaml
title: A piece with opinions of its own
checks: {heading-skips-level: off}
outlets: {forum: {checks: {forum-reply-speak: off}}}
```

`recycle check --format github`, `gitlab` or `sarif` prints the findings as annotations of lines, for pipelines.

"""


def commands_page() -> str:
    """``docs/commands.md``: the help of the program and of each command."""
    context = cli.make_context("recycle", [], resilient_parsing=True, terminal_width=100)
    parts = [COMMANDS_HEAD, _help("recycle", cli.get_help(context))]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        if command is None:
            raise LookupError(name)
        inner = click.Context(command, parent=context, info_name=name)
        parts.append(_help(f"recycle {name}", command.get_help(inner)))
        for verb, below in sorted(getattr(command, "commands", {}).items()):
            deeper = click.Context(below, parent=inner, info_name=verb)
            parts.append(_help(f"recycle {name} {verb}", below.get_help(deeper)))
    return "".join(parts)


def _help(title: str, text: str) -> str:
    return f"## {title}\n\n```text\n{text.strip()}\n```\n\n"


def checks_page() -> str:
    """``docs/checks.md``: every rule with its page."""
    parts = [CHECKS_HEAD]
    for title, rules in GROUPS.items():
        parts += [f"## {title}\n\n", *(f"{section}\n" for section in as_markdown(rules))]
    return "".join(parts).rstrip("\n") + "\n"


def configuration_page() -> str:
    """``docs/configuration.md``: every setting, its kind, what it is without being set, and what it does."""
    parts = [
        CONFIGURATION_HEAD,
        _section("The whole file", Settings),
        _section("site", Site),
        _section("sources: HOST", SourceRules),
        _section("outlets: NAME", OutletSettings),
    ]
    parts.append(_section("outlets: NAME: rules", Limits))
    for name, form in FORMS.items():
        parts.append(_section(f"form: {{type: {name}}}", form.settings))
    for name, row in DESTINATIONS.items():
        parts.append(_section(f"destination: {{type: {name}}}", row.settings))
    return "".join(parts)


def _section(title: str, kind: type[msgspec.Struct]) -> str:
    rows = "".join(_rows(kind))
    about = " ".join((kind.__doc__ or "").split())
    return f"## {title}\n\n{about}\n\n| setting | kind | default | |\n|---|---|---|---|\n{rows}\n"


def _rows(kind: type[msgspec.Struct]) -> Iterator[str]:
    for field in msgspec.structs.fields(kind):
        inner, description = _unwrapped(field.type)
        yield f"| `{field.encode_name}` | {_kind(inner)} | {_default(field)} | {description} |\n"


def _unwrapped(kind: Any) -> tuple[Any, str]:
    if hasattr(kind, "__metadata__"):
        found = [meta.description for meta in kind.__metadata__ if isinstance(meta, msgspec.Meta) and meta.description]
        return kind.__origin__, " ".join(found)
    return kind, ""


def _kind(kind: Any) -> str:
    names: Mapping[Any, str] = {
        str: "text",
        int: "whole number",
        float: "number",
        bool: "true or false",
        Any: "anything",
        type(None): "",
    }
    if kind in names:
        return names[kind]
    if get_origin(kind) in (dict, Mapping):
        return "mapping"
    if get_origin(kind) in (list, tuple):
        return f"list of {_kind(get_args(kind)[0])}"
    if "Literal" in str(get_origin(kind)):
        return ", ".join(f"`{value}`" for value in get_args(kind))
    if get_args(kind):
        return " or ".join(name for part in get_args(kind) if (name := _kind(_unwrapped(part)[0])))
    return {"date": "date"}.get(kind.__name__, "mapping")


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "must be set"
    value = field.default if field.default is not msgspec.NODEFAULT else None
    if value in ("", None, ()) or isinstance(value, msgspec.Struct):
        return ""
    if isinstance(value, tuple):
        return f"`[{', '.join(map(str, value))}]`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


# ── the picture of the terminal ──────────────────────────────────────────────────────────────────

COLUMNS = 110
PICTURE = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="recycle in a terminal">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal"><rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def terminal_picture() -> str:
    """``docs/terminal.svg``: a piece is published, published again, corrected and published once more."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for line in "".join(_typed_and_printed()).splitlines():
        console.print(Text.from_ansi(line), soft_wrap=True)
    return console.export_svg(title="recycle", code_format=PICTURE, unique_id="recycle")


def _typed_and_printed() -> Iterator[str]:
    make_world = worlds({"COLUMNS": str(COLUMNS)})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _run("init", folder, make_world)
        yield _run("publish", folder, make_world)
        yield _run("publish", folder, make_world)
        piece = folder / "content" / "first-reply.md"
        piece.write_text(piece.read_text("utf-8").replace("an hour", "an evening"), "utf-8", newline="\n")
        yield _typed("sed -i 's/an hour/an evening/' content/first-reply.md")
        yield _run("status", folder, make_world)
        yield _run("publish", folder, make_world)


def _typed(command: str) -> str:
    return f"\x1b[1;36m$\x1b[0m \x1b[1m{command}\x1b[0m\n"


def _run(command: str, folder: Path, make_world: Callable[[Path], World]) -> str:
    printed = io.BytesIO()
    screen = Screen(printed, encoding="utf-8", newline="\n", write_through=True)
    aside = io.TextIOWrapper(printed, encoding="utf-8", newline="\n", write_through=True)  # no terminal, so no bar that moves
    with redirect_stdout(screen), redirect_stderr(aside):
        code = run(["-C", str(folder), *command.split()], make_world)
    if code:
        raise RuntimeError(printed.getvalue().decode())
    return f"{_typed(f'recycle {command}')}{printed.getvalue().decode()}\n"
