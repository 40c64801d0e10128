"""Names for files and addresses, made from a title or checked when a writer chose one."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from recycle.late import regex

MAX_LENGTH = 80
FALLBACK = "piece"
_PLAIN = regex(r"[a-z0-9]+(?:-[a-z0-9]+)+\Z")
"""Names that are slugs beyond doubt, to be told without looking at every letter."""

_LETTERS = MappingProxyType(
    str.maketrans(
        {
            "ß": "ss",
            "ẞ": "ss",
            "æ": "ae",
            "Æ": "ae",
            "œ": "oe",
            "Œ": "oe",
            "ø": "o",
            "Ø": "o",
            "þ": "th",
            "Þ": "th",
            "ð": "d",
            "Ð": "d",
            "đ": "d",
            "Đ": "d",
            "ł": "l",
            "Ł": "l",
            "ħ": "h",
            "Ħ": "h",
            "ŧ": "t",
            "Ŧ": "t",
            "ı": "i",
            "ŋ": "n",
            "Ŋ": "n",
            "ĸ": "k",
            "ſ": "s",
            "'": "",
            "’": "",
        }
    )
)
_GERMAN = str.maketrans({"ä": "ae", "Ä": "ae", "ö": "oe", "Ö": "oe", "ü": "ue", "Ü": "ue"})
_DANISH = str.maketrans({"ø": "oe", "Ø": "oe", "å": "aa", "Å": "aa"})
_SPELLED: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {"de": _GERMAN, "da": _DANISH, "nb": _DANISH, "nn": _DANISH, "no": _DANISH}
)
"""Languages whose readers write a letter's sound where they have no mark for it. Swedish and Finnish ones leave the mark out."""
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{digit}" for digit in "0123456789¹²³"), *(f"lpt{digit}" for digit in "0123456789¹²³")}
)


def slugify(text: str, language: str = "") -> str:
    """A name for ``text`` that is safe as a file's name on every system and in an address; never empty, never changed by itself.

    Latin letters lose their marks, other scripts stay as they are, in lower case. At most ``MAX_LENGTH`` characters, cut
    between words. Names that Windows keeps for devices get a number. In ``language`` (a tag of BCP 47) "ü" may be "ue".
    """
    if spelled := _SPELLED.get(language.lower().partition("-")[0]):
        text = unicodedata.normalize("NFC", text).translate(spelled)
    folded = "".join(_letter(sign) for sign in unicodedata.normalize("NFC", text.translate(_LETTERS)))
    lowered = unicodedata.normalize("NFC", folded.lower())
    kept = "".join(sign if _is_word(sign) else " " for sign in lowered)
    words = kept.split()
    slug = "-".join(words)
    if len(slug) > MAX_LENGTH:
        slug = _shortened(words)
    if not slug:
        return FALLBACK
    return f"{slug}-1" if slug in _RESERVED else slug


def _letter(sign: str) -> str:
    """A Latin letter without its marks; any other character as it is, because in other scripts a mark may be the vowel."""
    if sign < "\x80" or not unicodedata.name(sign, "").startswith("LATIN"):
        return sign
    bare = "".join(part for part in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(part))
    return bare if bare.isascii() else sign


def _is_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNM"


def _shortened(words: list[str]) -> str:
    kept = words[0][:MAX_LENGTH]
    for word in words[1:]:
        longer = f"{kept}-{word}"
        if len(longer) > MAX_LENGTH:
            break
        kept = longer
    return kept


def unsafe(name: str) -> str:
    """Why ``name`` cannot be a slug or an id, as the end of a sentence; an empty string when it can."""
    if not name:
        return "is empty"
    if len(name) > 2 * MAX_LENGTH:
        return f"is longer than {2 * MAX_LENGTH} characters"
    if _PLAIN.match(name):
        return ""
    if name[0] in ".-" or name[-1] == ".":
        return "begins or ends with a dot or begins with a hyphen"
    if bad := next((sign for sign in name if not (_is_word(sign) or sign in "-_.~")), ""):
        return f"has {'a space' if bad == ' ' else repr(bad)} in it, and only letters, digits, hyphens, underscores and dots may be"
    if name.partition(".")[0].lower() in _RESERVED:
        return "is a name that Windows keeps for a device"
    return ""
