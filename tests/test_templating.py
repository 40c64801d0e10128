"""Templates: found, overridden, strict, and errors that say where."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recycle.errors import InputError
from recycle.forms.language import fill
from recycle.spelling import in_braces
from recycle.templating import Templates, built_in

SENTENCES = ("By {author}", "{date}: {{date}}", "{author} at {place}", "{count} of {count}", "{date!r}", "{author.x}", "{0}")


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
    [
        ("read_on: [a]\n", 1),
        ("- a\n", 1),
        ("a: b\nread_on: 'x\n", 2),
        ("\nread_on: 1\n", 2),
        ("a: b\x01\n", 1),
        ("tags: b\n\nreadon: More\n", 3),
        ('tags: b\nby: "By {autor}"\n', 2),
    ],
)
def test_a_words_file_that_is_not_words(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(InputError) as caught:
        workspace(tmp_path, words__en_yaml=text).words("en")
    assert (caught.value.path, caught.value.line) == ("templates/words/en.yaml", line)


@given(name=st.sampled_from(sorted(Templates(None).words("en"))), said=st.text("{}ab !:.0\n") | st.sampled_from(SENTENCES))
def test_words_that_are_taken_can_be_filled_in(name: str, said: str) -> None:
    templates = Templates(None)
    names = in_braces(templates.words("en")[name]) or ()
    if name != "months" and not templates.wrong_words(name, said):
        filled = said.format(**dict.fromkeys(names, "x"))  # as the templates do it
        assert filled == fill(said, **dict.fromkeys(names, "x"))  # and the forms
        assert not {"{", "}"} & {*filled}


@pytest.mark.parametrize("said", ["Jan", "", "1 2 3 4 5 6 7 8 9 10 11 12 13", "1 2 3 4 5 6 7 8 9 10 11 {x}"])
def test_a_year_has_twelve_months(said: str) -> None:
    assert Templates(None).wrong_words("months", said)
    assert not Templates(None).wrong_words("months", "1 2 3 4 5 6\u00a07 8\n9 10 11 12")


def test_whoever_has_templates_of_their_own_has_something_that_may_fail(tmp_path: Path) -> None:
    assert not Templates(None).has_own
    assert not workspace(tmp_path / "a", notes_txt="x", words__en_yaml="notes: x").has_own
    assert workspace(tmp_path / "c", parts__a_j2="x").has_own


def test_words_are_read_in_every_language(tmp_path: Path) -> None:
    workspace(tmp_path / "a", words__fr_yaml="notes: x").read_own_words()
    with pytest.raises(InputError, match="braces out"):
        workspace(tmp_path / "b", words__fr_yaml="notes: '{x}'").read_own_words()


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


# ── what was compiled is kept, for recycle's own ─────────────────────────────────────────────────


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for that of the templates that come with recycle."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "a.html.j2").write_text("{{ said }}{{ nothing }}", "utf-8")
    monkeypatch.setattr("recycle.templating.built_in", lambda: folder)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    monkeypatch.setattr("sys.pycache_prefix", None)
    return folder


def render(*, html: bool = True, workspace_dir: Path | None = None) -> str:
    return Templates(workspace_dir).render("a.html.j2", {"said": "<", "nothing": ""}, html=html)


def kept(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.pyc"))


def test_own_templates_are_compiled_once(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert (render(html=True), render(html=False)) == ("&lt;", "<")
    assert [path.parent for path in kept(own)] == [own / "__pycache__"] * 2
    monkeypatch.setattr("jinja2.Environment.compile", None)
    assert (render(html=True), render(html=False)) == ("&lt;", "<")


def test_an_error_in_what_was_kept_names_the_line(own: Path) -> None:
    render()
    with pytest.raises(InputError) as caught:
        Templates(None).render("a.html.j2", {"said": ""}, html=True)
    assert (caught.value.path, caught.value.line) == (str(own / "a.html.j2"), 1)


def test_a_changed_template_is_compiled_anew(own: Path) -> None:
    render()
    (own / "a.html.j2").write_text("now {{ said }}", "utf-8")
    assert render() == "now &lt;"


@pytest.mark.parametrize("damage", [b"", b"x", b"x" * 100])
def test_what_is_damaged_is_compiled_anew(own: Path, damage: bytes) -> None:
    render()
    for path in kept(own):
        path.write_bytes(damage)
    assert render() == "&lt;"
    for path in kept(own):
        path.write_bytes(path.read_bytes()[:-1])
    assert render() == "&lt;"
    for path in kept(own):
        path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert render() == "&lt;"


def test_another_version_of_jinja_compiles_anew(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    render()
    before = [path.read_bytes() for path in kept(own)]
    monkeypatch.setattr("jinja2.__version__", "0")
    assert render() == "&lt;"
    assert [path.read_bytes() for path in kept(own)] != before


def test_where_nothing_can_be_kept_it_works_as_well(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    assert render() == "&lt;"
    assert kept(own) == []
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    (own / "__pycache__").write_text("a file", "utf-8")
    assert render() == "&lt;"


def test_a_workspace_is_no_place_for_programs(own: Path, tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "a.html.j2").write_text("mine: {{ said }}", "utf-8")
    assert render(workspace_dir=folder) == "mine: &lt;"
    assert kept(tmp_path) == []
    for kind in ("escaped", "plain"):  # neither is one looked at that lies there
        place = folder / "templates" / "__pycache__" / f"a.html.j2.{sys.implementation.cache_tag}.opt-{kind}.pyc"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(b"x" * 100)
    assert render(workspace_dir=folder) == "mine: &lt;"
