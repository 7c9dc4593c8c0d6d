from __future__ import annotations

from datetime import timedelta

import pytest

from entelech.domain.credentials import ShownKey, ShownSession, credentials, key_text
from entelech.domain.errors import UnauthenticatedError
from entelech.domain.session import Session, parse_session, session_text
from tests.builders import NOON

SESSION = Session(key_id="operator", expires_at=NOON + timedelta(hours=12))
TEXT = session_text(SESSION, "k" * 43)
SECRET = "s" * 43


def test_a_session_reads_back_and_holds_key_and_end_only() -> None:
    assert parse_session(TEXT, "k" * 43) == SESSION
    assert TEXT.startswith("operator.1736985600.")  # midnight after noon of 15 January 2025


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT[:-1],
        TEXT + "0",
        TEXT.replace("operator", "someelse"),
        TEXT.replace("1736985600", "1836985600"),
        TEXT[:-64] + "0" * 64,
        TEXT.upper(),
        "operator..",
    ],
)
def test_a_session_that_we_did_not_sign_is_refused(text: str) -> None:
    with pytest.raises(UnauthenticatedError):
        parse_session(text, "k" * 43)


def test_a_session_that_another_key_signed_is_refused() -> None:
    with pytest.raises(UnauthenticatedError):
        parse_session(TEXT, "l" * 43)


@pytest.mark.parametrize(
    "cookies", [f"entelech_session={TEXT}", f"theme=dark; entelech_session={TEXT}; x=1"]
)
def test_a_session_stands_in_its_cookie(cookies: str) -> None:
    assert credentials({"cookie": cookies}) == ShownSession(text=TEXT)


def test_a_key_in_a_header_counts_before_a_session() -> None:
    headers = {"cookie": f"entelech_session={TEXT}", "x-api-key": key_text("operator", SECRET)}

    assert credentials(headers) == ShownKey(key_id="operator", secret=SECRET)


@pytest.mark.parametrize("cookies", ["", "entelech_session=", "session=1", ";;"])
def test_no_session_is_no_credential(cookies: str) -> None:
    with pytest.raises(UnauthenticatedError):
        credentials({"cookie": cookies})
