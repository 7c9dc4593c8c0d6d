from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from entelech.domain.errors import InvalidError, UnauthenticatedError
from entelech.domain.metric_push import (
    idempotency_key,
    push_secret,
    require_signature,
    sender_of,
    signature_text,
)
from tests.builders import NOON, a_registration

BODY = b'{"total_automations": 1}'


def test_what_the_secret_signed_passes_for_five_minutes_before_and_after() -> None:
    signed = signature_text(BODY, "secret", NOON)

    for minutes in (-5, 0, 5):
        require_signature(signed, BODY, "secret", NOON + timedelta(minutes=minutes))
    for minutes in (-5.1, 5.1):
        with pytest.raises(UnauthenticatedError):
            require_signature(signed, BODY, "secret", NOON + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    "signed",
    ["", "t=1,v1=", "v1=" + "0" * 64, signature_text(BODY, "other", NOON), "t=x,v1=" + "a" * 64],
)
def test_what_it_did_not_sign_does_not_pass(signed: str) -> None:
    with pytest.raises(UnauthenticatedError):
        require_signature(signed, BODY, "secret", NOON)


def test_another_body_or_another_time_needs_another_signature() -> None:
    signed = signature_text(BODY, "secret", NOON)
    later = signed.replace(f"t={int(NOON.timestamp())}", f"t={int(NOON.timestamp()) + 1}")

    for header, body in ((signed, BODY + b" "), (later, BODY)):
        with pytest.raises(UnauthenticatedError):
            require_signature(header, body, "secret", NOON)


def test_a_signature_is_what_a_shell_makes_of_it() -> None:
    """printf '1736942400.{}' | openssl dgst -sha256 -hmac secret"""
    assert signature_text(b"{}", "secret", NOON) == (
        "t=1736942400,v1=04d4d09c34197207b3c29371da215d45cabc8532b8c722f9ad332c2a31f60852"
    )


def test_every_client_and_every_generation_has_a_secret_of_its_own() -> None:
    ours = a_registration()
    secrets = {
        push_secret(ours, "key"),
        push_secret(ours, "other key"),
        push_secret(replace(ours, push_generation=2), "key"),
        push_secret(a_registration("harbor"), "key"),
    }

    assert len(secrets) == 4


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "client_id"),
        ({"client_id": "A B"}, "client_id"),
        ({"client_id": "tnt"}, "system_name"),
        ({"client_id": "tnt", "system_name": " "}, "system_name"),
        ([], "body"),
    ],
)
def test_a_body_that_names_nobody_is_refused(body: object, field: str) -> None:
    with pytest.raises(InvalidError) as refused:
        sender_of(body)

    assert refused.value.field == field


def test_an_idempotency_key_is_kept_as_its_digest() -> None:
    assert idempotency_key(None) is None
    assert idempotency_key("day-7") not in {None, "day-7"}
    with pytest.raises(InvalidError):
        idempotency_key("x" * 129)
