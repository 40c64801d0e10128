"""Templates: found, overridden, strict, and errors that say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from recycle.errors import InputError
from recycle.templating import Templates, built_in


def workspace(folder: Path, **files: str) -> Templates:
    for name, text in files.items():
        path = folder / "templates" / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return Templates(folder)


def test_the_workspace_comes_first_file_by_file(tmp_path: Path) -> None:
    templates = workspace(tmp_path, blog_md_j2="mine: {{ body }}")
    assert templates.render("blog.md.j2", {"body": "text"}, html=False) == "mine: text"
    assert templates.render("article.md.j2", {"body": "text"}, html=False) == "text"


def test_html_escapes_all_but_the_body(tmp_path: Path) -> None:
    templates = workspace(tmp_path, a_html_j2="{{ body }}{{ said }}")
    values = {"body": "<p>&amp;</p>", "said": "<b>&"}
    assert templates.render("a.html.j2", values, html=True) == "<p>&amp;</p>&lt;b&gt;&amp;"
    assert templates.render("a.html.j2", values, html=False) == "<p>&amp;</p><b>&"


def test_tags_leave_no_lines_and_the_last_line_end_stays(tmp_path: Path) -> None:
    templates = workspace(tmp_path, a_j2="a\n  {% if true %}\nb\n  {% endif %}\nc\n")
    assert templates.render("a.j2", {}, html=False) == "a\nb\nc\n"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("one\n{{ nothing }}", 2, "template a.j2 (wanted for content/p.md): 'nothing' is undefined"),
        ("one\n\n{% if %}", 3, "template a.j2 (wanted for content/p.md): Expected an expression, got 'end of statement block'"),
        ("{{ 1 / 0 }}", 1, "template a.j2 (wanted for content/p.md): division by zero"),
        (
            "{{ piece.format(1, x=2).nothing.more }}",
            1,
            "template a.j2 (wanted for content/p.md): 'str object' has no attribute 'nothing'",
        ),
        ("{{ '{x}'.format(y=1) }}", 1, "template a.j2 (wanted for content/p.md): x"),
    ],
)
def test_an_error_names_template_line_and_piece(tmp_path: Path, text: str, line: int, says: str) -> None:
    with pytest.raises(InputError) as caught:
        workspace(tmp_path, a_j2=text).render("a.j2", {"piece": "content/p.md"}, html=False)
    assert (caught.value.message, caught.value.path, caught.value.line) == (says, str(tmp_path / "templates" / "a.j2"), line)


def test_an_error_in_an_included_template_is_told_there(tmp_path: Path) -> None:
    templates = workspace(tmp_path, a_j2='{% include "parts/b.j2" %}', parts__b_j2="\n\n{{ nothing }}")
    with pytest.raises(InputError) as caught:
        templates.render("a.j2", {}, html=True)
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "templates" / "parts" / "b.j2"), 3)


@pytest.mark.parametrize("name", ["nothing.j2", "../config.yaml", "/etc/hostname", "a\\b.j2", "c:/x", "words/../../x"])
def test_there_is_no_such_template(tmp_path: Path, name: str) -> None:
    (tmp_path / "config.yaml").write_text("secret", "utf-8")
    with pytest.raises(InputError, match="there is no template"):
        workspace(tmp_path).render(name, {}, html=False)


def test_a_missing_include_says_who_asks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r'no template "gone.j2" that "a.j2" asks for \(wanted for p.md\)'):
        workspace(tmp_path, a_j2='{% include "gone.j2" %}').render("a.j2", {"piece": "p.md"}, html=False)


def test_words_by_language(tmp_path: Path) -> None:
    templates = workspace(tmp_path, words__de_yaml="read_on: Mehr\n", words__nl_yaml="read_on: Lees verder\n")
    assert templates.words("en")["read_on"] == "Read on"
    assert templates.words("de")["read_on"] == "Mehr"
    assert templates.words("de")["notes"] == "Anmerkungen"
    assert templates.words("de-AT")["read_on"] == "Mehr"
    assert templates.words("nl")["read_on"] == "Lees verder"
    assert templates.words("nl")["notes"] == "Notes"
    assert templates.words("xx") == templates.words("en")
    assert templates.words("../../x") == templates.words("en")
    assert templates.words("de") is templates.words("de")


def test_every_language_has_every_word() -> None:
    templates = Templates(None)
    files = [path for path in (built_in() / "words").iterdir() if path.suffix == ".yaml"]
    assert {path.stem for path in files} >= {"en", "de"}
    for path in files:
        names = [line.partition(":")[0] for line in path.read_text("utf-8").splitlines() if line and not line.startswith("#")]
        assert sorted(names) == sorted(templates.words("en"))


@pytest.mark.parametrize(
    ("text", "line"),
    [("read_on: [a]\n", 1), ("- a\n", 1), ("a: b\nread_on: 'x\n", 2), ("\nread_on: 1\n", 2), ("a: b\x01\n", 1)],
)
def test_a_words_file_that_is_not_words(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        workspace(tmp_path, words__en_yaml=text).words("en")
    assert (caught.value.path, caught.value.line) == (str(tmp_path / "templates" / "words" / "en.yaml"), line)


def test_doctor_reads_them_all(tmp_path: Path) -> None:
    assert Templates(None).check_all() == ()
    templates = workspace(tmp_path, parts__b_j2="\n{% if %}", words__fr_yaml="- a", a_j2="fine")
    found = templates.check_all()
    assert [(finding.rule, Path(finding.path).name, finding.line) for finding in found] == [
        ("template", "b.j2", 2),
        ("template", "fr.yaml", 1),
    ]
    assert "parts/b.j2" in templates.names()
    assert "blog.html.j2" in templates.names()
    assert "README.md" not in templates.names()
