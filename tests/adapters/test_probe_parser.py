"""The parser against raw bytes: whatever a server sends, however it is cut."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from entelech.adapters.probe.faults import BrokenAnswerError, ProbeError
from entelech.adapters.probe.parser import (
    MAX_BODY_BYTES,
    MAX_FRAMING_BYTES,
    MAX_HEAD_BYTES,
    AnswerParser,
)

MOST_BYTES = MAX_HEAD_BYTES + MAX_BODY_BYTES + MAX_FRAMING_BYTES
KIB = 1024

# What breaks parsers, and what makes answers: hypothesis puts them one after the other.
_PARTS = st.sampled_from(
    [
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: /x\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
        b"HTTP/1.0 500 Oops\n",
        b"Content-Length: 2\r\n",
        b"Content-Length: 70000\r\n",
        b"content-length:2 , 2\r\n",
        b"Transfer-Encoding: chunked\r\n",
        b"Content-Encoding: gzip\r\n",
        b"Content-Encoding: deflate\r\n",
        b" folded\r\n",
        b"\r\n",
        b"\n",
        b"2\r\n{}\r\n",
        b"0\r\n\r\n",
        b"0;x=y\r\nA: b\r\n\r\n",
        b"FFFFFFFFFFFFFFFF\r\n",
        b"{}",
        gzip.compress(b"{}"),
        b"\x00",
        b"\xff" * 40,
        b" " * 5000,
        b"x" * 20_000,
    ]
)
_ANSWERS = st.lists(_PARTS | st.binary(max_size=20), max_size=12).map(b"".join)
_CUTS = st.lists(st.integers(min_value=0, max_value=60), max_size=30)

Outcome = tuple[int, bytes | None, bytes] | type[ProbeError]


def outcome_of(pieces: list[bytes]) -> Outcome:
    """What the parser makes of an answer that came in these pieces, and then the end."""
    parser = AnswerParser()
    try:
        if not any(parser.feed(piece) for piece in pieces if piece):
            parser.end()
        return parser.status, parser.location, parser.body()
    except ProbeError as error:
        return type(error)


def cut(data: bytes, lengths: list[int]) -> list[bytes]:
    pieces, start = [], 0
    for length in lengths:
        pieces.append(data[start : start + length])
        start += length
    return [*pieces, data[start:]]


@given(data=_ANSWERS | st.binary(max_size=300))
@settings(max_examples=400)
@example(data=b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n")
@example(data=b"HTTP/1.1 200 OK\r\nX:" + b" " * 16_000 + b"x\r\n\r\n")
def test_no_bytes_break_the_parser(data: bytes) -> None:
    outcome = outcome_of([data])

    if isinstance(outcome, tuple):
        status, _, body = outcome
        assert 200 <= status <= 999
        assert len(body) <= MAX_BODY_BYTES


@given(data=_ANSWERS, lengths=_CUTS)
@settings(max_examples=400)
def test_how_an_answer_is_cut_changes_nothing(data: bytes, lengths: list[int]) -> None:
    assert outcome_of(cut(data, lengths)) == outcome_of([data])


def test_an_answer_byte_by_byte_is_the_same() -> None:
    data = (
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Encoding: gzip\r\nX-A: b\r\n c\r\n\r\n%x;e\r\n%s\r\n0\r\nT: u\r\n\r\n"
    )
    body = gzip.compress(b'{"status": "healthy"}')
    data = data % (len(body), body)

    found = outcome_of([data[index : index + 1] for index in range(len(data))])

    assert found == (200, None, b'{"status": "healthy"}')


@given(
    start=_ANSWERS,
    piece=st.sampled_from([b"\n", b"x", b"X: y\r\n", b"1\r\nx\r\n", b"\r\n", b" "])
    | st.binary(min_size=1, max_size=8),
)
@settings(max_examples=150)
def test_an_endless_answer_is_given_up_within_the_caps(start: bytes, piece: bytes) -> None:
    parser = AnswerParser()
    pieces = [start, *[piece * (KIB // len(piece)) for _ in range(2 * MOST_BYTES // KIB)]]
    taken = 0

    try:
        for each in pieces:
            if each and parser.feed(each):
                break
            taken += len(each)
    except ProbeError:
        pass

    assert taken <= MOST_BYTES + len(start)


def test_lines_between_chunks_are_bounded_too() -> None:
    parser = AnswerParser()
    parser.feed(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"1;" + b"e" * 1020 + b"\r\nx\r\n"  # 1,024 bytes of line for one of body

    for _ in range(MAX_FRAMING_BYTES // KIB):
        parser.feed(chunk)

    with pytest.raises(BrokenAnswerError):
        parser.feed(chunk)


@pytest.mark.parametrize("size", [MAX_BODY_BYTES, MAX_BODY_BYTES + 1])
@pytest.mark.parametrize("form", ["length", "chunked", "until close", "gzip"])
def test_a_body_is_read_up_to_64_kib_and_no_byte_more(form: str, size: int) -> None:
    body = b" " * size
    packed = gzip.compress(body)
    start = b"HTTP/1.1 200 OK\r\n"
    data = {
        "length": start + b"Content-Length: %d\r\n\r\n%s" % (size, body),
        "chunked": start
        + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (size, body),
        "until close": start + b"\r\n" + body,
        "gzip": start
        + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(packed), packed),
    }[form]

    parser = AnswerParser()
    parser.feed(data)
    if not parser.is_whole:
        parser.end()

    assert parser.body() == body[:MAX_BODY_BYTES]
    assert parser.is_cut == (size > MAX_BODY_BYTES)
    assert outcome_of([data[:99], data[99:]]) == (200, None, body[:MAX_BODY_BYTES])


@pytest.mark.parametrize(("size", "is_read"), [(MAX_HEAD_BYTES, True), (MAX_HEAD_BYTES + 1, False)])
def test_a_head_may_have_16_kib_and_no_byte_more(size: int, is_read: bool) -> None:
    start, end = b"HTTP/1.1 204 No Content\r\nX-A: ", b"\r\n\r\n"
    data = start + b"x" * (size - len(start) - len(end)) + end

    expected = (204, None, b"") if is_read else BrokenAnswerError
    assert outcome_of([data]) == expected


def test_a_redirect_is_whole_with_its_head() -> None:
    parser = AnswerParser()

    is_whole = parser.feed(
        b"HTTP/1.1 302 Found\r\nContent-Length: 99999\r\nLocation:  /x \r\n\r\nmore"
    )

    assert (is_whole, parser.location) == (True, b"/x")
