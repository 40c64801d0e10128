"""Rules of edits, of the ledger, and of what cannot be made at all."""

from __future__ import annotations

from recycle.rules.rule import Rule

EDITS = (
    Rule(
        name="edit-conflict",
        severity="error",
        fixed=True,
        line="The piece and an edit have changed the same words, each in another way.",
        page="""\
Nothing goes to that outlet until a person has decided. `recycle edit PIECE OUTLET` opens the edit with both wordings in it, one above the other;
keep what you want and delete the rows of marks.""",
        bad="Write the answer down on paper.",
        good="Write the answer down.",
    ),
    Rule(
        name="edit-unsolved",
        severity="error",
        fixed=True,
        line="An edit still has rows of conflict marks in it.",
        page="Keep the words that you want and delete the rows that begin with `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`.",
        bad="# edits/bad/forum.md\n<<<<<<< edit",
        good="# edits/good/forum.md\nPlease write the answer down.",
    ),
    Rule(
        name="edit-base-missing",
        severity="error",
        fixed=True,
        line="The words that an edit started from are gone.",
        page="""\
`NAME.base.md` beside the edit holds them; without it nobody can tell what you changed from what the piece has changed since. Restore it from git,
or open the edit with `recycle edit`, look it through and save it.""",
        bad="# edits/bad/forum.md\nPlease write the answer down.",
        good="# edits/good/forum.base.md\nWrite the answer down.",
    ),
    Rule(
        name="edit-field",
        severity="warning",
        line="An edit rewords a field that its outlet does not show.",
        page="Take the line out of the edit; nobody would read it.",
        bad="# edits/bad/forum.md\nsubject: Answered twice",
        good="# edits/good/forum.md\ntitle: Answered twice",
    ),
    Rule(
        name="edit-not-taken",
        severity="error",
        fixed=True,
        line="The form of this outlet, one of a plug-in, takes no edits.",
        page="The edit would be lost. Change the piece instead, and discard the edit.",
        bad="# edits/bad/zine.md\nPlease write the answer down.",
        good="Write the answer down.",
    ),
    Rule(
        name="edit-stray",
        severity="warning",
        line="An edit whose piece or outlet is gone.",
        page="""\
A piece keeps its edits under its id. When you rename a file, write the id that it had into its front matter. An edit that nobody needs any more is
deleted by hand. Said only when all pieces are checked.""",
        bad="# edits/no-such-piece/forum.md\nPlease write the answer down.",
        good="# edits/good/forum.md\nPlease write the answer down.",
    ),
    Rule(
        name="edit-suggestion-open",
        severity="warning",
        line="A suggestion in an edit that nobody has decided on.",
        page="It is left out of what is sent. Write `kept` for `suggested` to use the passage, or delete it.",
        bad="# edits/bad/forum.md\n::: suggested from other",
        good="# edits/good/forum.md\n::: kept from other",
    ),
    Rule(
        name="edit-suggestion-source",
        severity="error",
        line="A suggestion that was kept names a piece that there is not.",
        page="The ledger is to remember that a passage of that piece was used here. Correct the name, or take both lines of colons away.",
        bad="# edits/bad/forum.md\n::: kept from no-such-piece",
        good="# edits/good/forum.md\n::: kept from other",
    ),
    Rule(
        name="edit-suggestion-broken",
        severity="error",
        fixed=True,
        line="Nobody can tell how far a suggestion goes.",
        page="Its first or its last line was changed so that it begins or ends nothing. Mend it as the message says.",
        bad="# edits/bad/forum.md\n::: suggested",
        good="# edits/good/forum.md\n::: kept from other",
    ),
)

