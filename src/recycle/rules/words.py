"""Rules of the text: its structure, links, images, markup."""

from __future__ import annotations

from recycle.rules.rule import Rule

STRUCTURE = (
    Rule(
        name="heading-skips-level",
        severity="warning",
        line="A heading is more than one level below the one before it.",
        page="""\
Who reads with a screen reader walks through headings by level and takes a missing one for something missed (WCAG 2.2, technique G141). Choose the
level by what it is a part of, not by its size.""",
        bad="## Why\n\n#### The first reason\n\nWords.",
        good="## Why\n\n### The first reason\n\nWords.",
    ),
    Rule(
        name="section-empty",
        severity="warning",
        line="There is nothing under a heading.",
        page="""\
Something was to be written there, or was deleted without its heading. A heading with a smaller one right below it is not empty.""",
        bad="## What is left\n\n## What I learnt\n\nWords.",
        good="## What I learnt\n\nWords.",
    ),
    Rule(
        name="section-hidden",
        severity="warning",
        line="An outlet shows a heading and nothing of what is under it.",
        page="""\
Everything under it stands in passages for other outlets. Put the heading into the passage as well.""",
        bad="## For subscribers\n\n::: only newsletter\nAnswer this mail.\n:::",
        good="::: only newsletter\n## For subscribers\n\nAnswer this mail.\n:::",
    ),
    Rule(
        name="html-removed",
        severity="warning",
        line="Raw HTML that is never published was taken out.",
        page="""\
Scripts, frames, forms and styles do not travel: most outlets refuse them, some would run them. The words inside an unknown tag stay; those inside
`script` and `style` go too. If the tag is what you write about, put it in backticks.""",
        bad='<iframe src="https://example.com/film"></iframe>',
        good="[The film](https://example.com/film)",
    ),
    Rule(
        name="markup-too-slow",
        severity="error",
        line="Python-Markdown does not finish with this text.",
        page="""\
It takes minutes over some thousand unbalanced brackets, notes or levels, so it is stopped after a few seconds. Close the brackets, put them in
backticks, or write `markup: gfm` in the front matter.""",
        bad="[[[[[[[[[[[[ ... thousands of them",
        good="`[[[[[[[[[[[[ ... thousands of them`",
    ),
    Rule(
        name="markup-failed",
        severity="error",
        line="Python-Markdown, or one of its extensions, gave up on this text.",
        page="""\
From the line on that is named it is nested too deeply. Write it flatter, or write `markup: gfm` in the front matter.""",
        bad="a\n:   b\na\n:   b\na\n:   b\n",
        good="a\n:   b",
    ),
    Rule(
        name="title-twice",
        severity="warning",
        line="The text begins with a title of its own.",
        page="""\
Its first line is its only heading of level 1 and says something else than `title:`, so that readers see two titles. A heading that says the same as
the title is left out by itself.""",
        bad="# An answer for two questions\n\nWords.",
        good="# How to answer a question twice\n\nWords.",
    ),
    Rule(
        name="list-not-seen",
        severity="warning",
        line="Rows that look like a list are one paragraph to Markdown.",
        page="""\
A sign needs a space after it, a bullet that was pasted from a word processor is no sign, and a list of numbers right under a paragraph has to begin
with 1. Put an empty line before the list.""",
        bad="You need:\n-water\n-a kettle",
        good="You need:\n\n- water\n- a kettle",
    ),
    Rule(
        name="merge-unfinished",
        severity="error",
        line="git has left the marks of a conflict in the text.",
        page="""\
Two branches have changed the same rows, and nobody has chosen yet: readers would get both wordings, and the marks. Keep the words that you want and
delete the rows that begin with `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`. In a code block they may stand.""",
        bad="<<<<<<< HEAD\nkeep a copy.\n=======\nkeep two copies.\n>>>>>>> corrections",
        good="Keep two copies.",
    ),
    Rule(
        name="spelling",
        severity="warning",
        line="A spelling program of your choice has something to say of a word.",
        page="""\
`spelling:` in config.yaml names the command. `recycle check` gives it the words of the piece, each on its own line of the file, without code, addresses and
marks, so that it says the right lines: `codespell -`, `hunspell -l -d en_GB`, `vale --output=line`. `publish` never runs it.""",
        bad="The kettel boils.",
        good="The kettle boils, and `kettel` is code.",
    ),
)

