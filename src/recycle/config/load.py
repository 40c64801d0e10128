"""From config.yaml to a ``Config``: every name looked up, every setting checked, everything built once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from recycle.config.agreement import check_exceptions, check_words, refuse_twins
from recycle.config.commands import command, secret_names
from recycle.config.convert import Place, convert
from recycle.config.languages import read_language
from recycle.config.limits import tightest
from recycle.config.settings import OutletSettings, Settings
from recycle.config.severities import severities
from recycle.config.sources import read_sources
from recycle.config.spans import Span, read_span
from recycle.config.times import read_moment, zone_of
from recycle.destinations import DESTINATIONS
from recycle.destinations.addresses import is_web_address
from recycle.destinations.protocol import Destination, Row, Surroundings
from recycle.errors import InputError
from recycle.forms import FORMS
from recycle.forms.protocol import Form
from recycle.model import Limits, Site, SourceRules, Weight
from recycle.readers import EXTENSIBLE, READERS, Extensible, Reader
from recycle.readers.slugs import unsafe
from recycle.registry import find, over, with_plugins
from recycle.spelling import did_you_mean, one_of
from recycle.templating import Templates
from recycle.world import World, disk
from recycle.writers import DIALECTS, Dialect
from recycle.yaml_strict import load as load_yaml

FILE_NAME = "config.yaml"
_BY_NAME = ("outlets", "sources")
T = TypeVar("T")


class Kinds(NamedTuple):
    """The forms, destinations and readers that there are, plug-ins included."""

    forms: Mapping[str, Form]
    destinations: Mapping[str, Row]
    readers: Mapping[str, Reader]

    @property
    def of_plugins(self) -> frozenset[str]:
        """The names of those that are not built in."""
        return frozenset((*self.forms, *self.destinations, *self.readers)) - {*FORMS, *DESTINATIONS, *READERS}


class Outlet(Struct, frozen=True, kw_only=True):
    """One named place to publish, with everything it needs."""

    name: str
    form: Form
    settings: Any
    destination: Destination
    destination_type: str
    row: Row
    limits: Limits
    campaign: Mapping[str, str]
    language: str
    since: dt.date | None
    not_before: dt.datetime | None
    """Aware."""
    schedule: bool
    issues: bool
    """Whether pieces go there in issues only."""
    exclusive: Span | None
    """How long it wants a piece alone; None when it does not."""
    beside: frozenset[str]
    """The outlets that may have the piece all the same."""
    words: Mapping[str, str]
    severities: Mapping[str, Weight]
    rewrite: tuple[str, ...]
    """The program that may reword what goes there, and its arguments; empty for none."""

    called: tuple[str, ...]
    """What a piece may call it by: its own name and that of its form, unless that is another outlet's name."""

    @property
    def names(self) -> frozenset[str]:
        """The same, for passages."""
        return frozenset(self.called)


class Config(Struct, frozen=True, kw_only=True):
    """The settings of a workspace."""

    site: Site
    canonical: str
    markup: str
    readers: Mapping[str, Reader]
    dialects: Mapping[str, Dialect]
    spelling: tuple[str, ...]
    sources: Mapping[str, SourceRules]
    """By the host of what is written there; a host's rules hold for those below it."""
    severities: Mapping[str, Weight]
    plugins: frozenset[str]
    """The names of the forms, destinations and readers of plug-ins."""
    outlets: Mapping[str, Outlet]
    names: frozenset[str]
    """What a piece may speak of: every outlet, and every form, whether an outlet has it or not."""
    templates: Templates
    lines: Mapping[str, int] = MappingProxyType({})
    """Where each setting stands in the file, by its dotted name."""
    secret_names: frozenset[str] = frozenset()
    """The variables of the environment that hold secrets."""

    def outlet(self, name: str) -> Outlet:
        """The outlet called ``name``. Raises InputError with a near name when there is none."""
        return find(self.outlets, name, "outlet")


