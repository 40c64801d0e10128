"""Secrets and reply-speak: what is found, and what only looks like it, in readable cases.

``«36»`` in a case of secrets stands for 36 signs drawn by lot, ``«hex 64»`` for 64 of one kind, ``«claims NAME»`` for the middle of a JSON Web
Token: put together here, so that nobody who looks for secrets in the files finds any.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64encode
from itertools import cycle, islice
from pathlib import Path

import pytest

from recycle.checks.secrets import secrets
from recycle.forms.reply_speak import find
from recycle.readers.gfm import read_gfm
from tests.cases import case_files, check_cases
from tests.test_checks_pieces import facts, piece

LOT = "q7Zl2mRwUb5tKcVd9XyPf3HsNgJ8aE4oTi6B"
KINDS = {
    "": LOT,
    "upper": LOT.upper(),
    "letters": "".join(filter(str.isalpha, LOT)),
    "digits": "7259384616",
    "hex": "9f3e7a1b5c2d8f4e6a0b9c1d",
}
STANDS_FOR = re.compile("«(?:([a-z]+) )?([^»]+)»")


def drawn(found: re.Match[str]) -> str:
    kind, what = found.groups("")
    if kind == "claims":
        return urlsafe_b64encode(f'{{"name":"{what}","iat":1700000000}}'.encode()).decode().rstrip("=")
    return "".join(islice(cycle(KINDS[kind]), int(what)))


def produce(text: str, part: str) -> str:
    if part == "found":
        whole = STANDS_FOR.sub(drawn, text)
        told = list(secrets(facts(piece(whole))))
        assert all(word not in one.message for one in told for word in whole.split() if len(word) > 16)
        rows = text.split("\n")
        return "".join(f"{rows[one.line - 1].strip()}: {one.message.partition(';')[0]}\n" for one in told)
    return "".join(f"{line}: {phrase}\n" for phrase, line in find(read_gfm(text).document, part))


@pytest.mark.parametrize("path", case_files("people"), ids=lambda path: path.stem)
def test_cases(path: Path, accept: bool) -> None:
    check_cases(path, produce, accept=accept)
