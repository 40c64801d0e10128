"""Rules of the forms: what a genre needs, and an outlet's house rules."""

from __future__ import annotations

from recycle.model import Weight
from recycle.rules.rule import Rule

_FORMS = ("blog", "newsletter", "forum", "article")
_OUTLET = """\
# config.yaml
outlets:
  FORM: {form: FORM, destination: by_hand, rules: {RULES}}"""


def _of_forms(ending: str, line: str, page: str, *, bad: str, good: str, severity: Weight = "error") -> tuple[Rule, ...]:
    """The rule of each form. ``FORM`` in the examples is that form; ``bad`` and ``good`` are an outlet's house rules."""
    return tuple(
        Rule(
            name=f"{form}-{ending}",
            severity=severity,
            line=line,
            page=page,
            bad=_OUTLET.replace("RULES", bad).replace("FORM", form),
            good=_OUTLET.replace("RULES", good).replace("FORM", form),
        )
        for form in _FORMS
    )


HOUSE_RULES = (
    *_of_forms(
        "title-too-long",
        "The title is longer than the outlet takes.",
        "`title_max` of the outlet's `rules:`, or what its service takes, in characters. A shorter title for this outlet alone is said with"
        " `outlets: {NAME: {title: ...}}` in the front matter.",
        bad="title_max: 10",
        good="title_max: 60",
    ),
    *_of_forms(
        "title-too-short",
        "The title is shorter than the outlet wants.",
        "`title_min` of the outlet's `rules:`, or what its service wants, in characters. A longer title for this outlet alone is said with"
        " `outlets: {NAME: {title: ...}}` in the front matter.",
        bad="title_min: 60",
        good="title_min: 10",
    ),
    *_of_forms(
        "too-short",
        "The text has fewer words than the outlet wants.",
        "`words_min` of the outlet's `rules:`. The message says by how many, and which section is the shortest. `recycle expand` shows what you have"
        " written of the same matter.",
        bad="words_min: 900",
        good="words_min: 3",
    ),
    *_of_forms(
        "too-long",
        "The text has more words than the outlet takes.",
        "`words_max` of the outlet's `rules:`. The message says by how many, and which section is the longest. A part can be left to other outlets"
        " with `::: not NAME`, and `recycle edit` makes a shorter text for this one.",
        bad="words_max: 3",
        good="words_max: 900",
    ),
    *_of_forms(
        "too-many-links",
        "The text links to more addresses than the outlet allows.",
        "`links_max` of the outlet's `rules:`. Forums hold many links for advertising. Take some out, or limit them to other outlets"
        " with `::: not NAME`.",
        bad="links_max: 0",
        good="links_max: 3",
    ),
    *_of_forms(
        "too-many-tags",
        "There are more tags than the outlet takes.",
        "`tags_max` of the outlet's `rules:`, or what its service takes. Nothing is left out by itself, since only you know which tag matters:"
        " `outlets: {NAME: {tags: [one, two]}}` says which.",
        bad="tags_max: 0",
        good="tags_max: 3",
    ),
    *_of_forms(
        "tag",
        "A tag that the outlet cannot spell.",
        "`tag_pattern` of the outlet's `rules:`, or of its service: DEV, for one, takes letters and digits only. Say tags for this outlet with"
        " `outlets: {NAME: {tags: [one, two]}}`.",
        bad='tag_pattern: "[0-9]+"',
        good='tag_pattern: "[a-z]+"',
    ),
    *_of_forms(
        "tag-pattern",
        "`tag_pattern` of an outlet is no regular expression.",
        "Nothing can be held against it, so that nothing goes there. Mend it in config.yaml.",
        bad='tag_pattern: "["',
        good='tag_pattern: "[a-z]+"',
    ),
)

