"""Languages in settings."""

from __future__ import annotations

from recycle.config.convert import Place
from recycle.readers.language_tags import SHORT_NAME, is_language_tag


def read_language(said: str, place: Place) -> str:
    """The language that ``said`` names, or an empty string for none. Raises InputError for what is no tag of BCP 47."""
    if said and not is_language_tag(said):
        other = said.replace("_", "-")
        how = f"write {other}" if is_language_tag(other) else f"write {SHORT_NAME}"
        raise place.error(f'{place.key}: "{said}" is not how languages are named here: {how}.')
    return said