LINKS = (
    Rule(
        name="link-empty",
        severity="error",
        line="A link has no address.",
        page="It leads back to the page that it stands on. Write the address between its round brackets, or take the link away.",
        bad="See [the manual]().",
        good="See [the manual](https://example.org/manual).",
    ),
    Rule(
        name="link-broken",
        severity="error",
        line="A link's address cannot be one.",
        page="""\
`www.example.org` without `https://` is a path to every browser and leads to a page of your own that there is not; an address without a host (`https://`), with
a space in its host, or with brackets that make no sense, leads nowhere, that of an image too. Copy it from the address line of a browser once more.""",
        bad="See [the manual](www.example.org/manual).",
        good="See [the manual](https://example.org/manual).",
    ),
    Rule(
        name="link-no-piece",
        severity="error",
        line="A link to a Markdown file that is no piece here.",
        page="""\
A link to another piece's file becomes that piece's address at each outlet. This file is not in `content/`, so that there is none. Correct the
path, which begins where the piece's own file lies, or link to the page on the web.""",
        bad="More in [the other answer](no-such-answer.md).",
        good="More in [the other answer](https://example.com/blog/other-answer/).",
    ),
    Rule(
        name="link-no-file",
        severity="warning",
        line="A link to a file that is not there.",
        page="""\
The path ends as files do and pages do not (`.pdf`, `.zip`, `.png`). It begins where the piece's own file lies, and no such file is there; capitals count. Where recycle makes
a folder for the piece's page (`https://example.com/one/`), every other path that leads into it is told of as well (`notes`, `demo.html`): nothing is there but what goes along.
Which other pages and files your site has is not known, and nothing said of them: `/about`, `../2019/`, `../old.html`, and paths that lead out of `content/`.""",
        bad="The numbers are in [a table](no-such-table.csv).",
        good="The numbers are in [a table](https://example.com/tables/rain.csv).",
    ),
    Rule(
        name="link-file-stays",
        severity="warning",
        line="A link to a file beside the piece, which does not go along.",
        page="""\
Only images that the text shows go along. What else lies beside it stays behind, and readers would follow the link to nothing. Put the file where your site keeps such things, and
link to it there. Told of where recycle makes your page, as files or at a service. If something else brings these files there, turn the rule off in config.yaml.""",
        bad="The numbers are in [a table](rain.csv).",
        good="The numbers are in [a table](https://example.com/tables/rain.csv).",
    ),
    Rule(
        name="link-no-page",
        severity="warning",
        line="A link to another piece that has no page and gets none now.",
        page="""\
It is a draft, is left out of the canonical outlet or was withdrawn there, or its time has not come. Copies wait until that piece has a page; your own page does not, and
its readers would follow a link to nothing. What the next `publish` brings there is not told of: it goes out first.""",
        bad="More in [the other answer](other.md).",
        good="More in [the other answer](other.md).",
    ),
    Rule(
        name="link-relative",
        severity="error",
        line="A path as a link, and no site to join it to.",
        page="""\
In a mail or a forum it would lead nowhere. Set `site: url:` in config.yaml, or write the whole address.""",
        bad="More [about me](/about).",
        good="More [about me](https://example.com/about).",
    ),
    Rule(
        name="link-removed",
        severity="warning",
        line="A link with a kind of address that is never published was taken out.",
        page="""\
`javascript:` and `data:` can run something at the reader's; a drive letter or a name of your own means nothing elsewhere. The words of the link
stay.""",
        bad="[Try it](javascript:alert(1))",
        good="[Try it](https://example.com/try)",
    ),
    Rule(
        name="link-name-twice",
        severity="warning",
        line="A name for a link is given two addresses.",
        page="The first one counts everywhere, so that the second address is used nowhere. Rename one of the two.",
        bad="See [the manual].\n\n[the manual]: https://example.org/manual\n[The manual]: https://example.org/old-manual",
        good="See [the manual].\n\n[the manual]: https://example.org/manual",
    ),
    Rule(
        name="link-name-unknown",
        severity="warning",
        line="A link by name, and no address is given for the name.",
        page="Readers see the brackets. Add the line with the address, or correct the name.",
        bad="See [the manual][manul].\n\n[manual]: https://example.org/manual",
        good="See [the manual][manual].\n\n[manual]: https://example.org/manual",
    ),
    Rule(
        name="link-no-place",
        severity="warning",
        line="A link inside the text to a place that is not there.",
        page="""\
A heading is called by its words in small letters with hyphens for spaces; of these only letters and digits are compared, since every renderer makes its
own. An `id` or a `name` in HTML counts too. Most often the heading was reworded.""",
        bad="See [below](#what-i-lernt).\n\n## What I learnt\n\nWords.",
        good="See [below](#what-i-learnt).\n\n## What I learnt\n\nWords.",
    ),
    Rule(
        name="link-no-place-there",
        severity="warning",
        line="A link to a place in another piece that is not there.",
        page="""\
By the other piece's file (`other-piece.md#a-heading`) or by the address of its page. Places are compared as in `link-no-place`, and only the texts of pieces that are
linked to so are read. A commit that rewords a heading is told of the pieces that link to it.""",
        bad="See [the other answer](other.md#what-i-lernt).",
        good="See [the other answer](other.md#what-i-learnt).",
    ),
    Rule(
        name="link-no-answer",
        severity="warning",
        line="A page that the text links to is gone, or does not answer.",
        page="""\
Asked only with `recycle check --online`: links, images and the cover image, each page once, one after the other, with a second of rest for each host, and no more than the
headers. All that a page takes to answer, with the pages that it sends on to, has ten seconds. What answered is not asked again for a week, what did not for an hour
(`.recycle/links.json`); to stop a long run loses nothing. A page that wants a login, or no programs, does answer. A host that asks to be left alone (429, or 503 with
`Retry-After`) is asked nothing more in that run, nothing is said of its pages, and the command says how many are left for another time. A host that has not
answered twice running is not asked again either, and its other pages are told of.

Not asked is what nobody else can open (your own machine and network) and what has a login or a key in it: `link-private` tells of those. Neither are addresses
that are shown as they are and kept for examples (`<https://example.com/...>`, `.test`).""",
        bad="See [the manual](https://example.com/gone).",
        good="See [the manual](https://example.com/manual).",
    ),
)

