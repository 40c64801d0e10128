"""House rules that no tool checks: how long things may be, and who may touch the world."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "src" / "recycle"
FILES = sorted(HOUSE.rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION, MOST_PARAMETERS = 300, 60, 6
FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "manager", "base", "misc"})
WORLDLY = frozenset({"os", "subprocess", "socket", "shutil", "tempfile", "requests", "webbrowser", "urllib.request"})
WORLDLY_CALLS = frozenset({"open", "input"})
WORLDLY_METHODS = frozenset(
    {"read_text", "read_bytes", "write_text", "write_bytes", "mkdir", "unlink", "rmdir", "touch", "iterdir", "glob", "rglob"}
    | {"exists", "is_file", "is_dir", "resolve", "stat", "now", "utcnow", "today", "cwd", "home"}
)
# The register of plug-ins asks installed packages for their entry points, through importlib.
ALLOWED = frozenset({("registry.py", "read_text")})
LENT = ("world", "facts")
HEAVY = frozenset({"markdown", "requests", "jinja2", "rich", "docx", "frontmatter", "css_inline"})

Function = ast.FunctionDef | ast.AsyncFunctionDef
each_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(HOUSE).as_posix())


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def imported(nodes: Iterator[ast.AST]) -> Iterator[tuple[int, str]]:
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, node.module or ""


def is_of(name: str, packages: frozenset[str]) -> bool:
    return name in packages or name.partition(".")[0] in packages


@each_file
def test_file_is_short_enough(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@each_file
def test_functions_are_short_and_take_little(path: Path) -> None:
    for function in functions(path):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= LONGEST_FUNCTION, f"{function.name} has {length} lines"
        if function.decorator_list and path.is_relative_to(HOUSE / "cli"):
            continue  # a command takes as many parameters as it has options
        arguments = function.args
        names = [one.arg for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]
        taken = [name for name in names if name not in ("self", "cls")]
        assert len(taken) <= MOST_PARAMETERS, f"{function.name} has {len(taken)} parameters"


@each_file
def test_name_says_something(path: Path) -> None:
    assert path.stem not in FORBIDDEN_NAMES


@each_file
def test_annotations_are_not_evaluated(path: Path) -> None:
    body = [node for node in tree(path).body if not isinstance(node, ast.Expr)]
    if any(not isinstance(node, ast.Assign) for node in body):
        first = body[0]
        assert isinstance(first, ast.ImportFrom)
        assert first.module == "__future__"


@each_file
def test_nothing_at_module_level_can_change(path: Path) -> None:
    for node in tree(path).body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and is_mutable(node.value):
            names = {target.id for target in ast.walk(node) if isinstance(target, ast.Name)}
            assert "__all__" in names, f"line {node.lineno}: use a tuple, a frozenset or a MappingProxyType"


def is_mutable(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in {"list", "dict", "set", "defaultdict", "Counter", "deque"}
    return isinstance(value, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


@each_file
def test_regular_expressions_are_compiled_when_they_are_used(path: Path) -> None:
    """See ``late.py``: start-up does not wait for those that a command has no use for."""
    at_top = (
        node
        for statement in tree(path).body
        if isinstance(statement, ast.Assign | ast.AnnAssign)
        for node in ast.walk(statement)
    )
    calls = (node.func for node in at_top if isinstance(node, ast.Call))
    assert not [call for call in calls if isinstance(call, ast.Attribute) and ast.unparse(call) == "re.compile"]


@each_file
def test_own_code_is_imported_at_the_top(path: Path) -> None:
    if path.relative_to(HOUSE).as_posix() in ("cli/main.py", "cli/hook_run.py", "__main__.py"):
        return
    inside = (node for function in functions(path) for node in ast.walk(function))
    assert [line for line, name in imported(inside) if is_of(name, frozenset({"recycle"}))] == []


@each_file
def test_heavy_libraries_are_imported_where_they_are_needed(path: Path) -> None:
    at_top = (node for node in tree(path).body)
    assert [name for _, name in imported(at_top) if is_of(name, HEAVY)] == []


@each_file
def test_only_world_touches_the_world(path: Path) -> None:
    if path.is_relative_to(HOUSE / "world"):
        return
    nodes = list(ast.walk(tree(path)))
    assert [f"line {line}: {name}" for line, name in imported(iter(nodes)) if is_of(name, WORLDLY)] == []
    lent = frozenset(names_from_world(nodes))
    assert [
        f"line {call.lineno}: {name}"
        for call in nodes
        if isinstance(call, ast.Call) and (name := worldly_call(call, lent)) and (path.name, name) not in ALLOWED
    ] == []


def names_from_world(nodes: list[ast.AST]) -> Iterator[str]:
    """What the file calls the modules of ``world``, and what else was handed in to ask: that is the right way."""
    yield from LENT
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "recycle.world":
            yield from (alias.asname or alias.name for alias in node.names)


def worldly_call(call: ast.Call, lent: frozenset[str]) -> str:
    """What the call is, when only the world may make it: a built-in, or a method of a path or of the clock."""
    match call.func:
        case ast.Name(id=name) if name in WORLDLY_CALLS:
            return name
        case ast.Attribute(attr=name, value=owner) if name in WORLDLY_METHODS and last_name(owner) not in lent:
            return name
        case _:
            return ""


def last_name(owner: ast.expr) -> str:
    """``world`` for ``self._world`` and ``workspace.world``."""
    match owner:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lstrip("_")
        case _:
            return ""


def test_rules_are_named_alike_and_each_in_one_room() -> None:
    places: dict[str, set[str]] = {}
    for path in FILES:
        for rule in rules(tree(path)):
            places.setdefault(rule, set()).add(path.relative_to(HOUSE).parts[0])
    assert [rule for rule in places if not is_kebab(rule)] == []
    assert {rule: sorted(files) for rule, files in places.items() if len(files) > 1} == {}


def rules(module: ast.Module) -> Iterator[str]:
    """The rule of every finding that is made in the module, where it is written out."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Finding", "finding"):
            given = [*node.args[:2], *(keyword.value for keyword in node.keywords if keyword.arg == "rule")]
            said = (one.value for one in given if isinstance(one, ast.Constant))
            yield from (value for value in said if isinstance(value, str) and value and " " not in value)


def is_kebab(rule: str) -> bool:
    return rule.isascii() and rule == rule.lower() and all(part.isalnum() for part in rule.split("-"))
