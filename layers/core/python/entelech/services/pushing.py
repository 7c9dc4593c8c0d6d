"""Takes figures that systems send of themselves, signed with their client's secret."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.errors import ConflictError, InvalidError, unknown_client
from entelech.domain.fleet_day import bucket_of
from entelech.domain.metric_answer import read_figures, told_day, told_period
from entelech.domain.metric_day import IngestSource, Rejection, Told
from entelech.domain.metric_push import (
    IDEMPOTENCY_HEADER,
    SIGNATURE_HEADER,
    Sender,
    TakenPush,
    digest_of,
    idempotency_key,
    push_secret,
    require_signature,
    sender_of,
    unsigned,
)
from entelech.domain.rate import BY_SENDER
from entelech.domain.reason import Reason
from entelech.ports.clock import Clock
from entelech.ports.metrics import MetricsQueue, MetricStore
from entelech.ports.registry import RegistryStore
from entelech.services.ingesting import RECENT_DAYS
from entelech.services.limiting import Limiter
from entelech.services.recording import Part, Recorder
from entelech.services.registering import Registry
from entelech.services.signing import SigningKey

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from entelech.domain.access import ClientScope
    from entelech.domain.client import Client, Registration
    from entelech.domain.ids import ClientId
    from entelech.domain.period import Period

SIGNING_KEY = "metrics-signing-key"
_DAY = timedelta(days=1)


class PushTaken(Struct, frozen=True, kw_only=True):
    """Figures that were taken for a day. ``is_changed``: they were news.

    ``revision`` grows with every change of the system's part of that day.
    """

    client_id: str
    system_name: str
    date: str
    revision: int
    is_changed: bool


class PushSecret(Struct, frozen=True, kw_only=True):
    """What the client's systems sign with: whoever knows it may tell figures of any of them."""

    client_id: str
    secret: str


class Pushing(Struct, frozen=True, kw_only=True):
    """Pushed figures are held to the same contract as those that we ask for."""

    clients: Registry
    registry: RegistryStore
    store: MetricStore
    recorder: Recorder
    queue: MetricsQueue
    signing_key: SigningKey
    limiter: Limiter
    clock: Clock

    def take(self, body: bytes, document: object, headers: Mapping[str, str]) -> PushTaken:
        """Take one system's figures of one day; when this returns they are stored.

        1. The signature is that of the client's secret, over the time and the very bytes.
        2. What came under the same idempotency key before gets the same answer, and is not taken again.
        3. What breaks the contract is stored as a rejection, and refused by its field.

        Raises:
            UnauthenticatedError: the signature is none, or too old.
            RateLimitedError: the client's systems send too often.
            InvalidError: names the field that is wrong.
            ConflictError: the idempotency key came with another body.
        """
        sender = sender_of(document)
        client = self._signer(sender, body, headers)
        self.limiter.spend(BY_SENDER, client.client_id)
        key = idempotency_key(headers.get(IDEMPOTENCY_HEADER))
        digest = digest_of(body)
        taken = self.store.push(client.client_id, key) if key else None
        if taken is not None and taken.body_digest != digest:
            raise ConflictError(
                f"'{IDEMPOTENCY_HEADER}' came with another body before.", field=IDEMPOTENCY_HEADER
            )
        if taken is None:
            taken = self._take(client, sender, document, digest)
            if key:
                self.store.save_push(client.client_id, key, taken)
        return PushTaken(
            client_id=client.client_id,
            system_name=sender.system_name,
            date=taken.day,
            revision=taken.revision,
            is_changed=taken.is_changed,
        )

    def secret(self, scope: ClientScope, client_id: ClientId) -> PushSecret:
        """What the client's systems sign with.

        Raises:
            NotFoundError: there is no such client in ``scope``.
        """
        return self._shown(self._get(scope, client_id))

    def renew(self, scope: ClientScope, client_id: ClientId) -> PushSecret:
        """Give the client a new secret; the old one counts no more.

        Raises:
            NotFoundError: there is no such client in ``scope``.
            ConflictError: the client changed at the same moment.
        """
        version = self._get(scope, client_id).version
        return self._shown(self.clients.update(scope, client_id, version, _renewed).after)

    def _signer(self, sender: Sender, body: bytes, headers: Mapping[str, str]) -> Client:
        client = self.registry.client(sender.client_id)
        if client is None or not client.is_active:
            raise unsigned()
        secret = push_secret(client.registration, self.signing_key.read())
        require_signature(headers.get(SIGNATURE_HEADER, ""), body, secret, self.clock.now())
        return client

    def _take(self, client: Client, sender: Sender, document: object, digest: str) -> TakenPush:
        names = {each.name for each in client.registration.systems}
        if sender.system_name not in names:
            raise InvalidError(field="system_name", expected="a system of the client")
        now = self.clock.now().replace(microsecond=0)
        day, until = client.calendar.date_of(now), now
        try:
            day, until = told_day(told_period(document), client.calendar, now)
            figures = read_figures(document)
        except InvalidError as error:
            self._reject(client, sender, day, error)
            raise
        part = _part(client, sender, day)
        told = Told(
            figures=figures,
            currency=client.terms_at(part.whole.start).currency,
            source=IngestSource.PUSH,
            taken_at=max(until, now) if until >= part.whole.end else until,
        )
        recorded = self.recorder.take(part, told, self.recorder.known([part]))
        if client.calendar.date_of(now) - day > RECENT_DAYS * _DAY:
            # younger days are folded with every round; this one, even if we died here before
            folded = [(bucket_of(client.client_id), [client.client_id])]
            self.queue.send_folds(folded, days=(day, day))
        return TakenPush(
            body_digest=digest,
            day=day.isoformat(),
            revision=recorded.system.revision,
            is_changed=recorded.is_changed,
        )

    def _reject(self, client: Client, sender: Sender, day: date, error: InvalidError) -> None:
        now: datetime = self.clock.now()
        part = _part(client, sender, day)
        rejection = Rejection(
            source=IngestSource.PUSH,
            reason=Reason.INVALID_CONTRACT,
            detail=error.message,
            first_at=now,
            last_at=now,
        )
        self.recorder.reject(part, rejection, self.recorder.known([part]))

    def _get(self, scope: ClientScope, client_id: ClientId) -> Client:
        client = self.registry.client(client_id)
        if client is None or not scope.includes(client_id):
            raise unknown_client(client_id)
        return client

    def _shown(self, client: Client) -> PushSecret:
        secret = push_secret(client.registration, self.signing_key.read())
        return PushSecret(client_id=client.client_id, secret=secret)


def _part(client: Client, sender: Sender, day: date) -> Part:
    whole: Period = client.calendar.day(day)
    return Part(client_id=client.client_id, system_name=sender.system_name, day=day, whole=whole)


def _renewed(registration: Registration) -> Registration:
    return replace(registration, push_generation=registration.push_generation + 1)
