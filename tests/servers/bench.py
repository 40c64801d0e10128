"""Publishing to a real server, beside a bare loop of ``requests`` that sends the same.

    python -m tests.servers.bench wordpress --pieces 200

``recycle publish`` brings the pieces to a fresh server, and every request is noted. The server is emptied, and a loop sends the same requests
over one session: the numbers that the server gives to new posts are put into later addresses.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import tempfile
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from urllib.parse import urlsplit

import requests

from recycle.cli.main import run
from recycle.world.web import Request, Response
from recycle.world.wire import Line
from tests.servers.fixtures import running
from tests.servers.soak_beds import BEDS

Noted = list[tuple[Request, Response]]
ROUNDS = 3
TEXT = "\n\n".join(f"Paragraph {n} has **some** words, a [link](https://example.com/{n}) and `code`." for n in range(12))


def write_pieces(root: Path, config: str, number: int) -> None:
    (root / "content").mkdir(parents=True)
    (root / "config.yaml").write_text(config)
    for n in range(number):
        (root / "content" / f"piece-{n}.md").write_text(
            f"---\ntitle: The post number {n}\ndescription: A text.\n---\n{TEXT}\n\nThis is number {n}.\n"
        )


def publish(root: Path) -> None:
    with Path(os.devnull).open("w") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        code = run(["-C", str(root), "publish"])
    if code:
        raise SystemExit(f"recycle publish ended with {code}")


def noted_publish(root: Path) -> tuple[float, Noted]:
    """Seconds, and every request with its answer."""
    noted: Noted = []
    send = Line.exchange

    def noting(line: Line, request: Request) -> Response:
        answer = send(line, request)
        noted.append((request, answer))
        return answer

    setattr(Line, "exchange", noting)  # noqa: B010  mypy sees through an assignment
    try:
        began = time.perf_counter()
        publish(root)
        return time.perf_counter() - began, noted
    finally:
        setattr(Line, "exchange", send)  # noqa: B010


def bare_loop(noted: Noted) -> float:
    """Seconds for the same requests, with the numbers that the server gives this time."""
    names: dict[str, str] = {}
    began = time.perf_counter()
    with requests.Session() as session:
        for request, answered in noted:
            url, body = request.url, request.body
            for old, new in names.items():
                if old in url:
                    url = re.sub(rf"(?<![\w]){re.escape(old)}(?![\w])", new, url)
            answer = session.request(request.method, url, headers=dict(request.headers), data=body or None, timeout=30)
            if request.method == "POST" and answer.ok:
                names = {_id(answered.body): _id(answer.content)}
    return time.perf_counter() - began


def _id(body: bytes) -> str:
    data = json.loads(body)
    found = data.get("id") or data.get("posts", [{}])[0].get("id")
    return str(found)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.servers.bench", description=__doc__.partition("\n")[0])
    parser.add_argument("server", choices=tuple(BEDS))
    parser.add_argument("--pieces", type=int, default=200)
    said = parser.parse_args()
    say = sys.stdout.write
    with running(said.server) as server:
        bed = BEDS[said.server](server)
        bed.stand_behind(urlsplit(bed.target).port or 0)
        ratios = []
        for round_ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                write_pieces(Path(folder), bed.config, said.pieces)
                ours, noted = noted_publish(Path(folder))
            bed.empty()
            bare = bare_loop(noted)
            bed.empty()
            ratios.append(ours / bare)
            say(
                f"round {round_ + 1}: {len(noted)} requests: recycle {ours:.1f} s, bare loop {bare:.1f} s, ratio {ours / bare:.2f}\n"
            )
        say(f"{said.server}: {said.pieces} pieces, median ratio {statistics.median(ratios):.2f}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
