"""The examples of docs/extending.md work: they are found through their entry points and do what the page says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from recycle.destinations import DESTINATIONS
from recycle.importers import IMPORTERS
from recycle.readers import READERS
from recycle.readers.gfm import read_gfm
from recycle.registry import with_plugins
from recycle.tree.nodes import Document, Paragraph, Text
from recycle.writers import DIALECTS, Dialect
from tests.shell import run_recycle, worlds
from tests.trees import documents

EXAMPLES = Path(__file__).parent / "plugins" / "examples"
MARKS = ("#", "=>", "* ", ">", "```")
PIECE = "---\nid: note\ntitle: A note\ndescription: A text.\n---\nWords.\n"


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(EXAMPLES)


@pytest.fixture(scope="module")
def gemtext() -> Iterator[Dialect]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXAMPLES)
        yield with_plugins(DIALECTS, "dialects")["gemtext"]


@given(documents())
@settings(max_examples=50)
def test_gemtext_can_say_every_document(gemtext: Dialect, document: Document) -> None:
    text = str(gemtext.write(document).text)
    assert text == "" or text.endswith("\n")


@pytest.mark.parametrize("words", [f"{mark} words" for mark in MARKS])
def test_words_in_gemtext_stay_words(gemtext: Dialect, words: str) -> None:
    (line,) = str(gemtext.write(Document((Paragraph((Text(words),)),))).text).splitlines()
    assert line.strip() == words
    assert not line.startswith(MARKS)


def test_gemtext_is_as_a_person_would_write_it(gemtext: Dialect) -> None:
    document = read_gfm(
        "#### Deep\n\nA [link](https://example.org/) and *stress*[^1].\n\n1. one\n   - inner\n\n> said\n\n```py\nx\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n[^1]: A note.\n"
    ).document
    written = gemtext.write(document)
    assert str(written.text) == (
        "### Deep\n\nA link and stress[1].\n=> https://example.org/ link\n\n* 1. one\n\n* inner\n\n> said\n\n```py\nx\n```\n\n"
        "```\na  b\n-  -\n1  2\n```\n\n * * *\n\n[1]\nA note.\n"
    )
    assert [(loss.what, loss.line) for loss in written.losses] == [("emphasis", 3), ("table", 14), ("rule", 18)]


def test_rows_of_another_length_are_named() -> None:
    document, findings = with_plugins(READERS, "readers")["csv"]("\n\na,b\n1\n1,2,3\n")
    assert str(DIALECTS["gfm"].write(document).text) == "| a   | b   |\n| --- | --- |\n| 1   |     |\n| 1   | 2   |\n"
    assert [(finding.rule, finding.line) for finding in findings] == [("csv-length", 4), ("csv-length", 5)]


def test_no_rows_are_no_table() -> None:
    assert with_plugins(READERS, "readers")["csv"]("\n").document == Document(())


@pytest.mark.parametrize(("kind", "body"), [("plain", "Some words.\n"), ("html", "<p>Some words.</p>\n")])
def test_a_mail_becomes_a_piece_with_its_subject_as_title(kind: str, body: str) -> None:
    text = f"From: a@example.com\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\nContent-Type: text/{kind}; charset=utf-8\n\n{body}"
    imported = with_plugins(IMPORTERS, "importers")["mail"](text)
    assert (imported.title, imported.body) == ("Grüße", "Some words.\n")


def test_a_mail_without_text_is_empty() -> None:
    imported = with_plugins(IMPORTERS, "importers")["mail"]("Content-Type: image/png\n\nx\n")
    assert (imported.title, imported.body) == ("", "")


# ── the drawer ───────────────────────────────────────────────────────────────────────────────────


class Service:
    """Notes by name. ``trouble`` is what it answers instead of doing its work, ``deaf`` does the work and answers that."""

    def __init__(self, server: HTTPServer) -> None:
        self.notes: dict[str, dict[str, str]] = {}
        self.requests: list[str] = []
        self.trouble = 0
        self.deaf = False
        self.make_world = worlds({"DRAWER_TOKEN": "secret"})
        self.url = server.url_for("").rstrip("/")
        server.expect_request("/notes/note/drawer/1").respond_with_handler(self.answer)
        server.expect_request("/me").respond_with_data(status=404)

    def recycle(self, *arguments: str) -> tuple[int, str]:
        return run_recycle(list(arguments), self.make_world)

    def answer(self, request: Request) -> Response:
        self.requests.append(request.method)
        assert request.headers["Authorization"] == "Bearer secret"
        if self.trouble and not self.deaf:
            return Response(status=self.trouble)
        if request.method == "PUT":
            self.notes[request.path] = request.get_json()
        elif request.path not in self.notes:
            return Response(status=404)
        elif request.method == "DELETE":
            del self.notes[request.path]
        body = json.dumps(self.notes.get(request.path, {}))
        return Response(body, status=self.trouble or 200, content_type="application/json")


@pytest.fixture
def service(httpserver: HTTPServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Service:
    found = Service(httpserver)
    settings = f'{{type: drawer, url: "{found.url}", token: "env:DRAWER_TOKEN", timeout: 2}}'
    (tmp_path / "config.yaml").write_text(
        f"outlets:\n  drawer: {{form: {{type: blog, output: markdown}}, destination: {settings}}}\n"
    )
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "note.md").write_text(PIECE)
    monkeypatch.chdir(tmp_path)
    return found


def test_the_drawer_gets_revises_and_loses_a_note(service: Service, tmp_path: Path) -> None:
    assert service.recycle("publish")[0] == 0
    assert service.recycle("publish") == (0, "1 unchanged\n")
    (tmp_path / "content" / "note.md").write_text(f"{PIECE}More words.\n")
    assert service.recycle("publish")[0] == 0
    assert "More words." in service.notes["/notes/note/drawer/1"]["text"]
    assert service.recycle("withdraw", "note", "drawer") == (0, "note is withdrawn from drawer\n")
    assert service.notes == {}
    assert service.requests == ["PUT", "GET", "PUT", "GET", "DELETE"]


def test_the_drawer_says_what_somebody_else_wrote_into_it(service: Service, tmp_path: Path) -> None:
    service.recycle("publish")
    note = service.notes["/notes/note/drawer/1"]
    note["text"] = note["text"].replace("Words", "Other words")
    (tmp_path / "content" / "note.md").write_text(f"{PIECE}More words.\n")
    code, said = service.recycle("publish")
    assert code == 1
    assert "+Other words" in said


def test_nobody_opens_the_drawer_without_a_place_to_ask(service: Service) -> None:
    code, said = service.recycle("doctor")
    assert code == 1
    assert "the drawer knows nobody with this token." in said


def test_the_drawer_is_asked_after_an_answer_that_got_lost(service: Service) -> None:
    service.trouble, service.deaf = 502, True
    assert service.recycle("publish")[0] == 1
    service.trouble = 0
    assert service.recycle("publish") == (0, "1 unchanged\n")
    assert service.requests == ["PUT", "GET"]


def test_what_did_not_arrive_is_sent_again(service: Service) -> None:
    service.trouble = 502
    assert service.recycle("publish")[0] == 1
    service.trouble = 0
    assert service.recycle("publish")[0] == 0
    assert service.requests == ["PUT", "GET", "PUT"]


def test_a_clear_no_is_a_failure(service: Service) -> None:
    service.trouble = 403
    code, said = service.recycle("publish")
    assert code == 1
    assert f"{service.url} said no (403)." in said


def test_without_a_token_nothing_is_sent_and_the_doctor_says_so(service: Service) -> None:
    service.make_world = worlds()
    code, said = service.recycle("publish")
    assert (code, service.requests) == (1, [])
    assert "the environment has no DRAWER_TOKEN." in said
    code, said = service.recycle("doctor")
    assert code == 1
    assert "the environment has no DRAWER_TOKEN." in said


def test_a_token_in_the_settings_is_refused(service: Service, tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(file.read_text().replace("env:DRAWER_TOKEN", "secret"))
    code, said = service.recycle("publish")
    assert code == 2
    assert "write env:NAME" in said


def test_all_kinds_are_found() -> None:
    assert "drawer" in with_plugins(DESTINATIONS, "destinations")
