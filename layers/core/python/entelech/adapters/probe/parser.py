"""Reads one HTTP/1.x answer, strictly and within fixed bounds.

Source: RFC 9112 for the framing, RFC 9110 for codings and statuses. How the bytes are cut into
pieces never changes what is made of them.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from entelech.adapters.probe.faults import BrokenAnswerError

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_HEAD_BYTES = 16 * 1024
"""Of all heads together, interim ones and trailers included."""
MAX_BODY_BYTES = 64 * 1024
MAX_FRAMING_BYTES = 64 * 1024
"""Of all lines between chunks."""

_START = b"HTTP/1."
_REDIRECTS = {301, 302, 303, 307, 308}
_NO_BODY = {204, 304}
_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/1\.[0-9] ([1-9][0-9]{2})(?: [^\x00\r\n]*)?\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_FIELDS = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\x00\r\n]*\r?\n)*")
_USED = re.compile(
    rb"^(content-length|transfer-encoding|content-encoding|location):(.*)$",
    re.IGNORECASE | re.MULTILINE,
)
_LENGTH = re.compile(rb"[0-9]{1,20}")
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\x00\r\n]*)?\r\n")
_GZIP, _ZLIB, _RAW = zlib.MAX_WBITS | 16, zlib.MAX_WBITS, -zlib.MAX_WBITS
_FORMATS = {b"gzip": (_GZIP,), b"deflate": (_ZLIB, _RAW)}
"""Some servers call raw deflate what RFC 9110, 8.4.1.2 wants to be zlib."""


class AnswerParser:
    """Fed with what the server sends, until it has the whole answer.

    ``status`` is 0 before the final head. ``location`` is None where the answer does not redirect;
    the body of one that does is not read. ``is_cut``: of the body, only what is read of any is there.
    """

    __slots__ = (
        "_body", "_buffer", "_codings", "_framing_left", "_head_left", "_left", "_scanned", "_step",
        "is_cut", "is_whole", "location", "status",
    )  # fmt: skip

    def __init__(self) -> None:
        self.status = 0
        self.location: bytes | None = None
        self.is_whole = False
        self.is_cut = False
        self._buffer = bytearray()
        self._body = bytearray()
        self._codings: list[bytes] = []
        self._head_left = MAX_HEAD_BYTES
        self._framing_left = MAX_FRAMING_BYTES
        self._left = 0
        self._scanned = 0
        self._step: Callable[[], bool] = self._head

    def feed(self, data: bytes) -> bool:
        """Take what came; whether the answer is whole now, and nothing more is wanted.

        Raises:
            BrokenAnswerError: nothing more is worth reading.
        """
        self._buffer += data
        while not self.is_whole and self._step():
            pass
        return self.is_whole

    def end(self) -> None:
        """The server closed the connection.

        Raises:
            BrokenAnswerError: before the answer was whole.
        """
        if self._step == self._until_close:
            self._body = self._buffer
            self.is_whole = True
        if not self.is_whole:
            raise BrokenAnswerError

    def body(self) -> bytes:
        """The decoded body, as far as it is read; empty where it is not in the coding that it claims."""
        if not self._codings:
            return bytes(self._body)
        if len(self._codings) > 1:
            return b""
        formats = _FORMATS.get(self._codings[0])
        return self._inflated(formats) if formats else bytes(self._body)

    def _inflated(self, formats: tuple[int, ...]) -> bytes:
        """The body out of the first of the formats that it is in, no more of it than may be."""
        for wbits in formats:
            engine = zlib.decompressobj(wbits)
            try:
                text = engine.decompress(self._body, MAX_BODY_BYTES + 1)
            except zlib.error:
                continue
            if self.is_cut or len(text) > MAX_BODY_BYTES:
                self.is_cut = True
                return text[:MAX_BODY_BYTES]
            if engine.eof:
                return text
        return b""

    def _cut(self) -> None:
        """What has come is all that is read of it."""
        self._body += self._buffer[: MAX_BODY_BYTES - len(self._body)]
        self.is_cut = self.is_whole = True

    # Each step takes its part off the buffer; False: it needs more bytes.

    def _head(self) -> bool:
        buffer = self._buffer
        if not buffer.startswith(_START[: len(buffer)]):
            raise BrokenAnswerError
        end = _HEAD_END.search(buffer, self._scanned)
        if (end.end() if end else len(buffer)) > self._head_left:
            raise BrokenAnswerError
        if end is None:
            self._scanned = max(0, len(buffer) - 2)
            return False
        head = bytes(buffer[: end.end()])
        del buffer[: end.end()]
        self._head_left -= len(head)
        self._scanned = 0
        self._read_head(head)
        return True

    def _read_head(self, head: bytes) -> None:
        line = _STATUS_LINE.match(head)
        if line is None:
            raise BrokenAnswerError
        fields = head[line.end() : head.rindex(b"\n", 0, -1) + 1]
        if b"\n " in fields or b"\n\t" in fields:
            fields = _FOLD.sub(b" ", fields)
        if not _FIELDS.fullmatch(fields):
            raise BrokenAnswerError
        status = int(line[1])
        if status == 101:
            raise BrokenAnswerError  # nobody asked to switch protocols
        if status >= 200:
            self.status = status
            self._frame(_values(fields))

    def _frame(self, values: dict[bytes, list[bytes]]) -> None:
        """How the body ends. Source: RFC 9112, 6.3."""
        lengths = set(values.get(b"content-length", ()))
        if len(lengths) > 1 or not all(_LENGTH.fullmatch(each) for each in lengths):
            raise BrokenAnswerError
        transfer = [each.lower() for each in values.get(b"transfer-encoding", ())]
        if transfer and transfer != [b"chunked"]:
            raise BrokenAnswerError
        codings = values.get(b"content-encoding", ())
        self._codings = [each.lower() for each in codings if each.lower() not in {b"", b"identity"}]
        if self.status in _REDIRECTS and b"location" in values:
            self.location = values[b"location"][0]
        if self.location is not None or self.status in _NO_BODY:
            self.is_whole = True
        elif transfer:
            self._step = self._chunk_size
        elif lengths:
            self._left = int(lengths.pop())
            self._step = self._sized
        else:
            self._step = self._until_close

    def _is_too_much(self) -> bool:
        """Whether what has come of the part that is read now fills the body, and more of it follows."""
        room = MAX_BODY_BYTES - len(self._body)
        if self._left <= room or len(self._buffer) < room:
            return False
        self._cut()
        return True

    def _sized(self) -> bool:
        if self._is_too_much():
            return True
        if len(self._buffer) < self._left:
            return False
        self._body = self._buffer[: self._left]
        self.is_whole = True
        return True

    def _until_close(self) -> bool:
        if len(self._buffer) > MAX_BODY_BYTES:
            self._cut()
        return False

    def _chunk_size(self) -> bool:
        line = self._line(self._framing_left)
        if line is None:
            return False
        size = _CHUNK_LINE.fullmatch(line)
        if size is None:
            raise BrokenAnswerError
        self._framing_left -= len(line)
        self._left = int(size[1], 16)
        self._step = self._chunk if self._left else self._trailer
        return True

    def _chunk(self) -> bool:
        if self._is_too_much():
            return True
        end = self._left + 2
        if len(self._buffer) < end:
            return False
        if self._buffer[self._left : end] != b"\r\n":
            raise BrokenAnswerError
        self._body += self._buffer[: self._left]
        del self._buffer[:end]
        self._step = self._chunk_size
        return True

    def _trailer(self) -> bool:
        line = self._line(self._head_left)
        if line is None:
            return False
        self._head_left -= len(line)
        self.is_whole = line in {b"\r\n", b"\n"}
        if not self.is_whole and not _FIELDS.fullmatch(line):
            raise BrokenAnswerError
        return True

    def _line(self, limit: int) -> bytes | None:
        """The next line with its end, None when it is not all there."""
        end = self._buffer.find(b"\n") + 1
        if (end or len(self._buffer)) > limit:
            raise BrokenAnswerError
        if not end:
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[:end]
        return line


def _values(fields: bytes) -> dict[bytes, list[bytes]]:
    """The fields that are used, lists of them taken apart."""
    values: dict[bytes, list[bytes]] = {}
    for name, text in _USED.findall(fields):
        key = name.lower()
        parts = [text] if key == b"location" else text.split(b",")
        values.setdefault(key, []).extend(part.strip() for part in parts)
    return values
