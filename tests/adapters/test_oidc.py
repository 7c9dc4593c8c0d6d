"""Tokens planted against the verifier: each is wrong in one way, or right."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import cache
from typing import Any

import boto3
import jwt
import pytest
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from moto import mock_aws

from entelech.adapters.clock import SystemClock
from entelech.adapters.oidc import OidcVerifier
from entelech.domain.errors import UnauthenticatedError, UnavailableError
from tests.fakes.clock import FakeClock

ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_abc"
CLIENT = "dashboard-client"
NOW = int(SystemClock().now().timestamp())
"""PyJWT reads a clock of its own."""
ABOUT = ISSUER + "/.well-known/openid-configuration"
JWKS = ISSUER + "/.well-known/jwks.json"


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    assert name
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_keys(*names: str) -> list[dict[str, Any]]:
    keys = [
        {**RSAAlgorithm.to_jwk(rsa_key(name).public_key(), as_dict=True), "kid": name, "use": "sig"}
        for name in names
    ]
    curve = {**ECAlgorithm.to_jwk(ec_key().public_key(), as_dict=True), "kid": "curve"}
    return [*keys, curve]


class Issuer:
    """What the issuer answers; counts how often it is asked."""

    def __init__(self) -> None:
        self.keys = public_keys("first")
        self.about: dict[str, Any] = {"issuer": ISSUER, "jwks_uri": JWKS}
        self.is_away = False
        self.asked = 0

    def fetch(self, url: str) -> bytes:
        self.asked += 1
        if self.is_away:
            raise UnavailableError("The issuer does not answer.")
        return json.dumps({ABOUT: self.about, JWKS: {"keys": self.keys}}[url]).encode()


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def verifier(issuer: Issuer, clock: FakeClock) -> OidcVerifier:
    return OidcVerifier(
        issuer=ISSUER, audiences={CLIENT, "https://monitor"}, fetch=issuer.fetch, clock=clock
    )


def claims(**changes: Any) -> dict[str, Any]:
    """Of an access token of Cognito: it has no audience."""
    made = {
        "iss": ISSUER,
        "sub": "0b7d",
        "token_use": "access",
        "client_id": CLIENT,
        "iat": NOW,
        "exp": NOW + 3600,
        "cognito:groups": ["entelech-viewer", "entelech-client-a"],
        **changes,
    }
    return {name: value for name, value in made.items() if value is not None}


def a_token(
    *, key: str = "first", kid: str | None = None, alg: str = "RS256", **changes: Any
) -> str:
    signing = ec_key() if alg == "ES256" else rsa_key(key)
    return jwt.encode(claims(**changes), signing, algorithm=alg, headers={"kid": kid or key})


def test_an_access_token_of_cognito_is_taken_by_its_client(verifier: OidcVerifier) -> None:
    assert verifier.verify(a_token())["sub"] == "0b7d"


@pytest.mark.parametrize("audience", ["https://monitor", ["other", "https://monitor"]])
def test_a_token_of_another_issuer_kind_is_taken_by_its_audience(
    verifier: OidcVerifier, audience: object
) -> None:
    token = a_token(aud=audience, token_use=None, client_id=None)

    assert verifier.verify(token)["sub"] == "0b7d"


def test_a_token_signed_on_a_curve_is_taken(verifier: OidcVerifier) -> None:
    assert verifier.verify(a_token(alg="ES256", kid="curve"))["sub"] == "0b7d"


def unsigned() -> str:
    return jwt.encode(claims(), None, algorithm="none", headers={"kid": "first"})  # type: ignore[arg-type]


def signed_with_the_public_key() -> str:
    """The classic: what everybody can read, used as a secret."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    said = f"{part({'alg': 'HS256', 'kid': 'first'})}.{part(claims())}"
    public = (
        rsa_key("first")
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    signature = hmac.new(public, said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


WRONG = {
    "issuer": lambda: a_token(iss="https://evil.example"),
    "issuer but for a slash": lambda: a_token(iss=ISSUER + "/"),
    "client": lambda: a_token(client_id="somebody-elses"),
    "audience": lambda: a_token(aud="https://other", client_id=CLIENT),
    "no audience": lambda: a_token(client_id=None),
    "client of no access token": lambda: a_token(token_use=None),
    "use": lambda: a_token(token_use="id", aud=CLIENT),
    "use of no kind": lambda: a_token(token_use=["access"]),
    "expired": lambda: a_token(exp=NOW - 60),
    "no end": lambda: a_token(exp=None),
    "not yet": lambda: a_token(nbf=NOW + 600),
    "made in the future": lambda: a_token(iat=NOW + 600),
    "nobody": lambda: a_token(sub=None),
    "key": lambda: a_token(key="second", kid="first"),
    "key id": lambda: a_token(key="second"),
    "no key id": lambda: jwt.encode(claims(), rsa_key("first"), algorithm="RS256"),
    "algorithm none": unsigned,
    "algorithm of secrets": signed_with_the_public_key,
    "algorithm not pinned": lambda: a_token(alg="RS512"),
    "algorithm of another key": lambda: a_token(alg="ES256", kid="first"),
    "cut": lambda: a_token()[:-8],
    "garbage": lambda: "a.b.c",
    "empty parts": lambda: "e30.e30.e30",
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_is_wrong_in_one_way_is_refused(verifier: OidcVerifier, wrong: str) -> None:
    with pytest.raises(UnauthenticatedError):
        verifier.verify(WRONG[wrong]())


def test_a_symmetric_key_of_the_issuer_is_not_used(issuer: Issuer, verifier: OidcVerifier) -> None:
    secret = base64.urlsafe_b64encode(b"s" * 32).decode()
    issuer.keys.append({"kty": "oct", "k": secret, "kid": "shared"})
    token = jwt.encode(claims(), b"s" * 32, algorithm="HS256", headers={"kid": "shared"})

    with pytest.raises(UnauthenticatedError):
        verifier.verify(token)


@pytest.mark.parametrize(
    "odd", [{"kty": "RSA", "kid": "x"}, {"kty": "EC", "kid": "x", "crv": "P-7"}, {"kty": []}, 7, {}]
)
def test_an_odd_key_of_the_issuer_spoils_no_other(
    issuer: Issuer, verifier: OidcVerifier, odd: Any
) -> None:
    issuer.keys.insert(0, odd)

    assert verifier.verify(a_token())


def test_an_empty_answer_does_not_take_the_place_of_keys(
    issuer: Issuer, verifier: OidcVerifier, clock: FakeClock
) -> None:
    verifier.verify(a_token())
    issuer.keys = []
    clock.advance(2 * 3600)

    assert verifier.verify(a_token())


def test_keys_are_fetched_once_an_hour(
    issuer: Issuer, verifier: OidcVerifier, clock: FakeClock
) -> None:
    verifier.verify(a_token())
    verifier.verify(a_token())
    assert issuer.asked == 2  # the configuration, and the keys

    clock.advance(3600)
    verifier.verify(a_token())
    assert issuer.asked == 4


def test_a_new_key_of_the_issuer_is_fetched_at_its_first_token(
    issuer: Issuer, verifier: OidcVerifier, clock: FakeClock
) -> None:
    verifier.verify(a_token())
    issuer.keys = public_keys("first", "second")
    clock.advance(300)

    assert verifier.verify(a_token(key="second"))


def test_a_flood_of_unknown_keys_makes_no_flood_of_requests(
    issuer: Issuer, verifier: OidcVerifier, clock: FakeClock
) -> None:
    verifier.verify(a_token())
    clock.advance(300)
    for n in range(20):
        with pytest.raises(UnauthenticatedError):
            verifier.verify(a_token(kid=f"unknown-{n}"))

    assert issuer.asked == 4


def test_keys_go_on_counting_while_the_issuer_is_away(
    issuer: Issuer, verifier: OidcVerifier, clock: FakeClock
) -> None:
    verifier.verify(a_token())
    issuer.is_away = True
    clock.advance(2 * 3600)

    assert verifier.verify(a_token())


def test_without_keys_nothing_counts_and_it_is_not_the_tokens_fault(
    issuer: Issuer, verifier: OidcVerifier, clock: FakeClock
) -> None:
    issuer.is_away = True
    for _ in range(3):
        with pytest.raises(UnavailableError):
            verifier.verify(a_token())
    assert issuer.asked == 1

    issuer.is_away = False
    clock.advance(10)
    assert verifier.verify(a_token())


@pytest.mark.parametrize(
    "about", [{"issuer": "https://evil.example", "jwks_uri": JWKS}, {"issuer": ISSUER}, {}]
)
def test_a_configuration_that_is_not_the_issuers_own_is_not_followed(
    issuer: Issuer, verifier: OidcVerifier, about: dict[str, Any]
) -> None:
    issuer.about = about

    with pytest.raises(UnavailableError):
        verifier.verify(a_token())


@mock_aws
def test_a_token_that_a_pool_of_cognito_issued_is_taken_and_its_identity_token_is_not() -> None:
    """Oracle: moto's Cognito, which signs with keys that it serves as the real one does."""
    cognito = boto3.client("cognito-idp", region_name="us-east-1")
    pool = cognito.create_user_pool(PoolName="agency")["UserPool"]["Id"]
    client_id = cognito.create_user_pool_client(UserPoolId=pool, ClientName="assistant")[
        "UserPoolClient"
    ]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="ann")
    cognito.admin_set_user_password(
        UserPoolId=pool, Username="ann", Password="Correct-horse-7", Permanent=True
    )
    cognito.create_group(UserPoolId=pool, GroupName="entelech-admin")
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="ann", GroupName="entelech-admin")
    tokens = cognito.initiate_auth(
        ClientId=client_id,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "ann", "PASSWORD": "Correct-horse-7"},
    )["AuthenticationResult"]
    issuer = f"https://cognito-idp.us-east-1.amazonaws.com/{pool}"

    def fetch(url: str) -> bytes:
        if url.endswith("openid-configuration"):
            keys = f"{issuer}/.well-known/jwks.json"
            return json.dumps({"issuer": issuer, "jwks_uri": keys}).encode()
        return requests.get(url, timeout=5).content

    verifier = OidcVerifier(issuer=issuer, audiences={client_id}, fetch=fetch, clock=FakeClock())

    assert verifier.verify(tokens["AccessToken"])["cognito:groups"] == ["entelech-admin"]
    with pytest.raises(UnauthenticatedError):
        verifier.verify(tokens["IdToken"])
