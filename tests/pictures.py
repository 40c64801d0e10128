"""Small images that are real ones."""

from __future__ import annotations

import struct
import zlib


def png(shade: int = 1, side: int = 3) -> bytes:
    """A grey square as PNG, another one for each shade (https://www.w3.org/TR/png-3/)."""
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes([shade]) * side) * side)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
