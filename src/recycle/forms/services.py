"""Mail services: how each writes the link to leave the list, and what its templates would take for their own notation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

Name = Literal[
    "plain",
    "brevo",
    "buttondown",
    "ghost",
    "kit",
    "listmonk",
    "mailchimp",
    "mailcoach",
    "mailerlite",
    "mailgun",
    "mailjet",
    "postmark",
    "sendy",
]


class Service(NamedTuple):
    """A sending service. ``unsubscribe`` and ``view`` stand where an address would.

    ``adds_own``: it puts its own link to leave the list under every mail. ``marks`` begin an expression in its templates;
    ``literals`` say how to print such a mark in plain text (in HTML a character reference does it).
    """

    unsubscribe: str = ""
    view: str = ""
    adds_own: bool = False
    marks: tuple[str, ...] = ()
    literals: tuple[tuple[str, str], ...] = ()


_BRACES = ("{{",)
_BRACES_AND_TAGS = ("{{", "{%", "{#")
_BRACES_PRINTED = (("{{", '{{ "{{" }}'),)
_ALL_PRINTED = (("{{", '{{ "{{" }}'), ("{%", '{{ "{%" }}'), ("{#", '{{ "{#" }}'))
_LIQUID_PRINTED = (("{{", '{{ "{{" }}'), ("{%", '{{ "{%" }}'))

SERVICES: Mapping[Name, Service] = MappingProxyType(
    {
        "plain": Service(),
        # Brevo's new template language is Django's.
        "brevo": Service("{{ unsubscribe }}", "{{ mirror }}", marks=_BRACES_AND_TAGS, literals=_ALL_PRINTED),
        # https://docs.buttondown.com/template-variables: Django's template language.
        "buttondown": Service("{{ unsubscribe_url }}", marks=_BRACES_AND_TAGS, literals=_ALL_PRINTED),
        # Ghost puts its own footer under what it mails. It fills in %%{first_name}%% even where that is written as character
        # references, so that the destination guards it.
        "ghost": Service(adds_own=True),
        # Kit (ConvertKit), help article "HTML email templates": Liquid.
        "kit": Service("{{ unsubscribe_url }}", marks=("{{", "{%"), literals=_LIQUID_PRINTED),
        # https://listmonk.app/docs/templating/: Go's text/template.
        "listmonk": Service("{{ UnsubscribeURL }}", "{{ MessageURL }}", marks=_BRACES, literals=_BRACES_PRINTED),
        # https://mailchimp.com/help/all-the-merge-tags-cheat-sheet/: no way to print a merge tag in plain text; a
        # zero-width space (U+200B) keeps it from being one.
        "mailchimp": Service("*|UNSUB|*", "*|ARCHIVE|*", marks=("*|",), literals=(("*|", "*\u200b|"),)),
        # https://mailcoach.app/docs, "Creating a campaign": Twig.
        "mailcoach": Service("{{ unsubscribeUrl }}", "{{ webviewUrl }}", marks=_BRACES_AND_TAGS, literals=_ALL_PRINTED),
        "mailerlite": Service("{$unsubscribe}", "{$url}", marks=("{$",), literals=(("{$", "{\u200b$"),)),
        # https://documentation.mailgun.com, "Tracking Unsubscribes": whole names between percent signs, so no mark to guard.
        "mailgun": Service("%unsubscribe_url%"),
        # Mailjet: the language at the end is the one of the page that confirms.
        "mailjet": Service("[[UNSUB_LINK_EN]]", marks=("{{", "{%"), literals=_LIQUID_PRINTED),
        # https://postmarkapp.com/support/article/1208-how-to-add-an-unsubscribe-link
        "postmark": Service("{{{ pm:unsubscribe }}}"),
        # https://sendy.co/get-started: the tag in square brackets is the address alone.
        "sendy": Service("[unsubscribe]", "[webversion]"),
    }
)
