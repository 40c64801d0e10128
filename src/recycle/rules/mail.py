"""Rules of the newsletter and of its issues."""

from __future__ import annotations

from recycle.rules.rule import Rule

_LETTER = "# config.yaml\noutlets:\n  newsletter:\n    form: {type: newsletter, MORE}\n    destination: by_hand"
_WHOLE = "sender: Notes <notes@example.com>, unsubscribe_url: https://example.com/leave"

NEWSLETTER = (
    Rule(
        name="newsletter-subject-missing",
        severity="error",
        line="The subject is empty.",
        page='`subject: ""` says so. Leave the line away, and the title is the subject.',
        bad='---\noutlets: {newsletter: {subject: ""}}',
        good="---\noutlets: {newsletter: {subject: Answered twice}}",
    ),
    Rule(
        name="newsletter-subject-too-long",
        severity="warning",
        line="Mail programs show only the beginning of the subject.",
        page="""\
Gmail on a desktop shows 70 characters, a telephone fewer than 50. `subject_max` in the outlet's `rules:` is a limit of your own; breaking that is
an error. A subject that differs from the title is said with `outlets: {newsletter: {subject: ...}}`.""",
        bad="---\noutlets: {newsletter: {subject: How to answer a question twice and why the second answer is better than the first}}",
        good="---\noutlets: {newsletter: {subject: Answered twice}}",
    ),
    Rule(
        name="newsletter-preview-missing",
        severity="warning",
        line="There is no preview text.",
        page="""\
In a list of mails the preview stands beside the subject; without one, programs show the beginning of the text, or "View in browser". Add
`description:`, or `preview:` under `outlets:`. Said only where nothing could be taken from the text.""",
        bad='---\noutlets: {newsletter: {preview: ""}}',
        good="---\noutlets: {newsletter: {preview: One reply and four places in which it can be of use.}}",
    ),
    Rule(
        name="newsletter-preview-too-short",
        severity="warning",
        line="After a short preview, mail programs show the text's beginning.",
        page="With fewer than 35 characters there is room for more. `preview_min` in the outlet's `rules:` is a limit of your own; breaking that is an error.",
        bad="---\noutlets: {newsletter: {preview: Four uses.}}",
        good="---\noutlets: {newsletter: {preview: One reply and four places in which it can be of use.}}",
    ),
    Rule(
        name="newsletter-preview-too-long",
        severity="warning",
        line="No mail program shows the whole preview.",
        page="None shows more than 140 characters. `preview_max` in the outlet's `rules:` is a limit of your own; breaking that is an error.",
        bad="---\noutlets: {newsletter: {preview: One reply and four places in which it can be of use when somebody takes the time to write it once more so that it stands alone everywhere and says so.}}",
        good="---\noutlets: {newsletter: {preview: One reply and four places in which it can be of use.}}",
    ),
    Rule(
        name="newsletter-image-address",
        severity="error",
        line="A mail program cannot fetch an image.",
        page="""\
Its address is no public one. Set `site: url:` in config.yaml, or write the whole address. Where the file is not there (`image-missing`), or cannot be
reached, only that is told.""",
        bad="![A kettle on a stove](/kettle.png)",
        good="![A kettle on a stove](https://example.com/kettle.png)",
    ),
    Rule(
        name="newsletter-image-alt",
        severity="warning",
        line="An image in a mail has no alternative text.",
        page="Many mail programs show no images until they are asked to, and the alternative text in their place.",
        bad="![](https://example.com/kettle.png)",
        good="![A kettle on a stove](https://example.com/kettle.png)",
    ),
    Rule(
        name="newsletter-no-page",
        severity="error",
        line="A long piece is to be a teaser, and there is no page to read on at.",
        page="""\
A piece of `full_below` words or more is mailed as its beginning with a link. Publish it at its canonical outlet first, add `canonical_url:`, or
set a greater `full_below`.""",
        bad=_LETTER.replace("MORE", f"full_below: 5, {_WHOLE}"),
        good=_LETTER.replace("MORE", f"full_below: 5000, {_WHOLE}"),
    ),
    Rule(
        name="newsletter-sender-missing",
        severity="warning",
        line="No .eml is made, because nobody sends it.",
        page="Give the form a `sender:`. Where a service sends the mail, turn the rule off for that outlet.",
        bad=_LETTER.replace("MORE", "unsubscribe_url: https://example.com/leave"),
        good=_LETTER.replace("MORE", _WHOLE),
    ),
    Rule(
        name="newsletter-sender",
        severity="error",
        line="The sender is no address.",
        page='Write it as `"Name <name@example.com>"`.',
        bad=_LETTER.replace("MORE", "sender: Notes, unsubscribe_url: https://example.com/leave"),
        good=_LETTER.replace("MORE", _WHOLE),
    ),
    Rule(
        name="newsletter-to",
        severity="error",
        line="`to:` of the form is no address.",
        page='Write it as `"Name <name@example.com>"`.',
        bad=_LETTER.replace("MORE", f"to: readers, {_WHOLE}"),
        good=_LETTER.replace("MORE", f"to: readers@example.com, {_WHOLE}"),
    ),
    Rule(
        name="newsletter-unsubscribe-missing",
        severity="warning",
        line="Readers cannot leave the list.",
        page="""\
The law of many countries wants a way out in every mail, and so do mail services. Name the sending `service:`, which puts its own link there, or an
`unsubscribe_url:`.""",
        bad=_LETTER.replace("MORE", "sender: Notes <notes@example.com>"),
        good=_LETTER.replace("MORE", _WHOLE),
    ),
)

ISSUES = (
    Rule(
        name="issue-empty",
        severity="error",
        line="There is no piece in an issue.",
        page="Write `::: piece NAME`, and a line of `:::` below it, for each.",
        bad="Good morning!",
        good="Good morning!\n\n::: piece good\n:::",
    ),
    Rule(
        name="issue-piece-draft",
        severity="error",
        line="A piece in an issue is a draft.",
        page="Finish it, or take it out of the issue.",
        bad="---\ndraft: true",
        good="---\ndraft: false",
    ),
    Rule(
        name="issue-piece-off",
        severity="error",
        line="A piece in an issue says that it does not go to this newsletter.",
        page="Its front matter has `outlets: {NAME: false}`. Take the one or the other out.",
        bad="---\noutlets: {newsletter: false}",
        good="---\noutlets: {newsletter: true}",
    ),
    Rule(
        name="issue-piece-sent",
        severity="error",
        fixed=True,
        line="A piece in an issue went to these readers already.",
        page="The ledger knows the issue, or the mail of its own, that it was in. Take it out of this one.",
        bad='# ledger/bad.jsonl\n"kind":"placed"',
        good="Good morning!\n\n::: piece good\n:::",
    ),
    Rule(
        name="issue-piece-unknown",
        severity="error",
        fixed=True,
        line="Nobody knows whether a piece in an issue went to these readers already.",
        page="An earlier run was interrupted, or the service did not answer. `recycle settle PIECE OUTLET` ends it; what may have been read is not sent again.",
        bad='# ledger/bad.jsonl\n"kind":"attempted"',
        good="Good morning!\n\n::: piece good\n:::",
    ),
    Rule(
        name="issue-clipped",
        severity="warning",
        line="Gmail will hide the end of an issue.",
        page='Gmail shows about 100 KB of a mail\'s HTML and a link "View entire message" for the rest. Make `full_below` smaller, or the issue shorter.',
        bad="One hundred thousand letters.",
        good="Good morning!\n\n::: piece good\n:::",
    ),
)