def load(world: World, surroundings: Surroundings) -> Config:
    """The settings of the workspace at ``world.root``. Raises InputError with file and line for whatever does not fit."""
    file = world.root / FILE_NAME
    if not disk.exists(file):
        raise InputError(f"there is no {FILE_NAME} here; `recycle init` makes a workspace.", path=str(world.root))
    loaded = load_yaml(disk.read_text(file), path=FILE_NAME)
    place = Place(FILE_NAME, loaded.lines, loaded.texts)
    settings = _settings(loaded.data, place)
    zone = _check_site(settings.site, place)
    kinds = Kinds(with_plugins(FORMS, "forms"), with_plugins(DESTINATIONS, "destinations"), _readers(settings))
    dialects = with_plugins(DIALECTS, "dialects")
    outlets = {
        name: _outlet(name, said, kinds, surroundings, place.under("outlets").under(name), zone)
        for name, said in settings.outlets.items()
    }
    outlets = {name: _called_apart(outlet, outlets) for name, outlet in outlets.items()}
    for name, outlet in outlets.items():
        check_exceptions(outlet.exclusive, outlet.beside, outlets, place.under("outlets").under(name))
    if settings.canonical and settings.canonical not in outlets:
        hint = did_you_mean(settings.canonical, outlets)
        raise place.error(f'canonical: there is no outlet "{settings.canonical}".{hint}', "canonical")
    if settings.canonical and outlets[settings.canonical].issues:
        said = f"canonical: {settings.canonical} collects issues, and a piece has no page of its own in one."
        raise place.error(f"{said} Name another outlet.", "canonical")
    templates = Templates(world.root)
    templates.read_own_words()
    for outlet in outlets.values():
        check_words(outlet.words, templates, place.under("outlets").under(outlet.name))
    if settings.markup not in kinds.readers:
        hint = did_you_mean(settings.markup, kinds.readers)
        raise place.error(f'markup: "{settings.markup}" is not known.{hint} Known: {one_of(kinds.readers)}.', "markup")
    return Config(
        site=settings.site,
        canonical=settings.canonical,
        markup=settings.markup,
        readers=kinds.readers,
        dialects=dialects,
        sources=MappingProxyType(settings.sources),
        spelling=command(settings.spelling, place, "spelling"),
        severities=severities(settings.checks, place, kinds.of_plugins),
        plugins=kinds.of_plugins,
        outlets=MappingProxyType(outlets),
        names=frozenset((*outlets, *kinds.forms)),
        templates=templates,
        lines=loaded.lines,
        secret_names=frozenset(secret_names(loaded.data)),
    )


def _check_site(site: Site, place: Place) -> dt.tzinfo | None:
    """The site's time zone. What is no address would do nothing: no link is below it, and no campaign tag is added."""
    for key in ("url", "author_url"):
        said = getattr(site, key)
        if said and not is_web_address(said):
            raise place.error(f'site.{key}: "{said}" is not a web address: it starts with https:// or http://.', f"site.{key}")
    read_language(site.language, place.under("site").under("language"))
    try:
        return zone_of(site)
    except InputError as error:
        raise place.error(f"site.timezone: {error.message}", "site.timezone") from None


def _settings(data: Any, place: Place) -> Settings:
    """The whole file; each outlet is converted by itself, so that a message can name it."""
    outlets = data.get("outlets") or {}
    if not isinstance(outlets, dict):
        raise place.error("outlets: expected a mapping of a name to its settings.", "outlets")
    built = {
        str(name): convert(said, OutletSettings, place.under("outlets").under(str(name))) for name, said in outlets.items()
    }
    refuse_twins(built, place)
    rest = convert(_without_empty({key: value for key, value in data.items() if key not in _BY_NAME}), Settings, place)
    return replace(rest, outlets=built, sources=read_sources(data.get("sources"), place.under("sources")))


def _without_empty(data: Any) -> Any:
    """A key with nothing after it says what a missing one says."""
    return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


def _readers(settings: Settings) -> Mapping[str, Reader]:
    """All of them; those that take extensions with the ones that the settings name."""
    rows, extensions = with_plugins(READERS, "readers"), tuple(settings.markdown_extensions)
    if not extensions:
        return rows
    return over({name: _extended(read, extensions) for name, read in EXTENSIBLE.items()}, rows)


