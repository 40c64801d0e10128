"""config.yaml as it is written: the types that the reference, the JSON Schema and every check of it come from."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from msgspec import Meta as Says
from msgspec import Struct, field

from recycle.model import Limits, Site, SourceRules, Weight


class OutletSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One place to publish."""

    form: Annotated[
        str | dict[str, Any],
        Says(
            description="The genre: `blog`, `newsletter`, `forum` or `article`; or a mapping with `type:` and the form's own settings."
        ),
    ]
    destination: Annotated[
        str | dict[str, Any],
        Says(description="How a variant gets there: `by_hand`, or a mapping with `type:` and the destination's own settings."),
    ]
    rules: Annotated[Limits, Says(description="The outlet's house rules; what breaks one is a finding.")] = Limits()
    campaign: Annotated[
        dict[str, str],
        Says(
            description=(
                "Query parameters for links to your own site, such as `utm_source: newsletter`. Never added to the canonical address."
            )
        ),
    ] = field(default_factory=dict)
    language: Annotated[str, Says(description="The language of the furniture here, when it is not the site's: `en`, `de`.")] = (
        ""
    )
    schedule: Annotated[
        bool,
        Says(
            description="Hand over what is due later (`not_before`, a future `date`) at once, for the service to publish it then;"
            " otherwise `publish` leaves it until it is due."
        ),
    ] = False
    issues: Annotated[
        bool,
        Says(
            description="Pieces go there together, in issues that `recycle issue` drafts, and none of them by itself. For newsletters."
        ),
    ] = False
    rewrite: Annotated[
        str | list[str],
        Says(
            description="A command that gets the text as Markdown on standard input and answers with another on standard output:"
            " `[./shorter, --words, '300']`, or the same as one string. No shell reads it."
        ),
    ] = ""
    since: Annotated[
        dt.date | None, Says(description="Pieces with an earlier date are skipped here when `publish` is not told their names.")
    ] = None
    not_before: Annotated[
        str | None,
        Says(
            description=(
                "Nothing goes there earlier: `2026-12-01T09:00:00+01:00`. A day, or a time without a zone, needs `site.timezone`."
            )
        ),
    ] = None
    exclusive: Annotated[
        str,
        Says(
            description="How long this outlet wants a piece alone: `48 hours`, `30 days`, `6 weeks`, `3 months`. It gets the piece first, and the others"
            " [wait](publishing.md#first-and-alone) until that time after it was placed here."
        ),
    ] = ""
    exclusive_except: Annotated[
        list[str], Says(description="Outlets that may have the piece all the same, such as your own page.")
    ] = field(default_factory=list)
    words: Annotated[
        dict[str, str], Says(description="Other words for the furniture, by their keys in `templates/words/`.")
    ] = field(default_factory=dict)
    checks: Annotated[
        dict[str, Weight],
        Says(
            description="Another severity for a rule at this outlet, by its name: `off`, `warning` or `error`. [All rules](checks.md)."
        ),
    ] = field(default_factory=dict)


class Settings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole of config.yaml."""

    site: Annotated[Site, Says(description="Your own place.")] = Site()
    canonical: Annotated[
        str, Says(description="The outlet whose address is a piece's own. It is published first, and the others point to it.")
    ] = ""
    markup: Annotated[
        str,
        Says(
            description="How pieces are written when they do not say `markup:` themselves: `gfm`, `python-markdown` or `html`."
        ),
    ] = "gfm"
    markdown_extensions: Annotated[
        list[str],
        Says(description="Extensions of Python-Markdown beside `extra` and `sane_lists`, for `python-markdown` pieces."),
    ] = field(default_factory=list)
    sources: Annotated[
        dict[str, SourceRules],
        Says(description="What places that pieces come from say of using them again, by their hosts: `forum.example.org`."),
    ] = field(default_factory=dict)
    spelling: Annotated[
        str | list[str],
        Says(
            description="A command that `recycle check` gives the words of each piece to, a line for a line: `codespell -`, `hunspell -l -d en_GB`,"
            " `vale --output=line`. No shell reads it."
        ),
    ] = ""
    checks: Annotated[
        dict[str, Weight],
        Says(description="Another severity for a rule, by its name: `off`, `warning` or `error`. [All rules](checks.md)."),
    ] = field(default_factory=dict)
    outlets: Annotated[dict[str, OutletSettings], Says(description="Every place to publish, by a name of your choice.")] = (
        field(default_factory=dict)
    )
