"""What all tests share: ``--accept``, which rewrites expected files for a person to read the difference."""

from __future__ import annotations

import pytest
from hypothesis import settings

pytest_plugins = ("tests.servers.fixtures",)

# Each of these runs only when it is asked for by ``-m``; `make` has a target for each.
ASKED_FOR = ("soak", "servers")

settings.register_profile("suite", derandomize=True, deadline=None, max_examples=200, database=None)
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the expected files; read the difference afterwards")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long, or needs servers, runs only when it is asked for by ``-m``."""
    if config.getoption("-m"):
        return
    kept = [item for item in items if not any(item.get_closest_marker(name) for name in ASKED_FOR)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept


@pytest.fixture
def accept(request: pytest.FixtureRequest) -> bool:
    """Whether expected files are to be rewritten."""
    return bool(request.config.getoption("--accept"))
