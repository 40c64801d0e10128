"""Front matter in YAML that the generators' readers, of YAML 1.1 or 1.2, read alike."""

from __future__ import annotations

import datetime as dt

import yaml

_WORDS_WITH_MEANING = frozenset({"", "y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"})


class _Dumper(yaml.CSafeDumper):
    """YAML that 1.1 and 1.2 read alike.

    The generators' readers differ: ``1e3`` and ``0o17`` are words in YAML 1.1 and numbers in 1.2, ``no`` and ``12:30`` the other
    way round. So everything but plain words is quoted. Dates have no quotes, or Astro's schema would take them for words.
    """


class _EmojiDumper(yaml.SafeDumper):
    """The same in Python: libyaml writes every character beyond U+FFFF as an escape."""


def _words_node(dumper: yaml.representer.SafeRepresenter, value: str) -> yaml.ScalarNode:
    plain = value.replace(" ", "").isalpha() and value.strip() == value and value.lower() not in _WORDS_WITH_MEANING
    quotes = "'" if _is_beyond(value) and value.isprintable() else '"'  # in double ones an emoji is an escape
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=None if plain or _is_key(value) else quotes)


def _is_key(value: str) -> bool:
    """The keys of the generators are words with underscores."""
    return value.isascii() and value.isidentifier() and value.lower() not in _WORDS_WITH_MEANING


def _is_beyond(text: str) -> bool:
    return not text.isascii() and max(text) > "\uffff"


def _date_node(dumper: yaml.representer.SafeRepresenter, value: dt.date) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


for _kind in (_Dumper, _EmojiDumper):
    _kind.add_representer(str, _words_node)
    _kind.add_representer(dt.date, _date_node)
    _kind.add_representer(dt.datetime, _date_node)


def dump(fields: dict[str, object]) -> str:
    """``fields`` as rows of YAML, in their order."""
    kind = _EmojiDumper if _is_beyond(str(fields)) else _Dumper
    return str(yaml.dump(fields, Dumper=kind, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False))
