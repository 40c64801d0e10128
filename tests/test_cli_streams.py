"""The streams that we are given: closed, full, or in another encoding."""

from __future__ import annotations

import errno
import io
import sys

import pytest

from recycle.cli.output import Output
from recycle.errors import RecycleError
from recycle.world import streams


class Full(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


class Gone(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_full_disk_is_no_fault_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(RecycleError, match="could not be written: No space left on device"):
        Output(quiet=False, no_color=True).line("words")


def test_a_reader_who_has_gone_is_left_to_the_outermost_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Gone())
    with pytest.raises(BrokenPipeError):
        Output(quiet=False, no_color=True).line("words")


def test_a_pipe_gets_utf8_whatever_the_surroundings_say(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding="cp1252", write_through=True)
    monkeypatch.setattr(sys, "stdout", stream)
    streams.make_ready()
    stream.write("日本 \udcff")
    assert written.getvalue() == "日本 \\udcff".encode()


def test_closed_streams_are_empty_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, None)
    streams.make_ready()
    with sys.stdin as stdin, sys.stdout as stdout, sys.stderr as stderr:
        assert stdin.buffer.read() == b""
        stdout.write("words")
        assert not stderr.isatty()
