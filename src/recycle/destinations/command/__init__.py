"""The way out for every service that has no row of its own: a program of the user's, which is told as JSON what to do."""

from __future__ import annotations

import shlex
from typing import Annotated

from msgspec import Meta as Says
from msgspec import Struct
from msgspec.structs import replace

from recycle.destinations.addresses import is_web_address
from recycle.destinations.command import talk
from recycle.destinations.command.talk import Action
from recycle.destinations.protocol import Answer, Look, Row, Surroundings
from recycle.destinations.secrets import MARK, Secret, without
from recycle.errors import DestinationError, InputError, RecycleError, UnansweredError
from recycle.model import Finding, Piece, Placement, Variant
from recycle.world import bounded

_PASSED_ON = (
    *("PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "XDG_CONFIG_HOME"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR"),
    # Without these hardly any program starts on Windows.
    *("SYSTEMROOT", "SYSTEMDRIVE", "COMSPEC", "PATHEXT", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "TEMP", "TMP"),
)
"""What a program gets of the environment unasked."""
_CANNOT_ASK = 3


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program of your own that brings a variant to its place."""

    run: Annotated[
        tuple[str, ...],
        Says(min_length=1, description="The program and its arguments, such as `[./post-to-mastodon]`. No shell reads them."),
    ]
    env: Annotated[
        tuple[str, ...],
        Says(description="The variables that it gets beside PATH, HOME, LANG and the like: `[env:MASTODON_TOKEN]`."),
    ] = ()
    timeout: Annotated[float, Says(gt=0, description="How many seconds it may take. Then it is stopped.")] = 60.0
    askable: Annotated[bool, Says(description="Whether it knows the actions `find`, `look` and `check`.")] = False
    final: Annotated[bool, Says(description="Whether what it has placed can be neither changed nor taken back.")] = False
    settling: Annotated[
        float, Says(ge=0, description="Seconds after which `find` is sure to see what was placed, beside those of `timeout`.")
    ] = 10.0


class Command:
    """Runs the program once for each thing to do. What it does not answer clearly is unknown."""

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if not settings.run[0].strip() or any("\0" in word for word in settings.run):
            raise InputError("run: the first word must be a program, such as ./post-to-mastodon.")
        if any(word.startswith(MARK) for word in settings.run):
            raise InputError("run: everybody on this machine can read a command line; name secrets under env:.")
        self._settings = settings
        self._root = surroundings.root
        self._environ = surroundings.environ
        self._secrets = tuple(Secret(said, surroundings.environ, "env") for said in settings.env)

    @property
    def final(self) -> bool:
        """As the settings say."""
        return self._settings.final

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # the program says it when it is done
        """Not known before the program has placed it."""
        return ""

    # ── before anything is done ──────────────────────────────────────────────────────────────────

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # it does not depend on the piece
        """The program is not there."""
        return next((finding.message for finding in self._missing()), "")

    def unset(self) -> str:
        """A variable that the program is to get."""
        return next((finding.message for finding in self._without_value()), "")

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The command line, the variables by name, and the JSON that it gets, to the byte."""
        names = "".join(f" {secret.name}" for secret in self._secrets)
        told = self._told(Action.REVISE if placement else Action.PLACE, variant, placement)
        return f"run {shlex.join(self._settings.run)}{f' with{names}' if names else ''}\n\n{told.decode()}"

    def check(self) -> tuple[Finding, ...]:
        """Is the program there, and are the variables set."""
        return (*self._missing(), *self._without_value())

    def _missing(self) -> tuple[Finding, ...]:
        word = self._settings.run[0]
        if bounded.program(word, self._root, self._environ) is not None:
            return ()
        where = "in the workspace" if "/" in word else "in PATH"
        said = f"run: there is no program {word} {where}, or it may not be run (chmod +x)."
        return (Finding("command-program", said),)

    def _without_value(self) -> tuple[Finding, ...]:
        said = "the environment variable {} is not set; {} asks for it."
        unset = (secret.name for secret in self._secrets if not secret.is_set)
        return tuple(Finding("command-variable", said.format(name, self._settings.run[0])) for name in unset)

    # ── what changes something ───────────────────────────────────────────────────────────────────

    def place(self, variant: Variant) -> Placement:
        """Has it placed; when the program finds that it is there already, has that changed instead."""
        there = self._found(variant, None)
        if isinstance(there, Answer):
            return self._fit_for_the_ledger(talk.placement_from(self._done(self._told(Action.PLACE, variant, None))))
        if there.differs and self.final:
            return replace(there.placement, note="it is there with earlier words, which cannot be changed")
        return self.revise(variant, there.placement) if there.differs else there.placement

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Has it changed."""
        return self._fit_for_the_ledger(talk.placement_from(self._done(self._told(Action.REVISE, variant, placement))))

    def withdraw(self, placement: Placement) -> None:
        """Has it taken away. What the program prints does not matter."""
        self._done(self._told(Action.WITHDRAW, None, placement))

    # ── what only asks ───────────────────────────────────────────────────────────────────────────

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:
        """Asks the program, when it can be asked. What is there with other words is ABSENT: ``place`` has it changed."""
        there = self._found(variant, before)
        if isinstance(there, Answer):
            return there
        return Answer.ABSENT if there.differs else there.placement

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # it would have to be asked each time
        """``look`` is for that."""
        return True

    @property
    def service(self) -> str:
        """The program: one at a time."""
        return f"command:{self._settings.run[0]}"

    @property
    def settling(self) -> float:
        """When recycle is killed, the program goes on for its time; after that the service may still need its own."""
        return self._settings.timeout + self._settings.settling if self._settings.askable else 0.0

    def look(self, placement: Placement) -> Look | Answer:
        """Asks the program, when it can be asked."""
        answer = self._asked(self._told(Action.LOOK, None, placement))
        return answer if isinstance(answer, Answer) else talk.look_from(answer)

    def account(self) -> str:
        """What the program says of its own account."""
        answer = self._asked(self._told(Action.CHECK, None, None))
        if isinstance(answer, Answer):
            return f"{self._settings.run[0]} is there; it cannot be asked about its account"
        return self._hidden(talk.note_from(answer)) or f"{self._settings.run[0]} says that all is well"

    # ── talking to the program ───────────────────────────────────────────────────────────────────

    def _told(self, action: Action, variant: Variant | None, placement: Placement | None) -> bytes:
        return talk.told(action, variant, placement, self._root)

    def _found(self, variant: Variant, before: Placement | None) -> talk.Found | Answer:
        answer = self._asked(self._told(Action.FIND, variant, before))
        if isinstance(answer, Answer):
            return answer
        found = talk.found_from(answer)
        return talk.Found(self._fit_for_the_ledger(found.placement), found.differs)

    def _fit_for_the_ledger(self, placement: Placement) -> Placement:
        """Without secrets in its words. Raises UnansweredError for one in the address, where something else would be wrong."""
        secrets = tuple(secret for secret in self._secrets if not is_web_address(secret.value()))
        where = f"{placement.remote} {placement.url}"
        if without(where, secrets) != where:
            raise UnansweredError(f"{self._settings.run[0]} printed a secret as a part of remote or url.")
        return replace(placement, waits=self._hidden(placement.waits), note=self._hidden(placement.note))

    def _done(self, told: bytes) -> talk.Reply:
        """What it prints when it has done it. Raises DestinationError when it surely has not, UnansweredError when nobody knows."""
        ran = self._run(told)
        name = self._settings.run[0]
        if ran.code == 0:
            return self._reply(ran)
        if ran.code is None:
            raise UnansweredError(f"{name} was stopped after {self._settings.timeout:g} seconds.")
        reason = self._first_line(ran)
        if ran.code == 1 and (said := talk.not_done(reason)) is not None:
            raise DestinationError(said or f"{name} has not done it, and does not say why.")
        raise UnansweredError(f"{talk.ended(name, ran.code)}{f': {reason}' if reason else ''}.")

    def _asked(self, told: bytes) -> talk.Reply | Answer:
        """What it prints; ABSENT, or CANNOT_ASK. Raises DestinationError for everything else."""
        if not self._settings.askable:
            return Answer.CANNOT_ASK
        ran = self._run(told)
        name = self._settings.run[0]
        if ran.code == _CANNOT_ASK:
            return Answer.CANNOT_ASK
        if ran.code is None:
            raise DestinationError(f"{name} was asked, and stopped after {self._settings.timeout:g} seconds.")
        if ran.code != 0:
            reason = self._first_line(ran)
            said = talk.not_done(reason)
            raise DestinationError(said or f"{talk.ended(name, ran.code)}{f': {reason}' if reason else ''}.")
        reply = self._reply(ran)
        return Answer.ABSENT if reply.says_absent else reply

    def _run(self, told: bytes) -> bounded.Ran:
        path = bounded.program(self._settings.run[0], self._root, self._environ)
        if path is None:
            raise DestinationError(self._missing()[0].message)
        passed = {name: value for name in _PASSED_ON if (value := self._environ.get(name))}
        asked = {secret.name: secret.value() for secret in self._secrets}
        words = (str(path), *self._settings.run[1:])
        try:
            return bounded.run_program(
                words, told, environ={**passed, **asked}, folder=self._root, seconds=self._settings.timeout
            )
        except RecycleError as error:
            raise DestinationError(error.message) from None

    def _reply(self, ran: bounded.Ran) -> talk.Reply:
        return talk.Reply(self._settings.run[0], ran.out.decode(errors="replace"))

    def _first_line(self, ran: bounded.Ran) -> str:
        return talk.first_line(self._hidden(ran.err.decode(errors="replace")))

    def _hidden(self, text: str) -> str:
        return without(text, self._secrets)


ROW = Row("command", Settings, Command, carries_files=True, gives_address=True)
