"""Names that are made of titles, in languages that spell their own letters out."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.readers.slugs import slugify, unsafe

TITLES = st.text(st.sampled_from("aä Öoøå-Üßæé1"), max_size=30)


@pytest.mark.parametrize(
    ("title", "language", "slug"),
    [
        ("Über Öfen", "de", "ueber-oefen"),
        ("Über Öfen", "DE-at", "ueber-oefen"),
        ("Über Öfen", "", "uber-ofen"),
        ("Über Öfen", "en", "uber-ofen"),
        ("ÄRGER mit Straßen", "de-CH", "aerger-mit-strassen"),
        ("Blå øl på en ærlig ø", "da", "blaa-oel-paa-en-aerlig-oe"),
        ("Blå øl", "nb", "blaa-oel"),
        ("Blå øl", "nn", "blaa-oel"),
        ("Små öar, äntligen", "sv", "sma-oar-antligen"),
        ("Hyvää yötä", "fi", "hyvaa-yota"),
        ("Café für alle", "de", "cafe-fuer-alle"),
    ],
)
def test_letters(title: str, language: str, slug: str) -> None:
    assert slugify(title, language) == slug
    assert slugify(unicodedata.normalize("NFD", title), language) == slug


@given(TITLES, st.sampled_from(["de", "da", "nb", "sv", "", "x-whatever"]))
def test_a_name_is_safe_and_stays(title: str, language: str) -> None:
    slug = slugify(title, language)
    assert not unsafe(slug)
    assert slugify(slug, language) == slugify(slug) == slug
