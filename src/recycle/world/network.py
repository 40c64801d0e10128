"""The network, as far as the core needs it: does an address answer?"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from requests import PreparedRequest, Response, Session

_NOT_YET = frozenset({404, 500, 502, 503, 504})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


def answers(url: str, timeout: float, *, tries: int = 1) -> str:
    """Empty when the page at ``url`` answers within ``timeout`` seconds, else a sentence that says what is wrong.

    With more ``tries`` it is asked again after a while, as long as it is missing or busy; where nobody can be reached at all, it is not. A page that
    wants a login or is shy of programs (401, 403, 429) does answer. Certificates are checked; no password from a ``.netrc`` is sent. Never raises.
    """
    import requests

    try:
        with requests.Session() as session:
            _be_patient(session, tries)
            session.auth = _no_password
            session.max_redirects = 5
            session.headers["User-Agent"] = "recycle (checks links)"
            with session.get(url, timeout=timeout, stream=True) as response:
                return _verdict(url, response)
    except requests.exceptions.SSLError:
        return f"{url} has no valid certificate."
    except requests.exceptions.Timeout:
        return f"{url} did not answer within {timeout:g} seconds."
    except requests.exceptions.TooManyRedirects:
        return f"{url} sends its readers round in a circle."
    except requests.exceptions.ConnectionError:
        return f"{url} cannot be reached: check the address and the network."
    except (requests.exceptions.RequestException, ValueError) as error:
        return f"{url} cannot be asked: {error}."


def _be_patient(session: Session, tries: int) -> None:
    from requests.adapters import HTTPAdapter
    from urllib3.util import Retry

    # A name that leads nowhere, or a door that is shut, is so a second later too.
    patience = Retry(
        total=tries - 1, connect=0, backoff_factor=0.5, status_forcelist=_NOT_YET, raise_on_status=False, redirect=False
    )
    patience.respect_retry_after_header = False
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=patience))


def _no_password(request: PreparedRequest) -> PreparedRequest:
    # requests would otherwise look for one in the person's .netrc.
    return request


def _verdict(url: str, response: Response) -> str:
    if response.status_code in _GONE:
        return f"{url} is not there any more (it answers {response.status_code}): correct the address."
    if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return f"{url} has trouble of its own (it answers {response.status_code}): try again later."
    return ""
