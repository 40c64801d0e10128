"""How Ghost knows who asks: a JSON Web Token, made anew for each request from the Admin API key.

Source: https://docs.ghost.org/admin-api/#token-authentication; RFC 7519 for the token, RFC 7518, 3.2 for HS256.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping

import msgspec

from recycle.destinations.secrets import Secret
from recycle.errors import DestinationError
from recycle.world.clock import now

LASTS = 300
"""Seconds. Ghost takes no token that was made longer ago, so a clock may be wrong by this much and no more."""

_HEXADECIMAL = frozenset("0123456789abcdefABCDEF")


def signature(key: Secret) -> Mapping[str, str]:
    """The header for a request of this moment. Raises DestinationError when there is no key, or what there is is none."""
    return {"Authorization": f"Ghost {token(key, int(now().timestamp()))}"}


def token(key: Secret, seconds: int) -> str:
    """The token of the moment ``seconds`` after 1970. Raises as ``signature`` does."""
    name, secret = split(key)
    head = {"alg": "HS256", "typ": "JWT", "kid": name}
    claims = {"iat": seconds, "exp": seconds + LASTS, "aud": "/admin/"}
    signed = f"{_part(msgspec.json.encode(head))}.{_part(msgspec.json.encode(claims))}"
    return f"{signed}.{_part(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


def split(key: Secret) -> tuple[str, bytes]:
    """The key's name and its secret. Raises DestinationError, without the value, when it has another shape."""
    name, _, secret = key.value().partition(":")
    if not (name and secret and _HEXADECIMAL.issuperset(name + secret) and len(secret) % 2 == 0):
        raise DestinationError(
            f"{key.name} does not hold an Admin API key, which is ID:SECRET, both of the digits 0-9 and a-f: copy it from Ghost's"
            " settings, Integrations."
        )
    return name, bytes.fromhex(secret)


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
