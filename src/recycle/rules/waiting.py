"""Rules of what is not to go out yet, or not everywhere."""

from __future__ import annotations

from recycle.rules.rule import Rule

WAITING = (
    Rule(
        name="embargo-not-over",
        severity="warning",
        line="The piece is under embargo, so nothing of it goes out yet.",
        page="""\
`embargo:` in the front matter names the moment. Until then `publish` leaves the piece at every outlet for later, whatever it is told, and services that
keep a post until its time are told none that is earlier. It is a warning because to write such a piece is nothing wrong; but where other people can read
the repository, they can read the piece now. Then keep it on a branch of your own machine until the time has come.""",
        bad="---\nembargo: 2026-12-01T09:00:00+01:00",
        good="---\nembargo: 2026-11-01T09:00:00+01:00",
    ),
    Rule(
        name="exclusive-window",
        severity="warning",
        line="An outlet wants the piece first, or still has it alone, so that others have to wait.",
        page="""\
`exclusive: 30 days` under an outlet says so. The others get the piece when that time is over, by the next `publish` after it; with
`exclusive_except:` the outlet allows some beside it. Nothing has to be done. If the piece is not to go to that outlet, say `outlets: {NAME: false}`.""",
        bad="# config.yaml\nexclusive: 30 days",
        good="---\noutlets: {article: false}",
    ),
    Rule(
        name="exclusive-not-first",
        severity="error",
        line="An outlet wants the piece first, and it stands elsewhere already.",
        page="""\
Or two outlets want it first. Publications with `exclusive:` take for new what others have printed only when they say so. Ask them, and then make this rule a
warning for the piece, or leave the outlet out with `outlets: {NAME: false}`.""",
        bad="# config.yaml\nexclusive: 30 days",
        good="---\noutlets: {article: false}",
    ),
    Rule(
        name="exclusive-quoted",
        severity="warning",
        line="An edit has a passage of a piece that another outlet has alone.",
        page="""\
Whoever prints a piece first may not mind a quotation, and a whole page of it they will. Ask there, take the passage out of the edit, or wait until the time is over. With
`checks: {exclusive-quoted: error}` nothing that has such a passage goes out before.""",
        bad="# edits/bad/blog.md\n::: kept from first",
        good="# edits/good/blog.md\nOn our own terms.",
    ),
)