IMAGES = (
    Rule(
        name="image-missing",
        severity="error",
        line="There is no file at an image's path.",
        page="""\
The path begins where the piece's own file lies; capitals count, also where your own machine does not mind. The cover image is asked for too. An
address on the web is not.""",
        bad="![A kettle on a stove](no-such-kettle.png)",
        good="![A kettle on a stove](https://example.com/kettle.png)",
    ),
    Rule(
        name="image-no-alt",
        severity="warning",
        line="An image has no alternative text.",
        page="""\
Who cannot see it, and whose mail program shows no images, reads nothing. Write what it shows, in its place in the text; what is only an ornament
need not be there at all.""",
        bad="![](https://example.com/kettle.png)",
        good="![A kettle on a stove](https://example.com/kettle.png)",
    ),
    Rule(
        name="image-not-reachable",
        severity="error",
        line="An image beside the piece has no address that readers of this outlet could get it from.",
        page="""\
This outlet takes no files, and no other one that does is known: set `canonical:` in config.yaml to the outlet that carries the files, or write
the image's whole address.""",
        bad="![A kettle on a stove](kettle.png)",
        good="![A kettle on a stove](https://example.com/kettle.png)",
    ),
    Rule(
        name="image-outside",
        severity="error",
        line="An image lies outside the folder of its piece.",
        page="""\
Files go along under the name that the text gives them, and `../` leads out of the page's own folder. Put the file beside the piece.""",
        bad="![A kettle on a stove](../kettle.png)",
        good="![A kettle on a stove](kettle.png)",
    ),
    Rule(
        name="image-too-large",
        severity="warning",
        line="An image has more than 5 MB.",
        page="""\
It takes a reader on a train a minute, and many services refuse it. 2,000 pixels are as wide as any page shows; a photograph of that width has about
one megabyte.""",
        bad="![A kettle on a stove](kettle-6000-pixels.png)",
        good="![A kettle on a stove](kettle-2000-pixels.png)",
    ),
)
