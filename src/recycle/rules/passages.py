"""Rules of passages, which are for some outlets alone."""

from __future__ import annotations

from recycle.rules.rule import Rule

PASSAGES = (
    Rule(
        name="passage-no-outlet",
        severity="error",
        line="A passage speaks of what is neither an outlet nor a form.",
        page="Its words would go astray unseen, or to everybody. Correct the name; the message has the nearest one.",
        bad="::: only newsleter\nAnswer this mail.\n:::",
        good="::: only newsletter\nAnswer this mail.\n:::",
    ),
    Rule(
        name="passage-not-closed",
        severity="error",
        line="A passage has no end, so that all the rest of the text would be in it.",
        page="End it with a line that holds nothing but as many colons as it began with.",
        bad="::: only newsletter\nAnswer this mail.",
        good="::: only newsletter\nAnswer this mail.\n:::",
    ),
    Rule(
        name="passage-names-nobody",
        severity="error",
        line="`::: only` or `::: not` with no name behind it.",
        page="Write the names of outlets or forms, with spaces between them.",
        bad="::: only\nAnswer this mail.\n:::",
        good="::: only newsletter\nAnswer this mail.\n:::",
    ),
    Rule(
        name="passage-unknown",
        severity="warning",
        line="A block between colons that is no passage.",
        page="""\
What it holds is for everybody. After `:::` comes `only` or `not`, and in an issue of a newsletter `piece`. A line of `:::` that ends nothing is
an error, and so is every misspelt block in an issue, where a piece would stay out unseen.""",
        bad="::: onyl newsletter\nAnswer this mail.\n:::",
        good="::: only newsletter\nAnswer this mail.\n:::",
    ),
    Rule(
        name="passage-no-issue",
        severity="warning",
        line="`::: piece` outside an issue of a newsletter.",
        page="It stands for a piece in an issue, and nothing is put in its place elsewhere; what it holds is for everybody.",
        bad="::: piece another-piece\nRead this as well.\n:::",
        good="::: only newsletter\nRead this as well.\n:::",
    ),
)
