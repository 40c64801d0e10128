"""Rules of what belongs to others, or to nobody but the writer."""

from __future__ import annotations

from recycle.rules.rule import Rule

PEOPLE = (
    Rule(
        name="secret-in-text",
        severity="error",
        line="A key, a token or a password is about to become public.",
        page="""\
It is told by the shape that its service gives it (AWS, Azure, GitHub, GitLab, Slack, Discord, Stripe, Google, SendGrid, Mailchimp, Hugging Face, DigitalOcean, npm,
PyPI, Ghost and others, webhooks, JSON Web Tokens, private keys), by its place in an address (`postgres://name:...@host`), or by what stands before it (`API_KEY=`,
`Password:`) when it looks drawn by lot or well mixed; also in code. What says of itself that it is an example (`AKIAIOSFODNN7EXAMPLE`, `ghp_xxxx...`, `changeme`, `P4ssw0rd`,
`<your key>`, `$KEY`) is none, and neither is a password of letters alone behind a label. Take it out and make a new one: what was
committed to git may have been seen already. The finding does not repeat it.""",
        bad="The key is AKIAQ7ZLM2RWUB5TKCVD.",
        good="The key is AKIAIOSFODNN7EXAMPLE.",
    ),
    Rule(
        name="email-in-text",
        severity="warning",
        line="Somebody's mail address is about to become public.",
        page="""\
A reply often has the address of the person who asked. Not meant are addresses of offices (`press@`, `info@`), of your own site, reserved ones such as
`name@example.com`, those in code, and those behind a link of other words.""",
        bad="Then ask k.l@firma.zz.",
        good="Then ask someone@example.com, or [the person who keeps the list](mailto:k.l@firma.zz).",
    ),
    Rule(
        name="phone-in-text",
        severity="warning",
        line="A telephone number is about to become public.",
        page="""\
With `+` and the number of a country, or as people write an area: `030 / ...`, `(030) ...`, `0171-...`, `(212) ...`. With spaces alone it is found where a
telephone is spoken of (`Tel.`, `call`). Numbers that are kept for films (555-01..., 020 7946 0..., 030 23125 ...) are nobody's, and those that cost
nothing (0800) an office's.""",
        bad="Then call +46 8 123 45 67.",
        good="Then call (212) 555-0147.",
    ),
    Rule(
        name="link-private",
        severity="warning",
        line="A link that only the writer can open, or that lets everybody in.",
        page="""\
A host in your network or on your machine; the desk where a site is written (`/wp-admin/`) or the preview of a draft (`?preview=true`); an address with a login or a key
in it (`token=`, `sig=`, `X-Amz-Signature=`); a file that was shared by its link (Google Docs and Drive, Dropbox, OneDrive, SharePoint) and a Zoom meeting with its password. If
the file is meant for everybody, link to a published copy, or turn the rule off for the piece. Where the address of your own machine is what readers see
(`<http://localhost:8000/>`), it says what to type and is left alone.""",
        bad="See [the draft](http://192.168.2.7/draft).",
        good="Then open <http://localhost:8000/draft>.",
    ),
    Rule(
        name="quote-no-source",
        severity="warning",
        line="A long quotation does not say whose words it holds.",
        page="""\
From 25 words on. A link or a footnote, a dash with a name in its last line, or a sentence before it that ends with a colon is enough; so is code right before
it, which it is the answer of. The law of most countries wants the name with a quotation, and so does courtesy.""",
        bad="""\
> The water has to boil for four minutes, and the lid has to stay where it is all the time, since otherwise you would only heat the kitchen and not
> the tea.""",
        good="""\
> The water has to boil for four minutes, and the lid has to stay where it is all the time, since otherwise you would only heat the kitchen and not
> the tea.
>
> — The maker of [the kettle](https://example.org/kettle)""",
    ),
    Rule(
        name="source-forbids",
        severity="error",
        line="A licence, or the rules of the place, allow no reprint, or none that is changed.",
        page="""\
`source:` names another author than you, and its `licence:` reserves all rights, or allows no derivatives (ND): a shortened or reworded text is one. Ask
for leave and write that into `licence:`, or quote the words in a text of your own. Or its host is among the `sources:` of config.yaml with `reprint: no`, which binds your own
words as well unless it says `own:`; with leave, turn the rule off for the piece.""",
        bad="---\nsource: {url: https://forum.example.org/t/1, author: Somebody else, licence: CC BY-NC-ND 4.0}",
        good="---\nsource: {url: https://forum.example.org/t/1, author: Somebody else, licence: CC BY-SA 4.0}",
    ),
    Rule(
        name="source-not-linked",
        severity="error",
        line="The place that the words come from wants a link, and the outlet would show none.",
        page="""\
Its host is among the `sources:` of config.yaml with `reprint: link`, or with `own: link` for what you have written there yourself. Blogs name a piece's source by
themselves, other outlets mostly do not: link to it in the text, in a passage for these outlets (`::: only forum`) or in their `closing:`.""",
        bad="# config.yaml\nforum.example.org: {reprint: link}",
        good="Write the answer down [where somebody asked for it](https://forum.example.org/t/1).",
    ),
    Rule(
        name="source-no-licence",
        severity="warning",
        line="Nothing says that somebody else's words may be published again.",
        page="`source:` names another author than you and has no `licence:`. What stands in public is not therefore free. Ask, or look what the place says of it, which `sources:` in config.yaml can remember.",
        bad="---\nsource: {url: https://forum.example.org/t/1, author: Somebody else}",
        good="---\nsource: {url: https://forum.example.org/t/1, author: The writer}",
    ),
)
