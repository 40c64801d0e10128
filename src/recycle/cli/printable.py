"""Somebody's words made fit to be printed: nothing in them is obeyed, by a terminal or by a runner that reads along."""

from __future__ import annotations

from recycle.late import regex

_COMMAND = regex(r"((?:^|[\r\n])\s*:)(?=:)|(##)(?=\[)")
"""What a runner of GitHub, Forgejo or Gitea takes for a command: ``::`` where a line begins, ``##[`` anywhere."""
_JOINER = "\u2060"
_CONTROL = regex("[\x00-\x1f\x7f-\x9f\u202d\u202e]")
"""What a terminal obeys: a title or a service's answer may hold it. The last two turn the direction of all that follows."""


def harmless(text: str, *, all_of_it: bool = False) -> str:
    """``text`` with what a terminal would obey spelled out; line ends and tabs stay, unless it is ``all_of_it``."""
    text = text if all_of_it else text.replace("\r\n", "\n")
    return _CONTROL.sub(lambda found: found[0] if found[0] in "\n\t" and not all_of_it else ascii(found[0])[1:-1], text)


def no_commands(text: str) -> str:
    """The same for the eye, with nothing in it that a runner carries out: a title or a file's name may be made to look like that."""
    return _COMMAND.sub(rf"\g<0>{_JOINER}", text)
