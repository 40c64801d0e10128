"""Places without an API, such as most forums and magazines: a person carries the text there and says where it is now."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta as Says
from msgspec import Struct

from recycle.destinations.addresses import is_web_address
from recycle.destinations.protocol import Answer, Row, Surroundings
from recycle.errors import DestinationError, InputError, UnansweredError
from recycle.model import Finding, Piece, Placement, Variant
from recycle.world import network

_SECONDS = 10.0


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place without an interface for programs: you carry the text there and say where it is."""

    compose: Annotated[
        str, Says(description="The page on which a new post is written; it is opened when there is a browser.")
    ] = ""


class ByHand:
    """Hands the variant to a person and asks for its URL. What nobody answered stays unknown until it is settled."""

    final = False

    def __init__(self, settings: Settings, surroundings: Surroundings) -> None:
        if settings.compose and not is_web_address(settings.compose):
            raise InputError(f'compose: "{settings.compose}" is not a web address: it starts with https:// or http://.')
        self._compose = settings.compose
        self._person = surroundings.person

    def address(self, piece: Piece, outlet: str) -> str:  # noqa: ARG002  # nobody knows it before the post is made
        """Never known."""
        return ""

    def blocked(self, variant: Variant, placement: Placement | None) -> str:  # noqa: ARG002  # asked of every destination alike
        """Somebody has to be there, or to have said with ``--url`` where it is."""
        if self._person is None:
            return (
                "this outlet is served by hand and nobody is here: run it in a terminal, or say where the post is with --url."
            )
        return ""

    def preview(self, variant: Variant, placement: Placement | None) -> str:
        """The request to the person."""
        if placement:
            return f'ask you to change the post at {placement.url} to "{variant.meta.title}"'
        return f'ask you to post "{variant.meta.title}"{f" at {self._compose}" if self._compose else ""}'

    def place(self, variant: Variant) -> Placement:
        """Raises UnansweredError when the person does not say where the post is, or says it in no web address."""
        return self._ask(variant, self._compose)

    def revise(self, variant: Variant, placement: Placement) -> Placement:
        """Opens the post itself; the person changes it and gives its address again."""
        return self._ask(variant, placement.url or self._compose)

    def withdraw(self, placement: Placement) -> None:
        """Raises DestinationError when nobody confirms that the post was deleted."""
        if self._person is None or not self._person.take_down(placement.url):
            raise DestinationError(
                f"nobody has confirmed that {placement.url} was deleted: delete it, and run this again in a terminal."
            )

    def find(self, variant: Variant, before: Placement | None) -> Answer:  # noqa: ARG002  # there is nobody to ask but the person
        """Cannot be asked."""
        return Answer.CANNOT_ASK

    def intact(self, placement: Placement) -> bool:  # noqa: ARG002  # a page by hand may need a login to be seen
        """Cannot be known."""
        return True

    def check(self) -> tuple[Finding, ...]:
        """Does the compose page answer."""
        wrong = network.answers(self._compose, _SECONDS) if self._compose else ""
        return (Finding(rule="compose-page", message=wrong, severity="warning"),) if wrong else ()

    def _ask(self, variant: Variant, page: str) -> Placement:
        url = self._person.hand_over(variant, page) if self._person else None
        if url == "":
            raise DestinationError("it was not posted; the next publish asks again.")
        if url is None:
            raise UnansweredError("nobody has said whether it was posted and where.")
        if not is_web_address(url):
            raise UnansweredError(f'"{url}" is not a web address, so it is not known where it was posted.')
        return Placement(remote=url, url=url)


ROW = Row("by_hand", Settings, ByHand)