def _extended(read: Extensible, extensions: tuple[str, ...]) -> Reader:
    return lambda text: read(text, extensions)


def _outlet(
    name: str, said: OutletSettings, kinds: Kinds, surroundings: Surroundings, place: Place, zone: dt.tzinfo | None
) -> Outlet:
    if reason := unsafe(name):
        raise place.error(f'outlets: the name "{name}" {reason}; it is a part of paths, and passages call the outlet by it.')
    form_name, form_options = _typed(said.form, place.under("form"))
    form = _row(kinds.forms, form_name, "form", place.under("form"))
    destination_name, options = _typed(said.destination, place.under("destination"))
    row = _row(kinds.destinations, destination_name, "destination", place.under("destination"))
    if said.issues and form.gather is None:
        raise place.error(f"{place.key}.issues: the form {form_name} has no issues, a newsletter has; take it out.", "issues")
    if said.schedule and not row.schedules:
        raise place.error(
            f"{place.key}.schedule: {destination_name} cannot be given what is due later; use not_before alone.", "schedule"
        )
    settings = convert(_as_needed(form_name, form_options, destination_name, row, place), form.settings, place.under("form"))
    target = convert(options, row.settings, place.under("destination"))
    try:
        destination = row.build(target, surroundings)
    except InputError as error:
        raise place.under("destination").error(f"{place.key}.destination: {error.message}") from None
    return Outlet(
        name=name,
        form=form,
        settings=settings,
        destination=destination,
        destination_type=destination_name,
        row=row,
        limits=tightest(said.rules, row.limits),
        campaign=MappingProxyType(said.campaign),
        language=read_language(said.language, place.under("language")),
        since=said.since,
        schedule=said.schedule,
        issues=said.issues,
        exclusive=read_span(said.exclusive, place.under("exclusive")),
        beside=frozenset(said.exclusive_except),
        called=(name, form_name),
        not_before=read_moment(said.not_before, zone, place.under("not_before")),
        words=MappingProxyType(said.words),
        severities=severities(said.checks, place, kinds.of_plugins),
        rewrite=command(said.rewrite, place, "rewrite"),
    )


def _called_apart(outlet: Outlet, outlets: Mapping[str, Outlet]) -> Outlet:
    """The outlet without its form's name when another outlet has that name: whoever says it means the other."""
    return replace(outlet, called=tuple(name for name in outlet.called if name == outlet.name or name not in outlets))


def _as_needed(form: str, options: dict[str, Any], destination: str, row: Row, place: Place) -> dict[str, Any]:
    """The form's options with those that the destination needs. Raises InputError when it takes no such form, or not so."""
    if not row.forms:
        return options
    if form not in row.forms:
        raise place.error(f"{place.key}: {destination} does not take the form {form}; it takes {one_of(row.forms)}.", "form")
    for name, needed in row.forms[form].items():
        if options.get(name, needed) != needed:
            said = f"{place.key}.form: {destination} needs {name}: {_spelled(needed)}"
            raise place.error(f"{said}; leave {name} out, it is set by itself.", f"form.{name}")
    return {**options, **row.forms[form]}


def _spelled(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list | tuple) else str(value)


def _typed(said: str | dict[str, Any], place: Place) -> tuple[str, dict[str, Any]]:
    """``blog`` and ``{type: blog, output: html}`` alike as the name and the settings beside it."""
    if isinstance(said, str):
        return said, {}
    kind = said.get("type")
    if not isinstance(kind, str):
        raise place.error(f"{place.key}: `type:` is missing; it says which kind of {place.key.rpartition('.')[2]} this is.")
    return kind, {key: value for key, value in said.items() if key != "type"}


def _row(table: Mapping[str, T], name: str, what: str, place: Place) -> T:
    try:
        return find(table, name, what)
    except InputError as error:
        raise place.error(f"{place.key}: {error.message}") from None
