"""Who asks, what they may do, and whose clients they see."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from entelech.domain.errors import ForbiddenError
from entelech.domain.ids import ClientId

BOOTSTRAP_KEY_ID = "operator"
"""The key that is made by IAM's leave, and not by another key."""


class Role(StrEnum):
    """What a key is for: an admin makes keys, an operator runs the fleet, a viewer reads."""

    ADMIN = "admin"
    OPERATOR = "operator"
    VIEWER = "viewer"


class Action(StrEnum):
    """What a route or a tool does; each declares exactly one."""

    READ_FLEET = "read_fleet"
    READ_CLIENT = "read_client"
    WRITE_CLIENT = "write_client"
    USE_ASSISTANT = "use_assistant"
    MANAGE_KEYS = "manage_keys"
    READ_AUDIT = "read_audit"
    READ_SESSION = "read_session"
    READ_DELIVERIES = "read_deliveries"
    WRITE_DELIVERIES = "write_deliveries"


_VIEWER = frozenset(
    {Action.READ_FLEET, Action.READ_CLIENT, Action.USE_ASSISTANT, Action.READ_SESSION}
)
_GRANTS = {
    Role.VIEWER: _VIEWER,
    Role.OPERATOR: _VIEWER | {Action.WRITE_CLIENT, Action.READ_DELIVERIES, Action.WRITE_DELIVERIES},
    Role.ADMIN: frozenset(Action),
}


class ClientScope(Struct, frozen=True, kw_only=True):
    """The clients that somebody may see. ``clients`` None is all of them."""

    clients: frozenset[ClientId] | None

    @classmethod
    def everything(cls) -> ClientScope:
        """The scope of the product's own work, and of a key that is not bound to clients."""
        return cls(clients=None)

    def includes(self, client_id: ClientId) -> bool:
        """Whether the client may be seen."""
        return self.clients is None or client_id in self.clients

    def require_everything(self) -> None:
        """Let pass who sees all clients.

        Raises:
            ForbiddenError: only some are seen.
        """
        if self.clients is not None:
            raise ForbiddenError("This key may only touch its own clients.")


class PrincipalKind(StrEnum):
    """How somebody showed who they are."""

    API_KEY = "api_key"
    SESSION = "session"
    JWT = "jwt"


class Principal(Struct, frozen=True, kw_only=True):
    """Who asks: what was shown, the key behind it, its role and the clients that it sees.

    ``expires_at`` is when what was shown stops to count; None where it has no end.
    """

    kind: PrincipalKind
    key_id: str
    role: Role
    scope: ClientScope
    expires_at: datetime | None = None

    def may(self, action: Action) -> bool:
        """Whether the role grants the action."""
        return action in _GRANTS[self.role]

    def require(self, action: Action) -> None:
        """Let pass who may.

        Raises:
            ForbiddenError: the role does not grant the action.
        """
        if not self.may(action):
            raise ForbiddenError(f"This key may not do this: {action.value}.")


class ApiKey(Struct, frozen=True, kw_only=True):
    """A key as it is stored: never its secret, only that one's SHA-256.

    The secret is 256 random bits, so a slow hash would add nothing. None: never expires, not
    revoked, not used yet. ``last_used_at`` is right to the hour.
    """

    key_id: str
    secret_sha256: str
    name: str
    role: Role
    scope: ClientScope
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    last_used_at: datetime | None = None

    @property
    def principal(self) -> Principal:
        """Who its holder is."""
        return Principal(
            kind=PrincipalKind.API_KEY,
            key_id=self.key_id,
            role=self.role,
            scope=self.scope,
            expires_at=self.expires_at,
        )

    def is_opened_by(self, secret: str) -> bool:
        """Whether the secret is this key's; takes the same time either way."""
        return hmac.compare_digest(self.secret_sha256, secret_sha256(secret))

    def is_valid_at(self, now: datetime) -> bool:
        """Whether the key is neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


class KeyDescription(Struct, frozen=True, kw_only=True):
    """A key as it may be shown. ``clients`` null is all of them."""

    key_id: str
    name: str
    role: Role
    clients: Sequence[str] | None
    is_valid: bool
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


class KeyList(Struct, frozen=True, kw_only=True):
    """A page of keys by id; ``next_cursor`` is null on the last one."""

    keys: Sequence[KeyDescription]
    next_cursor: str | None


class NewKey(Struct, frozen=True, kw_only=True):
    """A key that was just made. ``api_key`` is shown here and never again."""

    api_key: str
    key: KeyDescription


def describe(key: ApiKey, now: datetime) -> KeyDescription:
    """The key without its hash."""
    clients = key.scope.clients
    return KeyDescription(
        key_id=key.key_id,
        name=key.name,
        role=key.role,
        clients=None if clients is None else sorted(clients),
        is_valid=key.is_valid_at(now),
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
    )


def secret_sha256(secret: str) -> str:
    """The form in which a secret is stored, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()
