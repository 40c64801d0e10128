"""One mail on its way to all of its recipients: who is due, what came of each, and what that makes of the whole."""

from __future__ import annotations

from functools import partial

from msgspec import Struct

from recycle.destinations.protocol import Answer
from recycle.destinations.smtp.addresses import Address
from recycle.destinations.smtp.journal import Journal, State
from recycle.destinations.smtp.letter import Letter
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Placement
from recycle.world.mail import Outgoing, Refusal

_MOST_FOR_NOW = 3
"""How often in one run a server may ask for patience before it gets it."""


class Mailing(Struct, frozen=True, kw_only=True):
    """What is sent to whom. ``words`` is the variant's digest; with ``is_list`` the one address stands for many readers."""

    letter: Letter
    words: str
    readers: tuple[Address, ...]
    bounces: Address
    copy_to: Address | None
    is_list: bool


class Delivery:
    """``arrived`` has for each copy in the mailbox whom it is to; None when no mailbox can be asked."""

    def __init__(self, mailing: Mailing, journal: Journal, arrived: tuple[frozenset[str], ...] | None) -> None:
        self._mailing = mailing
        self.journal = journal
        self._can_look = arrived is not None
        copies = arrived or ()
        # A list may write itself into To; whatever comes back from it is the one mail that it got.
        self._arrived = frozenset(
            reader.folded for reader in mailing.readers if any(mailing.is_list or reader.folded in to for to in copies)
        )
        self._reason = ""

    def due(self) -> tuple[Address, ...]:
        """Who gets it now. Somebody in doubt gets it only after it was looked for: in the mailbox, or else by a person.

        Without a mailbox ``found`` says ABSENT only while somebody else is left; so when nobody is, a person has settled it.
        """
        left = self._in(State.NEW, State.REFUSED)
        in_doubt = self._in(State.DOUBT)
        return (*left, *in_doubt) if self._can_look or not self._in(State.NEW) else left

    def carry_out(self, way_out: Outgoing, due: tuple[Address, ...]) -> None:
        """Sends to everybody who is due, and stops where to go on would be wrong. What came of it stands in the journal."""
        for_now = 0
        for reader in due:
            try:
                self._send(way_out, reader)
            except Refusal as no:
                if self._is_about_all(no, reader):
                    return
                self.journal.refused(reader, no.code, no.message, for_now=no.is_for_now)
                for_now += no.is_for_now
                if for_now >= _MOST_FOR_NOW or (no.stage in ("mail", "end") and not self._in(State.SENT)):
                    return
            except DestinationError as error:
                self._reason = error.message
                if self.journal.state(reader) is State.DOUBT:  # it was about to end, and surely did not
                    self.journal.refused(reader, 0, "", for_now=True)
                return
            except UnansweredError as error:
                self._reason = error.message
                return

    def _is_about_all(self, no: Refusal, reader: Address) -> bool:
        """Whether the refusal is one of the sender or of ``copy_to``, or one that a look into the mailbox must confirm."""
        is_copy = no.stage == "recipient" and no.whom != reader.spec
        self._reason = f"copy_to: {no.message}" if is_copy else self._reason or no.message
        # A filter before the server may say "later" of a mail that has gone through it already.
        return is_copy or no.stage == "sender" or (no.stage == "end" and no.is_for_now and self._can_look)

    def placement(self) -> Placement:
        """What all of that makes. Raises DestinationError when nobody has got it, UnansweredError while it is not over."""
        self._tell()
        sent, total = self._in(State.SENT), len(self._mailing.readers)
        in_doubt, left = self._in(State.DOUBT), self._in(State.NEW)
        if not (sent or in_doubt):
            raise DestinationError(self._reason or "nobody has got the mail.")
        if total == 1 and in_doubt:
            raise UnansweredError(self._reason)
        if in_doubt or left:
            raise UnansweredError(self._unfinished(len(sent), len(in_doubt), len(left)))
        return self._made()

    def found(self) -> Placement | Answer:
        """What is known of an attempt that broke off, without sending anything."""
        if not (self.journal.is_open or self._can_look):
            return Answer.CANNOT_ASK
        if self._in(State.NEW):
            return Answer.ABSENT
        if self._in(State.DOUBT):
            return Answer.ABSENT if self._can_look else Answer.CANNOT_ASK
        if not self._in(State.SENT):
            return Answer.ABSENT
        self._tell()
        return self._made()

    def _send(self, way_out: Outgoing, reader: Address) -> None:
        mailing = self._mailing
        copy = (mailing.copy_to,) if mailing.copy_to and mailing.copy_to.folded != reader.folded else ()
        recipients = (reader.spec, *(one.spec for one in copy))
        data = mailing.letter.to(reader, self.journal.date)
        way_out.hand_over(mailing.bounces.spec, recipients, data, partial(self.journal.began, reader, mailing.words))
        self.journal.sent(reader)

    def _state(self, reader: Address) -> State:
        return State.SENT if reader.folded in self._arrived else self.journal.state(reader)

    def _in(self, *states: State) -> tuple[Address, ...]:
        return tuple(reader for reader in self._mailing.readers if self._state(reader) in states)

    def _made(self) -> Placement:
        refused = self._in(State.REFUSED)
        return Placement(
            remote=self._mailing.letter.message_id,
            held={f"recipient:{self.journal.digest(one)}": f"refused {self.journal.refusal(one)[0]}" for one in refused},
            note="; ".join((*self._refused_note(len(refused)), *self._other_words_note())),
        )

    def _refused_note(self, count: int) -> tuple[str, ...]:
        if not count:
            return ()
        were = "was" if count == 1 else "were"
        return (f"{count} of {len(self._mailing.readers)} recipients {were} refused: {self.journal.report} names them",)

    def _other_words_note(self) -> tuple[str, ...]:
        words = (self.journal.words(reader) for reader in self._in(State.SENT))
        count = sum(1 for one in words if one and one != self._mailing.words)
        return (f"{count} of {len(self._mailing.readers)} recipients got it before it was changed",) if count else ()

    def _unfinished(self, sent: int, in_doubt: int, left: int) -> str:
        facts = [f"{sent} of {len(self._mailing.readers)} recipients have it"]
        if left:
            facts.append(f"{left} will get it with the next publish")
        if in_doubt:
            facts.append(f"of {in_doubt} nobody knows")
        why = f"{self._reason.rstrip('.')}. " if self._reason else ""
        return f"{why}{', '.join(facts)}: {self.journal.report} names those who do not have it."

    def _tell(self) -> None:
        """The addresses that are not served, for the person at this machine."""
        if len(self._mailing.readers) == 1:
            return
        lines = []
        for reader in self._in(State.REFUSED, State.DOUBT, State.NEW):
            said = self.journal.refusal(reader)[1]
            lines.append(f"{reader.spec}: {self._state(reader)}{f' ({said})' if said else ''}")
        self.journal.tell(tuple(lines))
