"""Categories, tags and authors: WordPress wants their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from html import unescape
from http import HTTPStatus

from msgspec import Struct

from recycle.destinations.wordpress.site import Site, code_of
from recycle.errors import DestinationError, UnansweredError
from recycle.world.web import Response


class _Term(Struct, frozen=True):
    id: int
    name: str = ""


class _There(Struct, frozen=True):
    term_id: int


class _Exists(Struct, frozen=True):
    data: _There


class Terms:
    """The terms of one site. What is known is not asked again in the same run."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._known: dict[tuple[str, str], int] = {}

    def ids(self, kind: str, names: Iterable[str]) -> list[int]:
        """The numbers of the ``categories`` or ``tags`` of these names, each once; what is missing is made.

        Raises DestinationError: a term that nobody asked for harms nothing, so that its making is never in doubt.
        """
        return list(dict.fromkeys(self._id(kind, name) for name in names))

    def author(self, name: str) -> int:
        """The number of the user whose page ends in ``/author/<name>/``. Raises DestinationError when there is none."""
        if (known := self._known.get(("users", name))) is None:
            # Whoever may not list users is still told of those who may write: the editor's own question.
            query = {"who": "authors", "slug": name, "_fields": "id,name"}
            found = self._site.read("users", query, list[_Term])
            if not found:
                wrong = f'there is no author "{name}" at {self._site.api.name}: `author` is the name in the address of the author\'s page.'
                raise DestinationError(wrong)
            known = self._known[("users", name)] = found[0].id
        return known

    def _id(self, kind: str, name: str) -> int:
        key = kind, name.casefold()
        if key not in self._known:
            self._known[key] = self._look(kind, name) or self._make(kind, name)
        return self._known[key]

    def _look(self, kind: str, name: str) -> int:
        query = {"search": name, "per_page": "100", "_fields": "id,name"}
        found = self._site.read(kind, query, list[_Term]) or []
        return next((term.id for term in found if unescape(term.name).casefold() == name.casefold()), 0)

    def _make(self, kind: str, name: str) -> int:
        try:
            response = self._site.answer(self._site.request("POST", kind, data={"name": name}))
        except UnansweredError as error:
            if found := self._look(kind, name):
                return found
            raise DestinationError(f'"{name}" of the {kind} could not be made: {error.message}') from None
        return self._made(kind, name, response)

    def _made(self, kind: str, name: str, response: Response) -> int:
        # Somebody made it in between, or it is there in another spelling: WordPress says which one it is.
        if code_of(response) == "term_exists":
            return self._site.converted(response, _Exists, DestinationError).data.term_id
        if code_of(response) == "rest_cannot_create":
            way = f"make it there, leave it out of `{kind}`, or give the account the role Editor"
            raise self._site.forbidden(f'may not make "{name}", which is not among the {kind} yet: {way}')
        if response.status >= HTTPStatus.MULTIPLE_CHOICES:
            self._site.refuse(response)
        return self._site.converted(response, _Term, DestinationError).id
