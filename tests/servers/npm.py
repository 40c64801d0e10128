"""Programs from the npm registry, each at one version in the cache, each beside the others."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.servers import packages
from tests.servers.places import cache, one_at_a_time
from tests.servers.processes import ServerProblem, run

# What npm and pnpm say of a version that the registry does not have. A mirror lags behind: a lock file may name what is not there yet.
MISSING_VERSION = ("ETARGET", "ERR_PNPM_NO_MATCHING_VERSION", "ERR_PNPM_FETCH_404", "E404", "notarget")
TOOLS = ("npm", "make", "g++")  # those that compile what has no finished binary


def need_tools() -> None:
    packages.apt([tool for tool in TOOLS if not shutil.which(tool)])


def installed(package: str, version: str) -> Path:
    """The folder of the package, installed with npm when it is not there."""
    folder = cache() / f"{package}-{version}"
    with one_at_a_time(folder.name):
        if not folder.is_dir():
            unfinished = _unfinished(folder)
            npm(["install", "--prefix", unfinished, "--no-save", f"{package}@{version}"])
            unfinished.rename(folder)
    return folder / "node_modules" / package


def unpacked(package: str, version: str, finish: Sequence[Sequence[str | Path]], env: Mapping[str, str]) -> Path:
    """The package's own files; each of the commands in ``finish`` is tried in turn there when one before it lacked a version."""
    folder = cache() / f"{package}-{version}"
    with one_at_a_time(folder.name):
        if not folder.is_dir():
            unfinished = _unfinished(folder)
            npm(["pack", f"{package}@{version}", "--pack-destination", unfinished])
            run(["tar", "xf", unfinished / f"{package}-{version}.tgz", "-C", unfinished])
            _finish(unfinished / "package", finish, env)
            unfinished.rename(folder)
    return folder / "package"


def npm(words: Sequence[str | Path]) -> None:
    try:
        run(["npm", "--no-audit", "--no-fund", *words])
    except ServerProblem as problem:
        raise _explained(problem) from problem


def _finish(folder: Path, commands: Sequence[Sequence[str | Path]], env: Mapping[str, str]) -> None:
    path = os.pathsep.join((env.get("PATH", ""), os.environ["PATH"]))
    for number, command in enumerate(commands, 1):
        try:
            run(command, folder=folder, env={**env, "PATH": path})
        except ServerProblem as problem:
            if number == len(commands) or not _is_missing_version(problem):
                raise _explained(problem) from problem
            sys.stderr.write(
                f"# the npm registry in use lacks a version that {folder.parent.name} was made with; taking others\n"
            )
        else:
            return


def _explained(problem: ServerProblem) -> ServerProblem:
    if not _is_missing_version(problem):
        return problem
    return ServerProblem(
        f"The npm registry in use lacks a version that is needed; wait, or take another registry or version.\n{problem}"
    )


def _is_missing_version(problem: ServerProblem) -> bool:
    return any(word in str(problem) for word in MISSING_VERSION)


def _unfinished(folder: Path) -> Path:
    """An empty folder beside the final one, which gets its name only when everything is in it."""
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    return unfinished
