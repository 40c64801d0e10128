"""The person at the terminal, for destinations that need hands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from recycle.cli.session import Session
from recycle.destinations.addresses import is_web_address
from recycle.model import Variant
from recycle.world.desktop import copy_to_clipboard, open_url


class Terminal:
    """Shows what is to be posted, helps with clipboard and browser, and asks for the address."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.out = session.out
        self.environ = session.environ

    def is_there(self) -> bool:
        """Whether anybody can answer."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def hand_over(self, variant: Variant, compose_url: str) -> str | None:
        """Show ``variant`` and return the URL that the person gives, None when there is no answer."""
        self.session.make_room()
        self.out.warn(f"\n{variant.outlet} is published by hand. {variant.meta.title}")
        for part in variant.parts:
            self.out.warn(f"\n── {part.name} ──")
            self.out.warn(part.body if isinstance(part.body, str) else f"({len(part.body)} bytes)")
        last = variant.parts[-1]
        if isinstance(last.body, str) and copy_to_clipboard(last.body, self.environ):
            self.out.warn(f"── {last.name} is on the clipboard.")
        if compose_url and open_url(compose_url, self.environ):
            self.out.warn(f"── {compose_url} is open in the browser.")
        elif compose_url:
            self.out.warn(f"── Post it at {compose_url}")
        with _interruptible():
            return _asked_for()

    def take_down(self, url: str) -> bool:
        """Ask for the post at ``url`` to be deleted, and return whether that was done."""
        self.out.warn(f"Please delete the post at {url}")
        open_url(url, self.environ)
        with _interruptible():
            return click.confirm("Is it deleted?", default=False, err=True)


def _asked_for() -> str | None:
    """The URL that the person gives; empty when it was not posted, None when it was and nobody knows where."""
    while True:
        answer = str(click.prompt("URL of the post (empty: there is none)", default="", show_default=False, err=True)).strip()
        if not answer:
            return None if click.confirm("Is it posted all the same?", default=False, err=True) else ""
        if is_web_address(answer):
            return answer
        click.echo(f'"{answer}" is not the address of a page; give the whole of it with https://.', err=True)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl-C ends the run. click makes an ordinary error of it, which would be taken for the destination's."""
    try:
        yield
    except click.Abort:
        raise KeyboardInterrupt from None


class Given:
    """A person who has posted it already and says where: ``--url``."""

    def __init__(self, url: str) -> None:
        self.url = url

    def hand_over(self, variant: Variant, compose_url: str) -> str | None:
        """The URL that was given."""
        return self.url

    def take_down(self, url: str) -> bool:
        """Nobody is here to delete anything."""
        return False
