"""Takes signs of life, and hands out the tokens that they are shown with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.beat import BeatKind, Beats, BeatShown, beats_shown, parse_beat
from entelech.domain.beat_token import BeatToken, parse_token, token_text, unknown_token
from entelech.domain.checks.heartbeat import HeartbeatCheck, beat_id
from entelech.domain.errors import InvalidError, LostRaceError, unknown_client
from entelech.domain.rate import BY_BEAT
from entelech.ports.clock import Clock
from entelech.ports.registry import RegistryStore
from entelech.ports.ticks import BeatStore
from entelech.services.limiting import Limiter
from entelech.services.registering import Registry
from entelech.services.signing import SigningKey

if TYPE_CHECKING:
    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client, Registration, System
    from entelech.domain.ids import ClientId

SIGNING_KEY = "heartbeat-signing-key"
_PATH = "/api/ingest/heartbeat/"
_TRIES = 6


class Heard(Struct, frozen=True, kw_only=True):
    """A sign of life that was taken; ``next_due_at`` is by when the next success must be there."""

    system_name: str
    status: BeatKind
    at: datetime
    next_due_at: datetime | None


class Heartbeat(Struct, frozen=True, kw_only=True):
    """A system that calls us. ``path`` holds its token: whoever knows it may speak for the system."""

    system_name: str
    path: str
    next_due_at: datetime | None
    newest: Sequence[BeatShown]


class HeartbeatList(Struct, frozen=True, kw_only=True):
    """The systems of a client that call us, in the order of the registration."""

    client_id: str
    heartbeats: Sequence[Heartbeat]


class Renewal(Struct, frozen=True, kw_only=True):
    """The systems after one has a new token, and the generations of all tokens before and after."""

    listed: HeartbeatList
    before: Mapping[str, int]
    after: Mapping[str, int]


class Listener(Struct, frozen=True, kw_only=True):
    """Signs of life of all systems that send some."""

    clients: Registry
    store: RegistryStore
    beats: BeatStore
    signing_key: SigningKey
    limiter: Limiter
    clock: Clock

    def hear(self, text: str, body: object) -> Heard:
        """Take one sign; when this returns it is stored.

        Raises:
            NotFoundError: the token is none, or none any more.
            RateLimitedError: the system calls too often.
            InvalidError: names the field of the body that is wrong.
            LostRaceError: others of the same system kept being stored at the same moment.
        """
        token = parse_token(text, self.signing_key.read())
        self.limiter.spend(BY_BEAT, token.beat_id)
        system, check = self._addressed(token)
        for _ in range(_TRIES):
            before = self._known(token.client_id, [token.beat_id]).get(token.beat_id, Beats())
            beat = parse_beat(body, before, self.clock.now())
            after = before.with_one(beat)
            if self.beats.save(token.client_id, token.beat_id, after):
                return Heard(
                    system_name=system.name,
                    status=beat.kind,
                    at=beat.at,
                    next_due_at=_next_due(check, after),
                )
        raise LostRaceError

    def heartbeats(self, scope: ClientScope, client_id: ClientId) -> HeartbeatList:
        """A client's systems that call us, with their tokens.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        client = self.store.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        return self._listed(client)

    def renew(self, scope: ClientScope, client_id: ClientId, system_name: str) -> Renewal:
        """Give a system a new token; the old one counts no more.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            InvalidError: no such system of it calls us.
            ConflictError: the client changed at the same moment.
        """
        client = self.store.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        change = self.clients.update(
            scope, client_id, client.version, lambda before: _renewed(before, system_name)
        )
        return Renewal(
            listed=self._listed(change.after),
            before=_generations(change.before.registration),
            after=_generations(change.after.registration),
        )

    def _listed(self, client: Client) -> HeartbeatList:
        calling = {
            beat_id(client.client_id, system.name): (system, check)
            for system, check in _calling(client.registration)
        }
        known = self._known(client.client_id, list(calling))
        return HeartbeatList(
            client_id=client.client_id,
            heartbeats=[
                Heartbeat(
                    system_name=system.name,
                    path=_PATH + self._token(client.client_id, name, check),
                    next_due_at=_next_due(check, known.get(name, Beats())),
                    newest=beats_shown(known.get(name, Beats())),
                )
                for name, (system, check) in calling.items()
            ],
        )

    def _token(self, client_id: ClientId, name: str, check: HeartbeatCheck) -> str:
        token = BeatToken(client_id=client_id, beat_id=name, generation=check.generation)
        return token_text(token, self.signing_key.read())

    def _addressed(self, token: BeatToken) -> tuple[System, HeartbeatCheck]:
        client = self.store.client(token.client_id)
        if client is not None and client.is_active:
            for system, check in _calling(client.registration):
                is_its_own = beat_id(client.client_id, system.name) == token.beat_id
                if is_its_own and check.generation == token.generation:
                    return system, check
        raise unknown_token()

    def _known(self, client_id: ClientId, names: Sequence[str]) -> dict[str, Beats]:
        return dict(self.beats.beats([(client_id, each) for each in names]))


def _calling(registration: Registration) -> list[tuple[System, HeartbeatCheck]]:
    return [
        (each, each.check)
        for each in registration.systems
        if isinstance(each.check, HeartbeatCheck)
    ]


def _generations(registration: Registration) -> dict[str, int]:
    return {system.name: check.generation for system, check in _calling(registration)}


def _renewed(registration: Registration, system_name: str) -> Registration:
    if system_name not in {system.name for system, _ in _calling(registration)}:
        raise InvalidError(field="system_name", expected="a system that is checked by heartbeat")
    systems = tuple(
        replace(each, check=replace(each.check, generation=each.check.generation + 1))
        if each.name == system_name and isinstance(each.check, HeartbeatCheck)
        else each
        for each in registration.systems
    )
    return replace(registration, systems=systems)


def _next_due(check: HeartbeatCheck, beats: Beats) -> datetime | None:
    ended = beats.last_ended
    if ended is None or ended.kind is not BeatKind.SUCCESS:
        return None
    return check.due_after(ended.at)
