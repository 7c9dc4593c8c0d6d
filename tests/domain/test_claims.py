from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from entelech.domain.access import PrincipalKind, Role
from entelech.domain.claims import principal_of
from entelech.domain.errors import ForbiddenError, UnauthenticatedError


def claims(groups: object, **changes: Any) -> dict[str, Any]:
    return {"sub": "0b7d", "exp": 1_736_942_400, "groups": groups, **changes}


def test_a_token_is_for_its_subject_until_its_end() -> None:
    found = principal_of(claims(["entelech-admin"]), groups_claim="groups")

    assert (found.kind, found.key_id) == (PrincipalKind.JWT, "oidc:0b7d")
    assert found.expires_at == datetime(2025, 1, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("groups", "role", "clients"),
    [
        (["entelech-admin"], Role.ADMIN, None),
        (["entelech-viewer", "entelech-admin"], Role.ADMIN, None),
        (["entelech-admin", "entelech-client-a"], Role.ADMIN, None),
        (["entelech-operator", "entelech-all-clients"], Role.OPERATOR, None),
        (["entelech-operator"], Role.OPERATOR, set()),
        (["entelech-viewer", "staff"], Role.VIEWER, set()),
        (["entelech-viewer", "entelech-client-a", "entelech-client-b"], Role.VIEWER, {"a", "b"}),
        (["entelech-viewer", "entelech-client-", "entelech-client-A B"], Role.VIEWER, set()),
        (["entelech-viewer", 7, None, "entelech-client-a"], Role.VIEWER, {"a"}),
        ("entelech-viewer entelech-client-a", Role.VIEWER, {"a"}),
    ],
)
def test_groups_become_a_role_and_clients(
    groups: object, role: Role, clients: set[str] | None
) -> None:
    found = principal_of(claims(groups), groups_claim="groups")

    assert (found.role, found.scope.clients) == (role, clients)


@pytest.mark.parametrize(
    "groups",
    [None, [], {}, 7, ["entelech-root"], ["viewer"], "ENTELECH-ADMIN", [["entelech-admin"]]],
)
def test_who_is_in_no_group_of_ours_may_nothing(groups: object) -> None:
    with pytest.raises(ForbiddenError):
        principal_of(claims(groups), groups_claim="groups")


@pytest.mark.parametrize(
    "changes",
    [{"sub": None}, {"sub": ""}, {"sub": "a b"}, {"exp": None}, {"exp": True}, {"exp": 10**18}],
)
def test_a_token_for_nobody_or_for_ever_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(UnauthenticatedError):
        principal_of(claims(["entelech-admin"], **changes), groups_claim="groups")
