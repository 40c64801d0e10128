"""Rules of the front matter, and of what a piece says of outlets there."""

from __future__ import annotations

from recycle.rules.rule import Rule

HEADER = (
    Rule(
        name="unreadable",
        severity="error",
        fixed=True,
        line="A file cannot be read as a piece, so nothing of it is used.",
        page="""\
The front matter is not YAML or TOML, a value is not what its key takes, an address is not one, or the file is not UTF-8. The message says what
stands there and what to write. `check` ends with exit code 2, here and at the other rules that are the same for everybody, and all other pieces go on.""",
        bad="---\ntitle: Foo: bar",
        good='---\ntitle: "Foo: bar"',
    ),
    Rule(
        name="date-wrong",
        severity="error",
        fixed=True,
        line="A date is none, or can be read in two ways.",
        page="""There is no such day, or it is not written with the year first: `3/4/2026` is in March for some readers and in April for others. So nothing of the
piece is used until it is corrected.""",
        bad="---\ndate: 14 March 2026",
        good="---\ndate: 2026-03-14",
    ),
    Rule(
        name="time-without-zone",
        severity="error",
        fixed=True,
        line="`not_before` or `embargo` says a time and not where.",
        page="""It would be another moment on the machine that publishes than on yours. Write the zone behind the time, or set `site: timezone:` in config.yaml; then a day
alone is enough.""",
        bad="---\nnot_before: 2026-03-14 9:00",
        good="---\nnot_before: 2026-03-14 9:00+01:00",
    ),
    Rule(
        name="draft-contradiction",
        severity="error",
        fixed=True,
        line="`draft`, `published` and `status` contradict each other.",
        page="""One of them says that the piece is a draft, another that it is not. Programs differ in which of them they heed, and recycle heeds none of them then. Keep one.""",
        bad="---\ndraft: true\npublished: true",
        good="---\ndraft: false\npublished: true",
    ),
    Rule(
        name="name-twice",
        severity="error",
        fixed=True,
        line="The id or slug of a piece is that of another one.",
        page="""Neither of the two is used: a command could mean either, and a copy would take over what the ledger says of the first. It is often left over from copying a file.
Give one of them another file name, and the copy another `id:`, or none.""",
        bad="---\nid: answers",
        good="---\nid: answers-again",
    ),
    Rule(
        name="title-missing",
        severity="error",
        line="The piece has no title.",
        page="""\
Every outlet needs one. When the text begins with a heading, the message offers that heading's words; they are not taken by themselves, since a
heading that stands in the text as well would be said twice.""",
        bad="---\ndescription: A reply is written once and can be of use in four places, when its words stand alone.",
        good="---\ntitle: How to answer a question twice",
    ),
    Rule(
        name="front-matter-unknown-key",
        severity="warning",
        line="A key that neither recycle nor any usual program knows.",
        page="""\
Most often it is misspelt, and what it says is not used. At the top of the front matter that is a warning, because another program may want the
key: one that begins with `x_` or `_` is never asked about. Inside `source:` and `outlets:`, which are recycle's own, it is an error.""",
        bad="---\ndescripton: A reply can be of use in four places.",
        good="---\nx_mood: calm",
    ),
    Rule(
        name="front-matter-two-names",
        severity="warning",
        line="Two keys that mean the same say different things.",
        page="""\
`description` and `summary` are one field to recycle, as are `date` and `pubdate`, `updated` and `lastmod`. The one that comes first in
the documentation of the front matter is used. Delete one of the two, or make them say the same.""",
        bad="---\nsummary: Something else is said here than in the description above, and only one of them is used.",
        good="---\ndescription: A reply is written once and can be of use in four places, when its words stand alone.",
    ),
    Rule(
        name="front-matter-comment",
        severity="warning",
        line="YAML takes the end of a text for a comment.",
        page="""\
A `#` with a space before it begins a comment, so `title: Fixing #42` says no more than "Fixing". Put the text in quotation marks. A comment
with a space behind its `#` is taken for a comment, and nothing is said.""",
        bad="---\nseries: Answers #2",
        good='---\nseries: "Answers #2"',
    ),
    Rule(
        name="outlet-unknown",
        severity="warning",
        line="`outlets:` in the front matter speaks of an outlet that there is not.",
        page="""\
What it says there is used by nobody. Most often the name is misspelt, or the outlet was renamed in config.yaml; the message names the nearest
one. The name of a form (`forum`) stands for all outlets of that form.""",
        bad="---\noutlets: {furom: {title: Answered twice}}",
        good="---\noutlets: {forum: {title: Answered twice}}",
    ),
    Rule(
        name="rule-unknown",
        severity="error",
        line="`checks:` in the front matter speaks of a rule that there is not.",
        page="""\
It changes nothing, so that a rule somebody wanted off is still on. The message names the nearest rule; `recycle check --explain` lists them
all. Some rules have one severity for everybody, since what they guard against cannot be mended afterwards: for these it is said too.""",
        bad="---\nchecks: {image-no-alt-text: off}",
        good="---\nchecks: {image-no-alt: off}",
    ),
    Rule(
        name="canonical-twice",
        severity="error",
        line="Two pieces claim one page as their original.",
        page="""\
Services refuse a second article with the same `canonical_url`, and search engines follow one of the two. Case in the host, the usual port and a
slash at the end make no difference. It is often left over from copying a file. Correct the address in one of them, or take it out.""",
        bad="---\ncanonical_url: https://example.org/answers/",
        good="---\ncanonical_url: https://example.org/answers-again/",
    ),
    Rule(
        name="date-order",
        severity="warning",
        line="The piece was changed before it was written.",
        page="`updated` is earlier than `date`. Readers and feeds take the later one for the truth. Correct one of them.",
        bad="---\nupdated: 2025-03-14",
        good="---\nupdated: 2027-03-14",
    ),
)
