"""Forem, listmonk, Buttondown and Micropub, when somebody changes what is there between a lost answer and the run that looks for it."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from recycle.destinations.buttondown import Buttondown
from recycle.destinations.buttondown import Settings as ButtondownSettings
from recycle.destinations.forem import Forem
from recycle.destinations.forem import Settings as ForemSettings
from recycle.destinations.listmonk import Listmonk
from recycle.destinations.listmonk import Settings as ListmonkSettings
from recycle.destinations.micropub import Micropub
from recycle.destinations.micropub import Settings as MicropubSettings
from recycle.destinations.protocol import Answer, Destination, Look, Online, Surroundings
from recycle.errors import DestinationError, UnansweredError
from recycle.model import Meta, Part, Placement, Variant
from recycle.world.web import Web
from tests.services import buttondown, forem, listmonk, micropub
from tests.services.stand_in import StandIn

SURROUNDINGS = Surroundings(
    Path(),
    MappingProxyType({"FOREM": forem.KEY, "LISTMONK": listmonk.TOKEN, "BUTTONDOWN": buttondown.KEY, "SITE": micropub.TOKEN}),
    None,
    Web(sleep=lambda _: None),
)
HTML = '<p>Some <b>words</b>. <a href="{{ UnsubscribeURL }}">Leave</a></p>\n'
CHANGED = "its words there are not those that were sent"


def variant(html: str = HTML, title: str = "On lists") -> Variant:
    return Variant(
        piece="on-lists",
        outlet="there",
        form="blog",
        key="on-lists/there/1",
        meta=Meta(title=title, slug="on-lists", canonical_url="https://example.com/on-lists/"),
        parts=(
            Part("html", "html", ".html", html),
            Part("text", "text", ".txt", "Some words.\n"),
            Part("page", "gfm-forem", ".md", "Some words.\n"),
        ),
        digest=hashlib.sha256(f"{html}{title}".encode()).hexdigest(),
    )


def at_forem(there: StandIn, **settings: Any) -> Forem:
    return Forem(ForemSettings(**{"key": "env:FOREM", "url": there.url, "pause": 0.0, **settings}), SURROUNDINGS)


def at_listmonk(there: StandIn, **settings: Any) -> Listmonk:
    said = {"lists": ("Readers",), "user": listmonk.USER, "token": "env:LISTMONK", "url": there.url, **settings}
    return Listmonk(ListmonkSettings(**said), SURROUNDINGS)


def at_buttondown(there: StandIn, **settings: Any) -> Buttondown:
    return Buttondown(
        ButtondownSettings(**{"key": "env:BUTTONDOWN", "mode": "fancy", "url": there.url, **settings}), SURROUNDINGS
    )


def at_site(there: StandIn, **settings: Any) -> Micropub:
    said = {"endpoint": f"{there.url}/micropub", "token": "env:SITE", **settings}
    return Micropub(MicropubSettings(**said), SURROUNDINGS)


def lost(destination: Destination, there: StandIn, before: Placement | None = None, method: str = "POST") -> None:
    there.fail(method, acts=True)
    act = partial(destination.revise, placement=before) if before else destination.place
    with pytest.raises(UnansweredError):
        act(variant())


def found(destination: Destination, before: Placement | None = None) -> Placement:
    answer = destination.find(variant(), before)
    assert isinstance(answer, Placement)
    return answer


def is_changed(destination: Destination, placement: Placement) -> bool:
    """What the next revision thinks of it."""
    assert isinstance(destination, Online)
    seen = destination.look(placement)
    assert isinstance(seen, Look)
    return dict(seen.held) != dict(placement.held)


# ── Forem ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theirs", [None, "title", "body_markdown"])
@pytest.mark.parametrize("revised", [True, False])
def test_an_article(theirs: str | None, *, revised: bool) -> None:
    with forem.ForemStandIn() as there:
        one = at_forem(there)
        before = one.place(variant(title="Before")) if revised else None
        lost(one, there, before, "PUT")
        (article,) = there.articles.values()
        if theirs:
            article[theirs] = article[theirs].replace("Some", "Their").replace("On", "Of")
        placement = found(one, before)
        assert is_changed(one, placement) is bool(theirs)
        assert placement.note == (CHANGED if theirs else "")


@pytest.mark.parametrize("theirs", [True, False])
def test_a_draft_of_an_article(*, theirs: bool) -> None:
    with forem.ForemStandIn() as there:
        one = at_forem(there)
        lost(one, there)
        (article,) = there.articles.values()
        if not theirs:
            assert one.find(variant(), None) is Answer.ABSENT
            assert not is_changed(one, one.place(variant()))
            return
        article["body_markdown"] += "More.\n"
        with pytest.raises(DestinationError, match=r"the draft 101 there is a draft .* somebody has changed its words"):
            one.find(variant(), None)
        with pytest.raises(UnansweredError, match="somebody has changed its words"):
            one.place(variant())
        assert article["body_markdown"].endswith("More.\n")
        assert there.public == []


def test_an_article_without_its_mark() -> None:
    with forem.ForemStandIn() as there:
        one = at_forem(there)
        lost(one, there, method="PUT")
        (article,) = there.articles.values()
        for fields in ({"body_markdown": "All theirs"}, {"title": "Theirs"}):
            article |= fields
            with pytest.raises(DestinationError, match="/example/article-101 has this title or canonical URL, and lacks"):
                one.find(variant(), None)
        article["canonical_url"] = "https://example.com/another/"
        assert one.find(variant(), None) is Answer.ABSENT


# ── listmonk ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theirs", [None, "subject", "body", "altbody"])
@pytest.mark.parametrize("send", [True, False])
def test_a_campaign(theirs: str | None, *, send: bool) -> None:
    with listmonk.ListmonkStandIn() as there:
        one = at_listmonk(there, send=send)
        lost(one, there, method="PUT" if send else "POST")
        (campaign,) = there.campaigns.values()
        if theirs:
            campaign[theirs] = "Theirs"
        placement = found(one)
        assert is_changed(one, placement) is bool(theirs)
        assert placement.note.endswith(CHANGED) is bool(theirs)
        assert campaign["status"] == ("running" if send else "draft")


def test_a_campaign_that_is_still_to_be_sent() -> None:
    with listmonk.ListmonkStandIn() as there:
        one = at_listmonk(there, send=True)
        lost(one, there)
        assert one.find(variant(), None) is Answer.ABSENT
        (campaign,) = there.campaigns.values()
        campaign["body"] = "Theirs"
        with pytest.raises(DestinationError, match=r'"On lists \[rcy.*\]" there is a draft .* or send it there and settle it'):
            one.find(variant(), None)
        assert (campaign["body"], there.started) == ("Theirs", [])


# ── Buttondown ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("theirs", [None, "subject", "body"])
@pytest.mark.parametrize("revised", [True, False])
def test_an_email(theirs: str | None, *, revised: bool) -> None:
    with buttondown.ButtondownStandIn() as there:
        one = at_buttondown(there)
        before = one.place(variant(title="Before")) if revised else None
        lost(one, there, before, "PATCH" if revised else "POST")
        (email,) = there.emails.values()
        email["body"] = email["body"].partition("\n")[2].replace("<b>", "<B >")  # another spelling, and the mode kept elsewhere
        if theirs:
            email[theirs] = email[theirs].replace("Some", "Their").replace("On", "Of")
        assert is_changed(one, found(one, before)) is bool(theirs)


def test_an_email_that_is_still_to_be_sent() -> None:
    with buttondown.ButtondownStandIn() as there:
        one = at_buttondown(there, send=True)
        lost(one, there)
        assert one.find(variant(), None) is Answer.ABSENT
        (email,) = there.emails.values()
        email["body"] += "Theirs"
        with pytest.raises(DestinationError, match=r'"On lists" there is a draft .* or send it there and settle it'):
            one.find(variant(), None)
        with pytest.raises(UnansweredError, match="somebody has changed its words"):
            one.place(variant())
        assert (email["body"][-6:], there.started) == ("Theirs", [])


# ── Micropub ─────────────────────────────────────────────────────────────────────────────────────

NORMALISED: tuple[Any, ...] = (
    {"html": '<div class="entry">\n <P>Some <strong>words</strong>.\n<a href="x">Leave</a></P></div>'},
    "Some **words**. [Leave]({{ UnsubscribeURL }})",
    "Some words. Leave",
)


@pytest.mark.parametrize("content", NORMALISED)
@pytest.mark.parametrize("theirs", [True, False])
@pytest.mark.parametrize("revised", [True, False])
def test_a_post_of_which_a_site_makes_what_it_likes(content: Any, *, theirs: bool, revised: bool) -> None:
    with micropub.MicropubStandIn() as there:
        one = at_site(there)
        before = one.place(variant(title="Before")) if revised else None
        lost(one, there, before)
        (post,) = there.posts.values()
        words = content["html"] if isinstance(content, dict) else content
        words = words.replace("Some", "Other") if theirs else words
        post["content"] = [{"html": words}] if isinstance(content, dict) else [words]
        placement = found(one, before)
        assert is_changed(one, placement) is theirs
        assert placement.note == (CHANGED if theirs else "")


def test_a_post_whose_comment_was_taken_out() -> None:
    with micropub.MicropubStandIn(keeps_properties=False) as there:
        one = at_site(there)
        lost(one, there)
        (post,) = there.posts.values()
        post["content"] = [{"html": "<p>Theirs</p>"}]
        there.posts[f"{there.url}/posts/other"] = {"name": ["O"], "content": [{"html": "<p>x</p><!-- recycle:rcyother 1 -->"}]}
        with pytest.raises(DestinationError, match="/posts/on-lists has its name or its slug, and not the key"):
            one.find(variant(), None)
