"""A text about templates is printed by the service or generator that it goes through, not run."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recycle.forms.guards import for_hugo, for_jekyll, marks_as_entities, marks_as_literals
from recycle.forms.services import SERVICES, Service

braces = st.text("{}%#|*$<>/ \n-'\"ab", max_size=40) | st.lists(
    st.sampled_from(
        ["{% raw %}", "{% endraw %}", "{%- endraw -%}", "{{", "}}", "{{<", ">}}", "{{%", "%}}", "a", " ", "*|", "{$"]
    )
).map("".join)
_LIQUID = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}|\{\{ \"(\{)\" \}\}|(.)", re.DOTALL)


def liquid(template: str) -> str:
    """What Liquid prints, for the part of Liquid that the guard uses."""
    return "".join(match.group(1) or match.group(2) or match.group(3) or "" for match in _LIQUID.finditer(template))


@given(text=braces)
def test_liquid_prints_the_text(text: str) -> None:
    guarded = for_jekyll(text)
    assert liquid(guarded) in (text, f"{text}\n")


def test_a_text_without_liquid_stays_as_it_is() -> None:
    assert for_jekyll("{ a }\n") == "{ a }\n"


@pytest.mark.parametrize(
    ("text", "written", "is_whole"),
    [
        ("{{< a >}}", "{{</* a */>}}", True),
        ("{{% a %}} {{% /a %}}", "{{%/* a */%}} {{%/* /a */%}}", True),
        ("{{< a {{% b %}}", "{{< a {{%/* b */%}}", False),
        ("{{</* a */>}}", "{{</* a */>}}", True),
        ("{{ a }}", "{{ a }}", True),
        ("{{<", "{{<", False),
    ],
)
def test_hugo(text: str, written: str, is_whole: bool) -> None:
    assert for_hugo(text) == (written, is_whole)


@given(text=braces)
def test_hugo_is_guarded_once(text: str) -> None:
    written, _ = for_hugo(text)
    assert for_hugo(written)[0] == written
    assert written.replace("/*", "").replace("*/", "") == text.replace("/*", "").replace("*/", "")


@pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))
@settings(max_examples=40)
@given(before=braces, after=braces)
def test_a_service_finds_its_own_notation_only(service: Service, before: str, after: str) -> None:
    kept = tuple(mark for mark in (service.unsubscribe, service.view) if mark)
    if any(mark in before + after for mark in kept):
        return
    text = html.escape(before) + "\n" + "\n".join(kept) + "\n" + html.escape(after)
    guarded = marks_as_entities(text, service.marks, kept)
    assert html.unescape(guarded) == html.unescape(text)
    for mark in kept:
        assert guarded.count(mark) == 1
        guarded = guarded.replace(mark, "")
    assert not any(mark in guarded for mark in service.marks)


@pytest.mark.parametrize("service", SERVICES.values(), ids=list(SERVICES))
@settings(max_examples=40)
@given(text=braces)
def test_a_mark_in_plain_text_is_printed(service: Service, text: str) -> None:
    written = marks_as_literals(text, service.literals, ())
    assert {mark for mark, _ in service.literals} == set(service.marks)
    if not service.marks:
        assert written == text
        return
    marks = {literal: mark for mark, literal in service.literals}
    printed = re.sub("|".join(map(re.escape, marks)), lambda found: marks[found[0]], written)
    assert printed == text
