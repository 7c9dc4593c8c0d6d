"""What an issuer says of somebody, as our roles and clients. Who is in no group of ours may nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from entelech.domain.access import ClientScope, Principal, PrincipalKind, Role
from entelech.domain.errors import ForbiddenError, InvalidError, UnauthenticatedError
from entelech.domain.ids import ClientId, client_id

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROLES = (Role.ADMIN, Role.OPERATOR, Role.VIEWER)
"""The first of these that somebody has counts."""
_PREFIX = "entelech-"
_CLIENT_PREFIX = "entelech-client-"
_ALL_CLIENTS = "entelech-all-clients"
_SUBJECT = re.compile(r"[\x21-\x7e]{1,128}")
_MAX_GROUPS = 500
_LATEST = 253_402_300_799
"""The end of the year 9999: what an instant can hold."""


def principal_of(claims: Mapping[str, object], *, groups_claim: str) -> Principal:
    """Who a verified token is for.

    Groups are named ``entelech-admin``, ``entelech-operator`` or ``entelech-viewer``, and
    ``entelech-client-<client id>`` or ``entelech-all-clients``. An admin sees all clients anyway.

    Raises:
        UnauthenticatedError: the token names nobody, or has no end.
        ForbiddenError: it is for somebody in no role of ours.
    """
    subject, expires = claims.get("sub"), claims.get("exp")
    if not isinstance(subject, str) or not _SUBJECT.fullmatch(subject):
        raise UnauthenticatedError("This token names nobody: its 'sub' is missing.")
    if isinstance(expires, bool) or not isinstance(expires, int | float) or expires > _LATEST:
        raise UnauthenticatedError("This token has no end: its 'exp' is missing.")
    groups = _groups(claims.get(groups_claim))
    role = next((each for each in _ROLES if _PREFIX + each.value in groups), None)
    if role is None:
        raise ForbiddenError("This token's groups grant no role here.")
    return Principal(
        kind=PrincipalKind.JWT,
        key_id=f"oidc:{subject}",
        role=role,
        scope=_scope(role, groups),
        expires_at=datetime.fromtimestamp(expires, UTC),
    )


def _groups(claim: object) -> Sequence[str]:
    """A list of names; one text is names between spaces, as in a scope."""
    names = claim.split() if isinstance(claim, str) else claim
    if not isinstance(names, list):
        return []
    return [each for each in names[:_MAX_GROUPS] if isinstance(each, str)]


def _scope(role: Role, groups: Sequence[str]) -> ClientScope:
    if role is Role.ADMIN or _ALL_CLIENTS in groups:
        return ClientScope.everything()
    named = [
        each.removeprefix(_CLIENT_PREFIX) for each in groups if each.startswith(_CLIENT_PREFIX)
    ]
    return ClientScope(clients=frozenset(each for each in map(_client, named) if each is not None))


def _client(name: str) -> ClientId | None:
    try:
        return client_id(name)
    except InvalidError:
        return None
