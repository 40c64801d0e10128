"""The network, as far as the core needs it: does an address answer?"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec import Struct

from recycle.world.connections import causes, open_session
from recycle.world.visits import AloneError, NowhereError, Pace, Visit, host, is_busy

if TYPE_CHECKING:
    from requests import Response, Session

_AGENT = "recycle (checks links)"
_NOT_YET = frozenset({404, 500, 502, 503, 504})
_GONE = frozenset({404, 410})
_PROXY = 407
_TROUBLE = range(500, 600)  # some services have a 999 for programs
_BACK_OFF = 0.5


class Look(Struct, frozen=True):
    """What one look at a page has found."""

    wrong: str = ""
    """A sentence that says what is wrong, empty when the page answers."""
    is_known: bool = True
    """Whether that is about the page: a host that asks to be left alone says nothing of it."""
    may_change: bool = False
    """Whether it may be better in a moment."""
    is_reached: bool = True
    """Whether there was anybody: without a network there is not."""


def answers(url: str, timeout: float, *, tries: int = 1) -> str:
    """Empty when the page at ``url`` answers within ``timeout`` seconds, else a sentence that says what is wrong.

    With more ``tries`` it is asked again after a while, as long as it is missing or busy; where nobody can be reached at all, it is not. A page that
    wants a login or is shy of programs (401, 403, 429) does answer. Certificates are checked; no password from a ``.netrc`` is sent. Never raises.
    """
    seen = look(url, timeout, Pace(0.0))
    for attempt in range(1, tries):
        if not seen.may_change:
            break
        time.sleep(_BACK_OFF * attempt)
        seen = look(url, timeout, Pace(0.0))
    return seen.wrong


def look(
    url: str, timeout: float, pace: Pace, *, is_image: bool = False, is_private: Callable[[str], bool] | None = None
) -> Look:
    """Ask after ``url`` and every address that it sends on to, at the ``pace``, and read no further than the headers.

    ``timeout`` is in seconds for all of the answers together, without the pauses. An image is asked for with HEAD, and with GET
    where that is refused. Nobody is followed to an address that ``is_private``. Never raises.
    """
    from urllib3.exceptions import HTTPError

    if pace.is_alone(host(url)):
        return Look(is_known=False)
    if pace.is_silent(host(url)):
        return Look(f"{url} was not asked: other pages of {host(url)} did not answer.")
    visit = Visit(timeout, pace, is_private)
    try:
        with open_session(visit) as session:
            session.headers.update({"User-Agent": _AGENT, "Accept": "*/*"})
            return _verdict(url, _answer(session, visit, url, is_image=is_image))
    except NowhereError as nowhere:
        return Look(f"{url} {nowhere}")
    except AloneError:
        return Look(is_known=False)
    except (OSError, HTTPError, ValueError) as error:
        try:
            return _failed(url, timeout, visit, error)
        finally:
            _let_go(error)


def _answer(session: Session, visit: Visit, url: str, *, is_image: bool) -> Response:
    from urllib3.exceptions import HTTPError

    if is_image:
        with suppress(OSError, HTTPError, ValueError):
            response = visit.follow(session, "HEAD", url)
            if response.ok or is_busy(response):
                return response
    return visit.follow(session, "GET", url)


def _verdict(url: str, response: Response) -> Look:
    status, is_known = response.status_code, not is_busy(response)
    may_change = status in _NOT_YET
    if status in _GONE:
        return Look(f"{url} is not there any more (it answers {status}): correct the address.", is_known, may_change)
    if status == _PROXY:
        return Look(f"{url} cannot be asked: the proxy on the way wants a login.")
    if status in _TROUBLE:
        return Look(f"{url} has trouble of its own (it answers {status}): try again later.", is_known, may_change)
    return Look(is_known=is_known)


def _failed(url: str, timeout: float, visit: Visit, error: Exception) -> Look:
    import ssl

    from requests import exceptions

    kinds = tuple(causes(error))

    def is_of(*types: type[BaseException]) -> bool:
        return any(isinstance(kind, types) for kind in kinds)

    if is_of(TimeoutError, exceptions.Timeout):
        visit.missed()
        return Look(f"{url} did not answer within {timeout:g} seconds.", may_change=visit.has_left)
    if is_of(ssl.SSLCertVerificationError):
        return Look(f"{url} has no valid certificate.")
    if is_of(exceptions.SSLError):
        return Look(f"{url} makes no safe connection: check the address.")
    if not is_of(exceptions.ConnectionError):
        return Look(f"{url} cannot be asked: {str(error).rstrip('.')}.")
    visit.missed()
    if visit.has_left:
        return Look(f"{url} gave no whole answer: try again later.", may_change=True)
    return Look(f"{url} cannot be reached: check the address and the network.", is_reached=False)


def _let_go(error: BaseException | None) -> None:
    """Libraries keep an error in the frames that it came through: a circle that holds on to certificates, a megabyte for each page."""
    while error:
        error.__traceback__ = None
        error = error.__context__