LEDGER = (
    Rule(
        name="ledger-damaged",
        severity="error",
        fixed=True,
        line="A line of the ledger is no event.",
        page="""\
Nothing of this piece is published on the strength of half a history. Restore the file from git: `git log -p ledger/NAME.jsonl` shows the line as it
was. The ledger is only ever added to.""",
        bad="# ledger/bad.jsonl\nnot an event",
        good='# ledger/good.jsonl\n"kind":"placed"',
    ),
    Rule(
        name="ledger-conflict",
        severity="error",
        fixed=True,
        line="git has left conflict marks in the ledger.",
        page="Keep every event of both sides and delete the rows of marks. `*.jsonl merge=union` in `.gitattributes` makes git do that by itself.",
        bad="# ledger/bad.jsonl\n<<<<<<< HEAD",
        good='# ledger/good.jsonl\n"kind":"placed"',
    ),
    Rule(
        name="ledger-newer",
        severity="error",
        fixed=True,
        line="A newer recycle has written into the ledger.",
        page="This version does not know what the event means. Install the newer one on this machine too.",
        bad='# ledger/bad.jsonl\n"kind":"translated"',
        good='# ledger/good.jsonl\n"kind":"placed"',
    ),
    Rule(
        name="ledger-other-piece",
        severity="error",
        fixed=True,
        line="An event stands in the file of another piece.",
        page="Somebody has copied or renamed a file under `ledger/`. Restore it from git; a piece that is renamed keeps its `id:`.",
        bad='# ledger/bad.jsonl\n"piece":"other"',
        good='# ledger/good.jsonl\n"piece":"good"',
    ),
    Rule(
        name="ledger-changed",
        severity="error",
        fixed=True,
        line="Two different events have one id.",
        page="One of them was changed by hand. Restore the file from git.",
        bad='# ledger/bad.jsonl\n"use":2',
        good='# ledger/good.jsonl\n"use":1',
    ),
    Rule(
        name="ledger-missing",
        severity="error",
        fixed=True,
        line="An event that came before another one is gone.",
        page="Restore its line from git; what it said may have been that something was sent.",
        bad='# ledger/bad.jsonl\n"kind":"placed"',
        good='# ledger/good.jsonl\n"kind":"attempted"',
    ),
    Rule(
        name="ledger-circle",
        severity="error",
        fixed=True,
        line="An event comes after itself.",
        page="That cannot happen by itself. Restore the file from git.",
        bad='# ledger/bad.jsonl\n"after":"00000000030000000000000000"',
        good='# ledger/good.jsonl\n"after":"00000000020000000000000000"',
    ),
    Rule(
        name="ledger-torn",
        severity="warning",
        fixed=True,
        line="The last line of the ledger was cut off.",
        page="By a crash, or a full disk. The next `publish` puts the rest of it into `.recycle/torn` and goes on. Said by `recycle doctor`.",
        bad='# ledger/bad.jsonl\n{"id":"0000000000',
        good='# ledger/good.jsonl\n"kind":"placed"',
    ),
    Rule(
        name="use-unknown",
        severity="warning",
        line="Nobody knows what became of an attempt to place the piece.",
        page="""\
A run was interrupted, or a service did not answer. `recycle publish` asks the service; where it cannot be asked, look there and say it with `recycle
settle PIECE OUTLET`. Until then nothing is sent to that outlet. While another machine has claimed it and may be sending it, nothing is said.""",
        bad='# ledger/bad.jsonl\n"kind":"attempted"',
        good='# ledger/good.jsonl\n"kind":"placed"',
    ),
    Rule(
        name="piece-renamed",
        severity="error",
        line="A piece seems to have lost its history by being renamed.",
        page="""\
The ledger knows another piece whose file is gone, and which had the same title or went out with half of this text's words or more. The history hangs on the id, which is the slug a piece was born with: write that as
`id:` into the front matter, or everything would be sent once more. Nothing of it is published until you have. A new piece that happens to have the title
or the words of one that you have deleted says `checks: {piece-renamed: off}`.""",
        bad='# ledger/old-name.jsonl\n"kind":"placed"',
        good="---\nid: old-name",
    ),
)

HOOK = (
    Rule(
        name="ledger-rewritten",
        severity="error",
        fixed=True,
        line="A commit changes or deletes what the ledger has recorded.",
        page="""\
The ledger is only ever added to: a line that is gone may be the only thing that keeps a piece from being sent once more. The message says how to bring
it back. Said by `recycle hook`, and by `recycle check --since` and `--changed`, which see what a rebase, a revert or a merge at the host has taken away.""",
        bad='# ledger/good.jsonl\n"kind":"withdrawn"',
        good='# ledger/good.jsonl\n"kind":"placed"',
    ),
)

MAKING = (
    Rule(
        name="rewrite-due",
        severity="warning",
        line="The command under `rewrite:` has not seen the words of this piece yet.",
        page="""\
`check` and `status` run no command of an outlet, so that the variant is judged with the command's last answer, or without one. `render`, `show` and
`publish` run it.""",
        bad="# config.yaml\noutlets:\n  blog: {form: blog, destination: by_hand, rewrite: [cat]}",
        good="# config.yaml\noutlets:\n  blog: {form: blog, destination: by_hand}",
    ),
    Rule(
        name="not-rendered",
        severity="error",
        fixed=True,
        line="The variant for an outlet could not be made.",
        page="A template of yours is wrong, a setting does not fit the piece, or a plug-in broke. The message names the file and what to do.",
        bad="# templates/blog.html.j2\n{{ no_such_thing }}",
        good="# templates/blog.html.j2\n{{ body }}",
    ),
    Rule(
        name="template",
        severity="error",
        fixed=True,
        line="A template cannot be used.",
        page="It is not well-formed, or prints what does not exist. Said by `recycle doctor`, which looks at all of them.",
        bad="# templates/newsletter.html.j2\n{% if",
        good="# templates/newsletter.html.j2\n{{ body }}",
    ),
    Rule(
        name="dialect-loss",
        severity="off",
        line="The outlet's dialect cannot say something that the piece says.",
        page="""\
A table in a forum becomes rows of text, and there is nothing to mend, so that nothing is said unless you ask for it: `warning` lists every loss, and `error` keeps a
piece from an outlet that would lose something of it. `recycle show` and `recycle render` always name them.""",
        bad="| Tea | Minutes |\n|---|---|\n| Green | 2 |",
        good="Green tea takes two minutes.",
    ),
)
