"""Keys and passwords in a text that is about to become public."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from ipaddress import ip_address
from itertools import accumulate
from operator import itemgetter
from types import MappingProxyType

from recycle.checks.made_up import is_drawn, is_password, stands_for_another
from recycle.checks.protocol import Facts
from recycle.checks.said import said
from recycle.checks.secret_shapes import SHAPES, Shape
from recycle.model import Finding
from recycle.tree.rows import Rows

_EXAMPLE = r"(?i)example|x{4}|\*{3}|\.\.\.|1234567|abcdef|your|secret|passw|redacted|placeholder"
_VARIETY = 8
"""How many different signs there are in what a machine has drawn by lot, at the least."""
_NOBODY = r"(?i)example|john doe|jane doe|1234567|foobar|\btest"

_JWT = r"(?<![\w-])eyJ[\w-]{10,}\.(?P<claims>eyJ[\w-]{10,})\.[\w-]{20,}"
_IN_ADDRESS = r"://(?P<user>[^\s/:@\"'<>`]{0,64}):(?P<word>[^\s/:@\"'<>`]{6,128})@(?P<host>[A-Za-z0-9.-]{1,253})"
_TOKEN_IN_ADDRESS = r"://(?P<word>[^\s/:@\"'<>`]{16,128})@(?!\S{0,200}sentry)"  # noqa: S105
"""Sentry's addresses have a name in this place that every browser is told."""
_STOPS = ".,:;!?"
_SMALL = MappingProxyType({at: at + 32 for at in range(ord("A"), ord("Z") + 1)})
"""Small letters for large ones; ``lower()`` makes two letters of some."""
_FILLED_IN = frozenset("${}()[]*")
_NO_HOST = r"(?i)(?:^|\.)(?:example(?:\.(?:com|org|net))?|test|invalid|local|localhost|internal)$|^(?:[\w-]+\.)?(?:host(?:name)?|domain|server|(?:your|my|some|company|acme)[\w-]*)\.\w+$"
"""Hosts that are nobody's, or that are called so where one is to be put in."""

_WORD = r"[A-Za-z0-9!#%&*+,./:=?@^_~|-]"
"""What a password is made of. Brackets, and signs that begin a variable or a call in some language, are not in it."""
_VALUE = (
    r"[\"'`]{0,3}[ \t]{0,3}(?::=|=>|[:=]|(?:is|ist|lautet):?[ \t]|(?:(?<=[Bb]earer)|(?<=: [Tt]oken))[ \t])[ \t]{0,3}[\"'`]{0,3}"
    rf"(?P<word>(?:[A-Za-z0-9]{{4}} ){{5}}[A-Za-z0-9]{{4}}|{_WORD}{{8,200}}+)(?![\[({{<$\\])"
)
"""What stands behind a label: a sign between, and a word. WordPress shows its application passwords in six parts of four."""
_LABELS = MappingProxyType(
    {
        "pass": r"pass(?:word|wort|wd|phrase|code)?",
        "pwd": "pwd",
        "pw": "pw",
        "kennwort": "kennwort",
        "secret": "secret",
        "token": "token",
        "bearer": "bearer",
        "key": "key",
    }
)
_TYPED = frozenset(("pass", "pwd", "pw", "kennwort"))
_OF_A_KEY = r"(?i)(?:api|access|auth|secret|private|account|master|encryption|signing)[_ -]?$"
"""What stands before ``key`` where it is one that opens something."""
_NEAR = 200
_IN_LINK = r"<[^\s<>]*[?&][\w.-]*$"
"""A label in the query of a link, which ``link-private`` tells of."""
_OPEN = r"(?i)(?:csrf|xsrf|next|page|public|publishable|continuation|sync|cancel|anon|site|cache|sort)[\w-]{0,20}$"
"""How tokens and keys are called that are nobody's secret, or none a moment later."""
_LOGIN = rf"\s(?:-u|--user)[ =]?[\"']?[\w.@-]{{1,64}}:(?P<word>{_WORD}{{8,128}}+)"


