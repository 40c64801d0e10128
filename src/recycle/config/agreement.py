"""Settings that are right by themselves and do not go together with others, or with the templates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from recycle.config.convert import Place
from recycle.config.spans import Span
from recycle.spelling import did_you_mean
from recycle.templating import Templates


def check_words(words: Mapping[str, str], templates: Templates, place: Place) -> None:
    """Raises InputError for words of an outlet's own that nobody would ever see, or that cannot be used."""
    for name, said in words.items():
        if wrong := templates.wrong_words(name, said):
            raise place.error(f"{place.key}.words.{name}: {wrong}", f"words.{name}")


def refuse_twins(names: Iterable[str], place: Place) -> None:
    """Raises InputError for names that only differ in capitals: on macOS and Windows their files would be the same ones."""
    known: dict[str, str] = {}
    for name in names:
        first = known.setdefault(name.casefold(), name)
        if first != name:
            said = (
                f'outlets: "{first}" and "{name}" differ in capitals only, and are one name to macOS and Windows; rename one.'
            )
            raise place.error(said, f"outlets.{name}")


def check_exceptions(exclusive: Span | None, beside: Collection[str], outlets: Iterable[str], place: Place) -> None:
    """Raises InputError for an exception that lets nobody through, or where nobody is kept out."""
    key = "exclusive_except"
    if beside and exclusive is None:
        raise place.error(f"{place.key}.{key} means nothing without `exclusive:`; say how long, as in exclusive: 30 days.", key)
    for name in sorted({*beside} - {*outlets}):
        raise place.error(f'{place.key}.{key}: there is no outlet "{name}".{did_you_mean(name, outlets)}', key)
