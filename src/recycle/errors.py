"""What can go wrong, as one small family. Every message is a sentence for a person: what is wrong and what to do."""

from __future__ import annotations


class RecycleError(Exception):
    """Anything that a person can mend. ``path`` and ``line`` (from 1; 0 when there is none) say where.

    ``rule`` is the rule of the checks that has a page about it, for what is wrong in a piece; empty for all the rest.
    """

    exit_code = 1

    def __init__(self, message: str, *, path: str = "", line: int = 0, rule: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.rule = rule

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}: " if self.path and self.line else f"{self.path}: " if self.path else ""
        return place + self.message


class InputError(RecycleError):
    """Something that was typed or written is wrong: a command, a setting, a piece. Exit code 2."""

    exit_code = 2


class NeedsPersonError(RecycleError):
    """The tool will not decide this alone. Exit code 1."""


class DestinationError(RecycleError):
    """A destination said no, or could not be reached: nothing was placed. It may be tried again."""


class GoneError(DestinationError):
    """What was attempted had arrived at the destination and was deleted there since. Nobody but a person sends it again."""


class UnansweredError(RecycleError):
    """A destination may have placed the variant and did not say so. It must not be tried again blindly."""
