"""Rules of files that outlets write into the workspace."""

from __future__ import annotations

from recycle.rules.rule import Rule

_FIRST = "# config.yaml\n  blog: {form: blog, destination: {type: files, path: 'site/{slug}.html'}}\n"

PATHS = (
    Rule(
        name="path-shared",
        severity="warning",
        line="Two outlets have the same `path:`.",
        page="""\
A piece that goes to both would be written for one of them only: nothing is ever written over what another outlet has. Give one of them another path. `{outlet}` in
both does it, too. Where every piece goes to one of the two, with `outlets: {NAME: false}` for the other, all is well, and `checks: {path-shared: off}` in config.yaml says so.""",
        bad=f"{_FIRST}  dev: {{form: blog, destination: {{type: files, path: 'site/{{slug}}.html'}}}}",
        good=f"{_FIRST}  dev: {{form: blog, destination: {{type: files, path: 'dev/{{slug}}.html'}}}}",
    ),
    Rule(
        name="path-taken",
        severity="error",
        line="The piece would be the same file at two outlets, or as another piece at one.",
        page="""\
Capitals make no difference, and neither does the way in which an accented letter is written: on macOS and Windows it would be one file. `publish` leaves alone what
is there, whatever severity this has. Give one of the outlets another `path:`, put `{slug}` into it, or leave the piece out of one with `outlets: {NAME: false}`.""",
        bad=f"{_FIRST}  dev: {{form: blog, destination: {{type: files, path: 'Site/{{id}}.html'}}}}",
        good=f"{_FIRST}  dev: {{form: blog, destination: {{type: files, path: 'dev/{{id}}.html'}}}}",
    ),
    Rule(
        name="path-unusable",
        severity="error",
        line="The piece can never be written where the outlet's `path:` leads.",
        page="""\
Two parts of it would be one file, which `{part}` or `{suffix}` in the path keeps apart. Or the path asks for a date that the piece does not have, leads into a folder of the
workspace itself such as `content`, through something that is a file here, or to something that is a folder. The message says which. `publish` writes none of it, whatever
severity this has.""",
        bad=f"{_FIRST}  article:\n    form: {{type: article, outputs: [html, fragment]}}\n    destination: {{type: files, path: 'site/{{slug}}.article'}}",
        good=f"{_FIRST}  article:\n    form: {{type: article, outputs: [html, fragment]}}\n    destination: {{type: files, path: 'site/{{slug}}/{{part}}'}}",
    ),
)