def secrets(facts: Facts) -> Iterator[Finding]:
    """``secret-in-text`` for each key, token or password, never its words themselves: by the shape that its service gives it, in an
    address, or behind a label. What says of itself that it is an example is none.
    """
    parts = tuple(said(facts.piece.document, everything=True))
    whole = "\n".join(words for words, _ in parts)
    begins = tuple(accumulate((len(words) + 1 for words, _ in parts), initial=0))
    rows = Rows(facts.piece.document, facts.text)
    told: set[int] = set()
    for kind, at in sorted(_found(whole), key=itemgetter(1)):
        part = bisect_right(begins, at) - 1
        line = rows.of_words(_first_of(whole, at), parts[part][1] + whole.count("\n", begins[part], at))
        if line not in told:
            told.add(line)
            message = f"this looks like {kind}; take it out, and make a new one: it may have been seen already."
            yield Finding("secret-in-text", message, facts.piece.path, line)


def _first_of(words: str, at: int) -> str:
    """What stands at ``at`` and is long enough to be found again, and not so long that a bracket is in it."""
    return re.split(r"[\s<>()\[\]]", words[at : at + _NEAR], maxsplit=1)[0]


def _found(words: str) -> Iterator[tuple[str, int]]:
    """What each secret is, and where it begins."""
    for shape in SHAPES:
        if shape.mark in words:
            yield from _shaped(shape, words)
    yield from _tokens(words)
    yield from _in_addresses(words)
    yield from _logins(words)
    yield from _labelled(words)


def _matches(pattern: str, mark: str, words: str, before: int = 0) -> Iterator[re.Match[str]]:
    """Where ``pattern`` fits, beginning ``before`` signs in front of a ``mark``: to find these first is many times as fast."""
    at = words.find(mark)
    shape = _compiled(pattern) if at >= 0 else None
    while shape and at >= 0:
        found = shape.match(words, at - before) if at >= before else None
        if found:
            yield found
        at = words.find(mark, found.end() if found else at + 1)


def _shaped(shape: Shape, words: str) -> Iterator[tuple[str, int]]:
    for found in _matches(shape.pattern, shape.mark, words, shape.before):
        if not re.search(_EXAMPLE, found[0]) and len(set(found[0])) >= _VARIETY:
            yield shape.kind, found.start()


def _tokens(words: str) -> Iterator[tuple[str, int]]:
    """JSON Web Tokens (RFC 7519), other than those of manuals: what they claim can be read by everybody."""
    from base64 import urlsafe_b64decode

    for found in _matches(_JWT, "eyJ", words):
        claims = found["claims"]
        said_in_it = urlsafe_b64decode(claims[: len(claims) // 4 * 4]).decode("utf-8", "replace")
        if not re.search(_NOBODY, said_in_it):
            yield "a token that lets somebody in (a JWT)", found.start()


def _in_addresses(words: str) -> Iterator[tuple[str, int]]:
    for found in _matches(_IN_ADDRESS, "://", words) if "@" in words else ():
        word = found["word"]
        if _FILLED_IN.intersection(word) or word == found["user"] or stands_for_another(word):
            continue
        if is_password(word) or _is_somebodys(found["host"]):
            yield "a password in an address", found.start()
    for found in _matches(_TOKEN_IN_ADDRESS, "://", words) if "@" in words else ():
        if is_drawn(found["word"]):
            yield "a token in an address", found.start()


def _is_somebodys(host: str) -> bool:
    """Whether the host is one that others can reach."""
    try:
        return ip_address(host).is_global
    except ValueError:
        return "." in host and not re.search(_NO_HOST, host)


def _logins(words: str) -> Iterator[tuple[str, int]]:
    for option in (" -u", " --user"):
        for found in _matches(_LOGIN, option, words):
            if is_password(found["word"].rstrip(_STOPS)):
                yield "a password", found.start()


def _labelled(words: str) -> Iterator[tuple[str, int]]:
    small = words.lower() if words.isascii() else words.translate(_SMALL)
    for label, pattern in _LABELS.items():
        at = small.find(label)
        shape = _compiled(f"(?i:{pattern}){_VALUE}") if at >= 0 else None
        while shape and at >= 0:
            found = shape.match(words, at)
            if found and _is_secret(label, words[max(0, at - _NEAR) : at], found["word"]):
                yield "a password" if label in _TYPED else "a key or a token", found.start("word")
            at = small.find(label, at + 1)


def _is_secret(label: str, before: str, word: str) -> bool:
    if "://" in word or "..." in word or (label == "key" and not re.search(_OF_A_KEY, before)):
        return False
    if re.search(_OPEN, before) or re.search(_IN_LINK, before):
        return False
    if before[-1:] in ("?", "&"):
        word = word.partition("&")[0]
    word = word.replace(" ", "").rstrip(_STOPS)
    return is_drawn(word) or (label in _TYPED and is_password(word))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
