"""Mail over SMTP: a newsletter to the address of a list or to a few readers, an article to an editor. Sent mail is final."""

from __future__ import annotations

from email.utils import format_datetime
from types import MappingProxyType
from typing import Annotated

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.keys import token
from recycle.destinations.protocol import Answer, Row, Surroundings
from recycle.destinations.smtp import account as smtp_account
from recycle.destinations.smtp.account import Account
from recycle.destinations.smtp.addresses import Address, Readers, wanted
from recycle.destinations.smtp.delivery import Delivery, Mailing
from recycle.destinations.smtp.journal import Journal
from recycle.destinations.smtp.letter import KEY, letter
from recycle.errors import DestinationError, InputError
from recycle.model import Finding, Piece, Placement, Variant
from recycle.world import clock, mailbox
from recycle.world.mail import Outgoing
from recycle.world.mail_server import Security

FINAL = "mail that was sent cannot be changed or taken back."
_SIGNS = frozenset("<> \t")


class Imap(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mailbox that gets a copy of each mail, so that after a lost answer it can be looked up whether a mail has left."""

    host: Annotated[str, Says(description="The server of the mailbox, such as `imap.example.com`.")]
    user: Annotated[str, Says(description="The name of the account there, or `env:NAME`.")]
    password: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the password.")]
    port: Annotated[
        int, Says(ge=0, le=65535, description="Its port; 993 for `tls` and 143 for `starttls` when it is not set.")
    ] = 0
    security: Annotated[
        Security, Says(description="`tls` from the first byte, `starttls`, or `none`, which is for this machine only.")
    ] = "tls"
    folder: Annotated[str, Says(description="The folder in which the copies arrive.")] = "INBOX"


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mail server that you may send with. Either `to` or `recipients` says whom to."""

    host: Annotated[str, Says(description="The server, such as `smtp.example.com`.")]
    port: Annotated[
        int, Says(ge=0, le=65535, description="Its port; 465 for `tls` and 587 for `starttls` when it is not set.")
    ] = 0
    security: Annotated[
        Security, Says(description="`starttls`, `tls` from the first byte, or `none`, which is for this machine only.")
    ] = "starttls"
    user: Annotated[str, Says(description="The name of the account there, or `env:NAME`.")] = ""
    password: Annotated[str, Says(description="`env:NAME`, where NAME is the variable that holds the password.")] = ""
    sender: Annotated[
        str, Says(description='Who the mail is from: "Name <name@example.com>". The form\'s own sender when it is empty.')
    ] = ""
    to: Annotated[str, Says(description="One address: that of a mailing list, or an editor's.")] = ""
    recipients: Annotated[
        str,
        Says(
            description="A small list of readers, who get one mail each: a file outside the repository with an address a line"
            " (`#` begins a comment), or `env:NAME` for a variable that holds such lines."
        ),
    ] = ""
    list_unsubscribe: Annotated[
        str,
        Says(
            description="Address for the header List-Unsubscribe of a newsletter whose form has none: `https://` or `mailto:`."
        ),
    ] = ""
    envelope_from: Annotated[str, Says(description="The address that bounces go to; the sender's own when it is empty.")] = ""
    copy_to: Annotated[
        str, Says(description="An address that gets a hidden copy of each mail, such as that of the mailbox under `imap`.")
    ] = ""
    imap: Annotated[Imap | None, Says(description="A mailbox in which the copies can be looked up.")] = None
    timeout: Annotated[float, Says(gt=0, description="How many seconds to wait for each answer.")] = 60.0
    pause: Annotated[float, Says(ge=0, description="Seconds between two mails.")] = 0.0
    settling: Annotated[
        float, Says(ge=0, description="Seconds that a copy may take to the mailbox. What is not there by then was not sent.")
    ] = 600.0


class Smtp:
    """Sends each mail once. ``find`` reads the journal on this machine and, where there is one, the mailbox with the copies."""

    final = True

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if bool(settings.to) == bool(settings.recipients):
            raise InputError("give either to: (one address) or recipients: (a small list, one mail each).")
        if settings.imap and settings.recipients and not settings.copy_to:
            raise InputError(
                "imap: with recipients it needs copy_to: the address of that mailbox, which then gets a copy of each mail."
            )
        _check_link(settings.list_unsubscribe)
        self._settings = settings
        self._root = surroundings.root
        self._account = Account(settings, smtp_account.SUBMISSION, surroundings.environ)
        self._mailbox = Account(settings.imap, smtp_account.IMAP, surroundings.environ) if settings.imap else None
        self._sender = wanted(settings.sender, "sender") if settings.sender else None
        self._bounces = wanted(settings.envelope_from, "envelope_from") if settings.envelope_from else None
        self._copy_to = wanted(settings.copy_to, "copy_to") if settings.copy_to else None
        self._to = wanted(settings.to, "to") if settings.to else None
        self._readers = Readers(settings.recipients, surroundings.root, surroundings.environ) if settings.recipients else None

    # ── before anything is sent ──────────────────────────────────────────────────────────────────

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # a mail has none
        """Mail has no public address."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:
        """No words, no sender, no recipients."""
        if placement:
            return FINAL
        try:
            self._mailing(variant, shown_only=True)
        except DestinationError as error:
            return error.message
        return ""

    def unset(self) -> str:
        """A variable of the login, or the one with the recipients."""
        return next((finding.message for finding in self.check()), "")

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The envelope without readers' addresses, and the mail to the byte; of several the one that names no recipient yet."""
        if placement:
            return f"nothing: {FINAL}"
        try:
            mailing = self._mailing(variant, shown_only=True)
        except DestinationError as error:
            return f"nothing: {error.message}"
        whom = f"<{self._to.spec}>" if self._to else f" {self._many(mailing)}, each named in To of a mail of their own"
        envelope = [f"SMTP {self._account.shown}", f"MAIL FROM:<{mailing.bounces.spec}>", f"RCPT TO:{whom}"]
        if mailing.copy_to:
            envelope.append(f"RCPT TO:<{mailing.copy_to.spec}> (a hidden copy)")
        data = mailing.letter.to(self._to, Journal(self._root, token(variant.key)).date or _now())
        return "\n".join((*envelope, "", data.decode("ascii").replace("\r\n", "\n")))

    def check(self) -> tuple[Finding, ...]:
        """Variables that are not set, a list of recipients that cannot be read."""
        found = list(self._unset())
        try:
            self._whom()
        except DestinationError as error:
            found.append(Finding("smtp-recipients", error.message))
        return tuple(found)

    # ── sending, and finding out ─────────────────────────────────────────────────────────────────

    def place(self, variant: Variant) -> Placement:
        """Sends to everybody who has not got it; whoever is in doubt gets it only when nobody else is left and it was not found."""
        mailing = self._mailing(variant)
        server = self._account.server(self._settings.timeout)
        delivery = Delivery(mailing, self._journal(variant), self._arrived(mailing))
        delivery.journal.open(_now())
        if due := delivery.due():
            with Outgoing(server, self._settings.pause) as way_out:
                delivery.carry_out(way_out, due)
        return delivery.placement()

    def revise(self, variant: Variant, placement: Placement) -> Placement:  # noqa: ARG002  # mail is final
        """Raises DestinationError."""
        raise DestinationError(FINAL)

    def withdraw(self, placement: Placement) -> None:  # noqa: ARG002  # mail is final
        """Raises DestinationError."""
        raise DestinationError(FINAL)

    def find(self, variant: Variant, before: Placement | None) -> Placement | Answer:  # noqa: ARG002  # mail is never revised
        """ABSENT while somebody is left who surely has not got it, or who is not in the mailbox with the copies."""
        mailing = self._mailing(variant)
        return Delivery(mailing, self._journal(variant), self._arrived(mailing)).found()

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # what was sent stays sent
        """Nobody can change it."""
        return True

    # ── the service ──────────────────────────────────────────────────────────────────────────────

    @property
    def service(self) -> str:
        """The server by host and port."""
        return f"smtp://{self._account.name}"

    @property
    def settling(self) -> float:
        """How long a copy may take to the mailbox; without one nothing arrives late."""
        return self._settings.settling if self._mailbox else 0.0

    def look(self, placement: Placement) -> Answer:  # noqa: ARG002  # mail is in its readers' mailboxes
        """Cannot be asked: what readers did with it is theirs."""
        return Answer.CANNOT_ASK

    def account(self) -> str:
        """Logs in at the mail server, and at the mailbox if there is one."""
        with Outgoing(self._account.server(self._settings.timeout)) as way_out:
            said = way_out.greet()
        if self._mailbox and self._settings.imap:
            said += f"; {mailbox.greet(self._mailbox.server(self._settings.timeout), self._settings.imap.folder)}"
        return said

    def _many(self, mailing: Mailing) -> str:
        if self._readers and self._readers.unset:
            return f"the recipients in {self._readers.where}, which is not set here"
        count = len(mailing.readers)
        return f"{count} recipient{'' if count == 1 else 's'}"

    def _mailing(self, variant: Variant, *, shown_only: bool = False) -> Mailing:
        """With no readers where their variable is not set and the mail is only shown. Raises DestinationError."""
        made = letter(variant, self._sender, self._settings.list_unsubscribe)
        return Mailing(
            letter=made,
            words=variant.digest,
            readers=() if shown_only and self._readers and self._readers.unset else self._whom(),
            bounces=self._bounces or made.sender,
            copy_to=self._copy_to,
            is_list=self._to is not None,
        )

    def _whom(self) -> tuple[Address, ...]:
        return self._readers.read() if self._readers else (self._to,) if self._to else ()

    def _journal(self, variant: Variant) -> Journal:
        return Journal(self._root, token(variant.key))

    def _arrived(self, mailing: Mailing) -> tuple[frozenset[str], ...] | None:
        """Whom the copies in the mailbox are to; None when there is no mailbox to look into."""
        if not (self._mailbox and self._settings.imap):
            return None
        server = self._mailbox.server(self._settings.timeout)
        marks = {"Message-ID": mailing.letter.message_id, KEY: mailing.letter.key}
        return mailbox.copies(server, self._settings.imap.folder, {name: value for name, value in marks.items() if value})

    def _unset(self) -> tuple[Finding, ...]:
        accounts = (self._account, self._mailbox)
        names = dict.fromkeys(name for one in accounts if one for name in one.unset)
        said = "the environment variable {} is not set; it holds the login for this outlet."
        return tuple(Finding("smtp-login", said.format(name)) for name in names)


def _check_link(link: str) -> None:
    if link and not (
        link.startswith(("https://", "mailto:")) and link.isascii() and _SIGNS.isdisjoint(link) and link.isprintable()
    ):
        raise InputError(f'list_unsubscribe: "{link}" is no address that mail programs follow: write https:// or mailto:.')


def _now() -> str:
    return format_datetime(clock.now().replace(microsecond=0))


ROW = Row(
    "smtp",
    Settings,
    Smtp,
    # No newsletter service fills in the marks of another one here.
    forms=MappingProxyType({"newsletter": MappingProxyType({"service": "plain"}), "article": MappingProxyType({})}),
)
