"""The name of exact words: two variants have one digest when no outlet could tell them apart."""

from __future__ import annotations

import msgspec

from recycle.model import Meta, Variant

VISIBLE = (
    "title",
    "slug",
    "description",
    "tags",
    "canonical_url",
    "date",
    "author",
    "language",
    "cover_image",
    "cover_alt",
    "series",
    "subject",
    "preview",
    "draft",
    "not_before",
)
"""The fields of Meta that a destination may send beside the text. The others reach an outlet only inside the text."""

_SCHEME = b"recycle variant 1\n"
"""Goes in first, so that another way to count would never give the same digest for other words by accident."""

_ENCODER = msgspec.json.Encoder(order="deterministic")


def variant_digest(variant: Variant) -> str:
    """SHA-256, in hexadecimal, of what the outlet gets: its parts, the ``VISIBLE`` fields, and the images' digests.

    Piece, outlet, use, word count, losses and findings are left out: the same words sent elsewhere have the same digest.
    """
    return _sha256(_SCHEME + _ENCODER.encode(_content(variant)))


def _content(variant: Variant) -> dict[str, object]:
    return {
        "meta": _visible(variant.meta),
        "parts": [(part.name, part.suffix, _sha256(part.data)) for part in variant.parts],
        "assets": [(asset.name, asset.digest) for asset in variant.assets],
    }


def _sha256(data: bytes) -> str:
    from hashlib import sha256  # brings OpenSSL along, and most looks at a piece need no digest

    return sha256(data).hexdigest()


def _visible(meta: Meta) -> dict[str, object]:
    # An empty field is left out, so that a field added to VISIBLE later changes no digest of a piece that does not use it.
    fields = msgspec.structs.asdict(meta)
    return {name: fields[name] for name in VISIBLE if fields[name]}
