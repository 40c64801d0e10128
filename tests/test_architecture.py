"""The house stands: imports go down only, never sideways between rooms, and never in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

HOUSE = Path(__file__).parent.parent / "src" / "recycle"


def floors(*rows: str) -> Mapping[str, int]:
    """The floor of each room, from rows of their names, the lowest first."""
    return MappingProxyType({room: floor for floor, rooms in enumerate(rows) for room in rooms.split()})


FLOORS = floors(
    "errors late spelling registry yaml_strict yaml_rows yaml_parser yaml_faults world",
    "tree",
    "model",
    "readers writers transforms merge related templating ledger destinations checks rules",
    "forms importers",
    "config",
    "steps",
    "api",
    "cli report",
    "__main__",
)
STEPS = floors(
    "workspace record results addresses exclusive",
    "loading",
    "waiting",
    "issues sharing",
    "rendering",
    "checking edits",
    "publishing commits setup",
)
"""The rooms of ``steps``, above the files that stand beside them."""


def modules() -> Iterator[tuple[str, Path]]:
    """Every module's name below ``recycle`` (``tree.walk``, ``tree`` for its ``__init__``) and its file."""
    for path in sorted(HOUSE.rglob("*.py")):
        parts = path.relative_to(HOUSE).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def own_imports(path: Path, known: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Line and module (as ``modules`` names them) of every import of our own code in the file, on demand or at once."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: a relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "OnDemand":
            names = list(rows(node, path))
        else:
            continue
        for name in names:
            if name == "recycle" or name.startswith("recycle."):
                yield node.lineno, nearest(name.removeprefix("recycle").removeprefix("."), known)


def rows(table: ast.Call, path: Path) -> Iterator[str]:
    """The modules of the rows of a table that imports them on demand."""
    package, places = table.args
    below = package.value if isinstance(package, ast.Constant) else f"recycle.{path.parent.relative_to(HOUSE)}"
    assert isinstance(below, str)
    assert isinstance(places, ast.Dict), f"{path.name}:{table.lineno}: the rows must be written out"
    for place in places.values:
        assert isinstance(place, ast.Constant)
        assert isinstance(place.value, str)
        yield f"{below}.{place.value.partition(':')[0]}"


def nearest(name: str, known: frozenset[str]) -> str:
    """The module that ``name`` is, or is in."""
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name


def arrows() -> Iterator[tuple[str, str, str]]:
    """Importing module, imported module, and the place."""
    known = frozenset(name for name, _ in modules())
    for name, path in modules():
        for line, imported in own_imports(path, known):
            yield name, imported, f"{path.relative_to(HOUSE)}:{line}"


def room(module: str) -> str:
    return module.partition(".")[0]


def test_every_room_has_a_floor() -> None:
    assert {room(name) for name, _ in modules() if name} <= set(FLOORS)


def test_imports_go_down_only_and_never_sideways_between_rooms() -> None:
    wrong = [
        f"{place} imports {imported}"
        for name, imported, place in arrows()
        if name and imported and room(name) != room(imported) and FLOORS[room(imported)] >= FLOORS[room(name)]
        if not (FLOORS[room(name)] == FLOORS[room(imported)] == 0)
    ]
    assert wrong == []


def test_every_room_of_steps_has_a_floor() -> None:
    assert {name.split(".")[1] for name, _ in modules() if name.startswith("steps.")} == set(STEPS)


def test_imports_between_the_rooms_of_steps_go_down_only() -> None:
    within = [
        (name.split(".")[1], imported.split(".")[1], f"{place} imports {imported}")
        for name, imported, place in arrows()
        if name.startswith("steps.") and imported.startswith("steps.")
    ]
    wrong = [
        said
        for above, below, said in within
        if above != below and STEPS[below] >= STEPS[above] and not (STEPS[below] == STEPS[above] == 0)
    ]
    assert wrong == []


def test_the_package_itself_imports_nothing_at_once() -> None:
    assert [place for name, _, place in arrows() if not name] == []


def test_no_module_imports_itself_in_a_circle() -> None:
    below: dict[str, set[str]] = {name: set() for name, _ in modules()}
    for name, imported, _ in arrows():
        below[name].add(imported)
    while ends := {name for name, imported in below.items() if not imported} | (set(below) - set().union(*below.values())):
        below = {name: imported - ends for name, imported in below.items() if name not in ends}
    assert below == {}
