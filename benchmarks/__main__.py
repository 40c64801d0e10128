"""``make bench``: how long things take, beside a peer in the same run. Figures for people; nothing here passes or fails."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import claiming, committing, expanding, inside, merging
from benchmarks.timing import Cost, Pair, in_turn, run
from benchmarks.workspaces import make_ours, make_pelican, texts

HERE = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
ENVIRON = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "NO_COLOR": "1"}


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure recycle beside Pelican.")
    parser.add_argument("--corpus", type=Path, default=Path(os.environ.get("CORPUS") or HERE / "content"))
    parser.add_argument("--pieces", type=int, default=int(os.environ.get("PIECES") or 1000))
    parser.add_argument("--staged", type=int, default=int(os.environ.get("STAGED") or 10_000))
    parser.add_argument("--known", type=int, default=int(os.environ.get("KNOWN") or 5000))
    parser.add_argument("--rounds", type=int, default=int(os.environ.get("ROUNDS") or 5))
    said = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="recycle-bench-"))
    print(
        f"{said.rounds} rounds, medians; {os.cpu_count()} processors, Python {sys.version.split()[0]}; texts of {said.corpus.name}/\n"
    )
    try:
        _start_up(folder, said.rounds)
        _one_piece(folder, said.corpus, said.rounds)
        _many_pieces(folder, said.corpus, said.pieces)
        expanding.report(folder, texts(said.corpus, said.pieces))
        merging.report(texts(said.corpus, said.pieces))
        committing.report(folder, texts(said.corpus, said.staged), said.rounds)
        claiming.report(folder, said.rounds, said.known)
        inside.report(texts(said.corpus, 60))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start_up(folder: Path, rounds: int) -> None:
    def ours() -> Cost:
        return run([str(BIN / "recycle"), "--version"], folder, ENVIRON)

    def bare() -> Cost:
        return run([sys.executable, "-c", "pass"], folder, ENVIRON)

    _print("start-up: recycle --version beside python -c pass", in_turn(ours, bare, max(rounds, 11)), "python")


def _one_piece(folder: Path, corpus: Path, rounds: int) -> None:
    bodies = texts(corpus, 1)
    ours, site = make_ours(folder / "one", bodies), make_pelican(folder / "one-pelican", bodies)
    _print("one piece to four outlets beside one page, whole processes", _against_pelican(ours, site, rounds), "pelican")


def _many_pieces(folder: Path, corpus: Path, number: int) -> None:
    bodies = texts(corpus, number)
    ours, site = make_ours(folder / "many", bodies), make_pelican(folder / "many-pelican", bodies)
    pair = _against_pelican(ours, site, 1)
    _print(f"{number} pieces, cold, to four outlets each beside {number} pages", pair, "pelican")
    print(f"    {number / pair.ours.wall:.0f} pieces a second ({4 * number / pair.ours.wall:.0f} variants), ", end="")
    print(f"{number / pair.theirs.wall:.0f} pages a second\n")


def _against_pelican(ours: Path, site: Path, rounds: int) -> Pair:
    def publish() -> Cost:
        for made in ("ledger", "public", "mail", "forum", "article", ".recycle"):
            shutil.rmtree(ours / made, ignore_errors=True)
        return run([str(BIN / "recycle"), "publish", "--quiet"], ours, ENVIRON)

    def pelican() -> Cost:
        shutil.rmtree(site / "output", ignore_errors=True)
        return run([sys.executable, "-m", "pelican", "content", "-s", "pelicanconf.py", "-q"], site, ENVIRON)

    return in_turn(publish, pelican, rounds)


def _print(what: str, pair: Pair, peer: str) -> None:
    print(what)
    print(f"    recycle  {pair.ours.cpu * 1000:8.1f} ms CPU  {pair.ours.wall * 1000:8.1f} ms wall")
    print(f"    {peer:8} {pair.theirs.cpu * 1000:8.1f} ms CPU  {pair.theirs.wall * 1000:8.1f} ms wall")
    print(f"    ratio    {pair.cpu_ratio:8.2f}         {pair.wall_ratio:8.2f}\n")


if __name__ == "__main__":
    main()
