"""What a template is given. ``templates/README.md`` is about this and a test holds the two together."""

from __future__ import annotations

from recycle.forms.protocol import Brief, Draft, Shaped


def context(brief: Brief, shaped: Shaped, draft: Draft, body: str) -> dict[str, object]:
    """The names that every template may print, and the form's own (``Shaped.values``).

    ``body`` is the text in the draft's dialect: finished, not to be escaped.
    """
    return {
        **{name: value() if callable(value) else value for name, value in shaped.values.items()},
        "body": body,
        "meta": shaped.meta,
        "site": brief.site,
        "words": brief.words,
        "settings": brief.settings,
        "outlet": brief.outlet,
        "key": brief.key,
        "own_url": brief.own_url,
        "part": draft.name,
        "piece": brief.piece.path,
    }
