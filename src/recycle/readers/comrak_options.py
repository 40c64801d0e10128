"""What comrak is told for every text: the additions to CommonMark that are read."""

from __future__ import annotations

from functools import cache

import comrak

Options = tuple[comrak.ExtensionOptions, comrak.ParseOptions, comrak.RenderOptions]

_EXTENSIONS = ("table", "strikethrough", "autolink", "tasklist", "footnotes", "alerts", "block_directive")


def extensions() -> comrak.ExtensionOptions:
    """GFM's, footnotes, alerts and blocks between colons."""
    options = comrak.ExtensionOptions()
    for name in _EXTENSIONS:
        setattr(options, name, True)
    return options


@cache
def with_places() -> Options:
    """For HTML in which every block says where it stood, and everything else that came from the text is escaped."""
    render = comrak.RenderOptions()
    render.sourcepos = True
    return extensions(), comrak.ParseOptions(), render
