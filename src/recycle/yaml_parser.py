"""YAML by PyYAML's parser, event by event, with the rules of ``yaml_strict``. It is imported where rows are not enough, since that takes long."""

from __future__ import annotations

from typing import Any

import yaml

from recycle.errors import InputError
from recycle.late import regex
from recycle.yaml_faults import explain, line_of, no_mapping
from recycle.yaml_rows import Rows, resolve

_LOADER: type[Any] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_MAX_DEPTH = 40
_MAX_NODES = 10_000
_STRING_TAGS = frozenset({None, "!", "tag:yaml.org,2002:str"})
_OTHER_BREAKS = regex("[\x85\u2028\u2029]")


def parse(text: str, path: str, first_line: int) -> Rows:
    """All that ``text`` says. ``first_line`` is the line of the file that it begins on. Raises InputError."""
    return _Parsing(text, path, first_line).run()


class _Parsing:
    """Events of the parser to plain values; one object for one text."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.lines: dict[str, int] = {}
        self.texts: dict[str, str] = {}
        self.anchors: dict[str, tuple[str, Any, int]] = {}
        self.open_anchors: set[str] = set()
        self.nodes = 0
        self.plain_lines = not _OTHER_BREAKS.search(text)

    def run(self) -> Rows:
        try:
            parser = _LOADER(self.text)
            self.next = parser.get_event
            try:
                return Rows(self._document(), self.lines, self.texts)
            finally:
                parser.dispose()
        except (yaml.YAMLError, UnicodeEncodeError) as error:
            raise explain(error, self.text, self.path, self.first_line) from None

    def _document(self) -> dict[str, Any]:
        self.next()
        event = self.next()
        if isinstance(event, yaml.StreamEndEvent):
            return {}
        event = self.next()
        if isinstance(event, yaml.MappingStartEvent):
            data = self._mapping(event, "", 1)
            self.next()
            self._end()
            return data
        if isinstance(event, yaml.ScalarEvent) and not event.value:
            return {}
        raise no_mapping(event, self.text, self.path, self._line(event))

    def _end(self) -> None:
        event = self.next()
        if not isinstance(event, yaml.StreamEndEvent):
            raise self._error(event, "a second document begins here: keep one, without a --- line between the keys")

    # ── nodes ────────────────────────────────────────────────────────────────────────────────────

    def _node(self, event: Any, name: str, depth: int) -> Any:
        self.nodes += 1
        if depth > _MAX_DEPTH:
            raise self._error(event, f"this is nested more than {_MAX_DEPTH} levels deep: write it flatter")
        match event:
            case yaml.ScalarEvent():
                value = self._scalar(event, name)
                if event.anchor:
                    self.anchors[event.anchor] = (name, value, 1)
                return value
            case yaml.AliasEvent():
                return self._alias(event, name)
            case _:
                return self._collection(event, name, depth)

    def _collection(self, event: Any, name: str, depth: int) -> Any:
        before = self.nodes
        if event.anchor:
            self.open_anchors.add(event.anchor)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        value = self._mapping(event, name, depth) if is_mapping else self._list(event, name, depth)
        if event.anchor:
            self.open_anchors.discard(event.anchor)
            self.anchors[event.anchor] = (name, value, self.nodes - before + 1)
        return value

    def _alias(self, event: yaml.AliasEvent, name: str) -> Any:
        """The value of an anchor. Each use counts with all that is inside it, so that a small text cannot grow without end."""
        if event.anchor in self.open_anchors:
            raise self._error(event, f"*{event.anchor} stands inside what it refers to: write the value out")
        if event.anchor not in self.anchors:
            raise self._error(event, f'*{event.anchor} refers to nothing. If it is text, put it in quotes: "*{event.anchor}"')
        source, value, size = self.anchors[event.anchor]
        self.nodes += size
        if self.nodes > _MAX_NODES:
            raise self._error(event, "the aliases in this text repeat too much: write the values out")
        self._copy_texts(source, name)
        return value

    def _copy_texts(self, source: str, name: str) -> None:
        """What was typed under ``source`` was typed under ``name`` too, where that says nothing itself."""
        typed = [(key, text) for key, text in self.texts.items() if key == source or key.startswith(f"{source}.")]
        for key, text in typed:
            self.texts.setdefault(name + key[len(source) :], text)

    def _list(self, start: Any, name: str, depth: int) -> list[Any]:
        self._no_tag(start)
        values: list[Any] = []
        event = self.next()
        while not isinstance(event, yaml.SequenceEndEvent):
            item = f"{name}.{len(values)}"
            self.lines[item] = self._line(event)
            values.append(self._node(event, item, depth + 1))
            event = self.next()
        return values

    def _mapping(self, start: Any, prefix: str, depth: int) -> dict[str, Any]:
        self._no_tag(start)
        data: dict[str, Any] = {}
        merged: list[tuple[Any, Any]] = []
        event = self.next()
        while not isinstance(event, yaml.MappingEndEvent):
            key = self._key(event)
            if key == "<<" and not event.style:
                merged.append((event, self._node(self.next(), _within(prefix, key), depth + 1)))
            else:
                name = _within(prefix, key)
                if key in data:
                    raise self._error(event, f"{key} stands here and on line {self.lines[name]}: keep one of the two")
                self.lines[name] = self._line(event)
                data[key] = self._node(self.next(), name, depth + 1)
            event = self.next()
        for key_event, value in merged:
            self._merge(data, key_event, value, prefix)
        return data

    def _key(self, event: Any) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error(event, "a key must be one word before a colon. If it is text, put it in quotes")
        return str(event.value)

    def _merge(self, data: dict[str, Any], event: Any, value: Any, prefix: str) -> None:
        """The merge key of YAML 1.1: what the mapping itself says comes first, then the earlier of several."""
        source = _within(prefix, "<<")
        parts = [(f"{source}.{at}", part) for at, part in enumerate(value)] if isinstance(value, list) else [(source, value)]
        for name, part in parts:
            if not isinstance(part, dict):
                raise self._error(event, "<< takes the name of a mapping, such as <<: *defaults")
            for key in part.keys() - data.keys():
                self._copy_texts(f"{name}.{key}", _within(prefix, key))
            for key, item in part.items():
                data.setdefault(key, item)

    # ── scalars ──────────────────────────────────────────────────────────────────────────────────

    def _scalar(self, event: Any, name: str) -> Any:
        text: str = event.value
        if event.tag not in _STRING_TAGS:
            self._no_tag(event)
        if not event.implicit[0] or event.tag is not None:
            return text
        value = resolve(text)
        if value is not text:
            self.texts[name] = text
        return value

    def _no_tag(self, event: Any) -> None:
        if event.tag not in (None, "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"):
            written = event.tag.replace("tag:yaml.org,2002:", "!!")
            raise self._error(event, f'{written} is a YAML tag, and tags mean nothing here. If it is text, write "{written}"')

    # ── places ───────────────────────────────────────────────────────────────────────────────────

    def _line(self, event: Any) -> int:
        """The event's line. YAML 1.1 counts three more characters as line ends; a text with one of them is counted again."""
        mark = event.start_mark
        if self.plain_lines:
            return int(mark.line) + self.first_line
        return line_of(self.text, mark) + self.first_line

    def _error(self, event: Any, message: str) -> InputError:
        return InputError(f"{message}.", path=self.path, line=self._line(event))


def _within(prefix: str, key: str) -> str:
    return f"{prefix}.{key}" if prefix else key
