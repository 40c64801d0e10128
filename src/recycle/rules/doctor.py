"""Rules of ``recycle doctor``: what a destination finds out about its own settings."""

from __future__ import annotations

from recycle.rules.rule import Rule

_CONFIG = "# config.yaml\noutlets:\n  out:\n    form: FORM\n    destination: MORE"


def _config(destination: str) -> str:
    """An outlet with a destination; mail takes the forms that are mailed."""
    return _CONFIG.replace("FORM", "article" if "smtp" in destination else "blog").replace("MORE", destination)


def _said(name: str, line: str, page: str, bad: str, good: str) -> Rule:
    bad, good = _config(bad), _config(good)
    return Rule(
        name=name, severity="error", fixed=True, line=line, page=f"{page} Said by `recycle doctor`.", bad=bad, good=good
    )


DOCTOR = (
    _said(
        "secret-missing",
        "The environment variable that holds a secret is not set.",
        "config.yaml names it as `env:NAME`, so that the secret itself is in no file. Set it where recycle runs.",
        "{type: forem, key: env:NO_SUCH_KEY}",
        "{type: forem, key: env:A_KEY}",
    ),
    _said(
        "ghost-key",
        "The key of a Ghost site is not set, or is none.",
        "An Admin API key has an id and a secret with a colon between them; a Content API key will not do.",
        "{type: ghost, url: https://ghost.example.org, key: env:NO_SUCH_KEY}",
        "{type: ghost, url: https://ghost.example.org, key: env:GHOST_KEY}",
    ),
    _said(
        "smtp-login",
        "The variable that holds the name or the password for a mail server is not set.",
        "config.yaml names it as `env:NAME`. Set it where recycle runs.",
        "{type: smtp, host: mail.example.org, sender: a@example.com, to: b@example.com, user: a, password: env:NO_SUCH_KEY}",
        "{type: smtp, host: mail.example.org, sender: a@example.com, to: b@example.com, user: a, password: env:A_KEY}",
    ),
    _said(
        "smtp-recipients",
        "The list of recipients cannot be read.",
        "The file is not there or has a line that is no address, or the variable that holds the list is not set.",
        "{type: smtp, host: mail.example.org, sender: a@example.com, recipients: env:NO_SUCH_KEY}",
        "{type: smtp, host: mail.example.org, sender: a@example.com, recipients: env:READERS}",
    ),
    Rule(
        name="compose-page",
        severity="warning",
        fixed=True,
        line="The page on which a post is written does not answer.",
        page="`compose:` of a destination `by_hand` is opened for you when you carry a text there. Correct it. Said by `recycle doctor`.",
        bad=_config("{type: by_hand, compose: http://127.0.0.1:9/new}"),
        good=_config("by_hand"),
    ),
    _said(
        "command-program",
        "The program of a destination `command` is not there, or may not be run.",
        "A name with a slash is looked for in the workspace, any other in PATH. `chmod +x` lets it be run.",
        "{type: command, run: [./no-such-program]}",
        "{type: command, run: [sh]}",
    ),
    _said(
        "command-variable",
        "A variable that a destination `command` hands to its program is not set.",
        "`env:` of the destination names it. Set it where recycle runs.",
        "{type: command, run: [sh], env: [env:NO_SUCH_KEY]}",
        "{type: command, run: [sh], env: [env:A_KEY]}",
    ),
)
