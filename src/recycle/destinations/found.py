"""What is there of an attempt whose answer was lost: between the two, somebody else may have changed it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from msgspec.structs import replace

from recycle.destinations.keys import held
from recycle.model import Placement

Same = Callable[[str, str], bool]
"""Whether what is there (the second) is what was sent (the first), as far as the service changes words by itself."""
_OTHER_WORDS = "its words there are not those that were sent"


def held_when_found(sent: Mapping[str, str], there: Mapping[str, str], is_same: Same = operator.eq) -> dict[str, str]:
    """Digests for ``Placement.held``, of the texts in ``there`` where they are those in ``sent``, which has the same names.

    Where they are not, somebody has changed them meanwhile: then the digest is of what was sent, to which no later look is equal,
    so that the next revision shows the change and does not write over it.
    """
    return held({name: there[name] if is_same(words, there[name]) else words for name, words in sent.items()})


def as_found(placement: Placement, as_sent: Mapping[str, str]) -> Placement:
    """``placement``, which holds what is there now, holding ``held_when_found``; with a note where these are not the same."""
    if dict(placement.held) == dict(as_sent):
        return placement
    return replace(placement, held=as_sent, note="; ".join(filter(None, (placement.note, _OTHER_WORDS))))


def left_to_them(name: str, step: str = "publish") -> str:
    """What to do about the draft called ``name`` that an attempt has left unfinished, when somebody has changed it since."""
    return (
        f"{name} there is a draft that a run has left unfinished, and somebody has changed its words: delete it there for good, so"
        f" that it is made anew, or {step} it there and settle it"
    )


def same_lines(sent: str, there: str) -> bool:
    """``Same`` for a service that keeps what was typed but for kinds of spaces, ends of lines, and what follows the last word."""
    return _lines(sent) == _lines(there)


def _lines(text: str) -> str:
    whole = text.replace("\r\n", "\n").rstrip()
    return "".join(" " if sign.isspace() and sign not in "\n\t" else sign for sign in whole)