BLOG = (
    Rule(
        name="blog-description-missing",
        severity="warning",
        line="A blog post without a description.",
        page="Search engines, feeds and link previews cut one out of the text then. One or two sentences are enough.",
        bad="---\ntitle: How to answer a question twice",
        good="---\ndescription: A reply is written once and can be of use in four places, when its words stand alone.",
    ),
    Rule(
        name="blog-date-missing",
        severity="warning",
        line="A blog post without a date.",
        page="Hugo, Jekyll, Pelican and Nikola do not publish a post without one, so that it is an error where the outlet's `output` is theirs.",
        bad="---\ntitle: How to answer a question twice",
        good="---\ndate: 2026-03-14",
    ),
    Rule(
        name="blog-cover-alt-missing",
        severity="warning",
        line="The cover image has no alternative text.",
        page="Say what it shows, for those who cannot see it.",
        bad="---\ncover_image: https://example.com/kettle.png",
        good="---\ncover_image: {url: https://example.com/kettle.png, alt: A kettle on a stove}",
    ),
    Rule(
        name="blog-hugo-shortcode",
        severity="error",
        line="The beginning of a Hugo shortcode without its end.",
        page="Hugo stops its build over it, and there is no way to say it so that Hugo prints it. Close it, or write it apart: `{{ <`.",
        bad="A shortcode begins with `{{<` in Hugo.",
        good="A shortcode begins with `{{ <` in Hugo.",
    ),
)

FORUM = (
    Rule(
        name="forum-no-question",
        severity="error",
        line="A post in a forum that asks nothing.",
        page="""\
It is a link drop or a lecture then, and nobody answers. Add `question:` to the piece, end the text with a question, or give all pieces one with
`question:` under `form:` of the outlet.""",
        bad="The kettle boils after four minutes.",
        good="After how many minutes does your kettle boil?",
    ),
    Rule(
        name="forum-reply-speak",
        severity="warning",
        line="A phrase that only makes sense in a reply.",
        page="""\
"As you said above" speaks to somebody who is not there any more, and so do "like @ann said", "the poster above me", "see my last reply", "+1 to what ..." and "^ this". Say
what was said, or keep the passage for other outlets with `::: not`. The phrases are looked for in English and German, not in quotations and code, nor in the words of a link, which
leads to what is meant; a `@name` alone only in a piece that was a reply (`source:` with a `question:`).""",
        bad="As you said above, the water has to boil first.",
        good="The water has to boil first.",
    ),
    Rule(
        name="forum-no-context",
        severity="warning",
        line="A reply becomes a post, and nothing says what it answered.",
        page="""\
Readers of the new thread do not know the question. Add its words to `source:`, or write a short opening with `outlets: {forum: {opening: ...}}`.""",
        bad="---\nsource: {url: https://forum.example.org/t/1, question: {url: https://forum.example.org/t/1}}",
        good="---\nsource: {url: https://forum.example.org/t/1, question: {text: When is the water hot enough?}}",
    ),
    Rule(
        name="forum-link-home",
        severity="error",
        line="A link to your own site where the outlet allows none.",
        page="`link_back: none` in the outlet's `rules:` says that the forum takes such links for advertising; one in the text is as bad as one at its end.",
        bad="More on [my own page](https://example.com/more).",
        good="More on [the maker's page](https://example.org/more).",
    ),
)

ARTICLE = (
    Rule(
        name="article-standfirst-missing",
        severity="warning",
        line="An article without a standfirst.",
        page="Editors want one or two sentences under the title. The `description` is taken, or one under `outlets: {NAME: {description: ...}}`.",
        bad="---\ntitle: How to answer a question twice",
        good="---\ndescription: A reply is written once and can be of use in four places, when its words stand alone.",
    ),
    Rule(
        name="article-byline-missing",
        severity="warning",
        line="An article without a name.",
        page="Add `author:` to the piece or to the site.",
        bad="# config.yaml\nsite: {name: Notes, url: https://example.com/}",
        good="# config.yaml\nsite: {name: Notes, url: https://example.com/, author: The writer}",
    ),
)
