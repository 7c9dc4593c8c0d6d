"""Sets channels up, tries them, and keeps what is secret of them apart."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from entelech.domain.channel import (
    MAX_CHANNELS,
    Channel,
    ChannelId,
    ChannelKind,
)
from entelech.domain.channel_request import COMMON_PROPERTIES, Given, id_of
from entelech.domain.delivery import attempted, message_id, owed
from entelech.domain.delivery_view import (
    ChannelDescription,
    ChannelList,
    DeliveryAttempt,
    NewChannel,
    describe_attempt,
    describe_channel,
)
from entelech.domain.digest import Group, digest, message_of
from entelech.domain.errors import (
    ConflictError,
    ForbiddenError,
    InvalidError,
    LostRaceError,
    NotFoundError,
    UnavailableError,
)
from entelech.domain.fields import Fields
from entelech.domain.notice_kinds import Verdict
from entelech.domain.own_notices import of_test
from entelech.ports.access import SecretStore
from entelech.ports.clock import Clock, Entropy
from entelech.ports.notices import ChannelStore, ChannelType, OutboxStore
from entelech.services.carrying import Courier

if TYPE_CHECKING:
    from entelech.domain.access import ClientScope
    from entelech.domain.notification import Attempt

_log = logging.getLogger(__name__)

_MAX_SECRET_BYTES = 4096
"""Source: SSM, size of a standard parameter."""
_TOLD_ONCE = {"channel_id", "kind"}


class ChannelChange(Struct, frozen=True, kw_only=True):
    """A channel before and after; ``shown_once`` is what we made for it."""

    before: ChannelDescription
    after: ChannelDescription
    shown_once: Mapping[str, str]


class Channels(Struct, frozen=True, kw_only=True):
    """The channels of a deployment. They are everybody's, so who sees some clients changes none."""

    store: ChannelStore
    secrets: SecretStore
    kinds: Mapping[ChannelKind, ChannelType]
    outbox: OutboxStore
    courier: Courier
    entropy: Entropy
    clock: Clock

    def all(self) -> ChannelList:
        """All channels, those of the deployment first."""
        return ChannelList(
            channels=[describe_channel(each) for each in self.store.channels().values()]
        )

    def make(self, scope: ClientScope, body: object) -> NewChannel:
        """A new channel. One of the deployment's own is set up by making it, too.

        Raises:
            ForbiddenError: the caller sees some clients only.
            InvalidError: names the first field that is missing, unknown or wrong.
            ConflictError: there is one of that id, or there are as many as there may be.
        """
        _require_all(scope)
        fields = Fields(body)
        kind = ChannelKind(fields.choice("kind", list(ChannelKind)))
        self._refuse_unknown(fields, kind, _TOLD_ONCE)
        name = fields.text("name", max_length=100)
        wanted = id_of(fields, name)
        self._require_free(wanted, kind)
        given = self.kinds[kind].parse(fields)
        channel = Channel(
            channel_id=wanted,
            kind=kind,
            name=name,
            settings=given.settings,
            secret_name=self._put_away(wanted, given),
            is_enabled=fields.flag("enabled", default=True),
        )
        self._save(channel)
        return NewChannel(channel=describe_channel(channel), shown_once=given.shown_once)

    def change(self, scope: ClientScope, asked: str, body: object) -> ChannelChange:
        """Change some fields of a channel; what it is not told anew, it keeps; null is forgotten.

        A change of what is the kind's own ends a fault, and lets bounced addresses try again.

        Raises:
            ForbiddenError: the caller sees some clients only.
            NotFoundError: there is no such channel.
            InvalidError: names the first field that is unknown or wrong.
            ConflictError: somebody else has changed it at the same moment, or since that version.
        """
        _require_all(scope)
        before = self._channel(asked)
        fields = Fields(body)
        self._refuse_unknown(fields, before.kind, {"version"})
        if not fields.are_of(before.version):
            raise _changed_meanwhile()
        own = {name for name in self.kinds[before.kind].properties if fields.names(name)}
        after = replace(
            before,
            name=fields.text("name", max_length=100) if fields.has("name") else before.name,
            is_enabled=fields.flag("enabled", default=before.is_enabled),
            version=before.version + 1,
        )
        given = Given(settings={}, secrets={}, shown_once={})
        if own or not self.kinds[before.kind].properties:
            given = self._given(before, fields, own)
            after = replace(
                after,
                settings=given.settings,
                secret_name=self._put_away(before.channel_id, given),
                is_configured=True,
                fault=None,
                faulty_since=None,
                bounced={},
            )
        self._save(after, before=before)
        if after.secret_name != before.secret_name:
            self._forget(before)
        return ChannelChange(
            before=describe_channel(before),
            after=describe_channel(after),
            shown_once=given.shown_once,
        )

    def remove(self, scope: ClientScope, asked: str) -> ChannelDescription:
        """Remove a channel; one of the deployment's own is as nobody has set it up again.

        Raises:
            ForbiddenError: the caller sees some clients only.
            NotFoundError: there is no such channel.
            ConflictError: somebody else has changed it at the same moment.
        """
        _require_all(scope)
        before = self._channel(asked)
        if before.version:
            try:
                self.store.remove(before)
            except LostRaceError:
                raise _changed_meanwhile() from None
            self._forget(before)
        return describe_channel(before)

    def test(self, scope: ClientScope, asked: str) -> DeliveryAttempt:
        """Send a message that says that it is a test, now; what came of it, which is logged too.

        A channel that takes it is not faulty any more.

        Raises:
            ForbiddenError: the caller sees some clients only.
            NotFoundError: there is no such channel.
        """
        _require_all(scope)
        channel = self._channel(asked)
        notice = of_test(channel, self.clock.now(), self.entropy.key_id())
        promised = owed(notice)
        group = Group(message_id=message_id([promised]), members=[promised])
        message = message_of(group, digest([promised]).lines)
        attempt = self.courier.attempt(replace(channel, fault=None), message)
        self.outbox.add(notice)
        self.outbox.swap([attempted(promised, _for_good(attempt), timedelta(0))])
        if channel.fault is not None and attempt.verdict is Verdict.DELIVERED:
            mended = replace(channel, fault=None, faulty_since=None, version=channel.version + 1)
            self._save(mended, before=channel)
        return describe_attempt(attempt)

    def _channel(self, asked: str) -> Channel:
        found = self.store.channels().get(ChannelId(asked))
        if found is None:
            raise NotFoundError(f"There is no channel '{asked[:64]}'.", field="channel_id")
        return found

    def _require_free(self, wanted: ChannelId, kind: ChannelKind) -> None:
        known = self.store.channels()
        there = known.get(wanted)
        if there is None and len(known) >= MAX_CHANNELS:
            raise ConflictError(f"A deployment has at most {MAX_CHANNELS} channels.")
        if there is not None and (there.version or there.kind is not kind):
            raise ConflictError(f"There is a channel '{wanted}' already.", field="channel_id")

    def _refuse_unknown(self, fields: Fields, kind: ChannelKind, more: set[str]) -> None:
        fields.refuse_unknown({*COMMON_PROPERTIES, *self.kinds[kind].properties, *more})

    def _given(self, before: Channel, fields: Fields, own: set[str]) -> Given:
        """What the kind makes of the fields that are told anew, and of those that it keeps."""
        known = {**before.settings, **self._secrets_of(before)}
        named = {name: known[name] for name in self.kinds[before.kind].properties if name in known}
        return self.kinds[before.kind].parse(
            Fields({**named, **{name: fields.raw(name) for name in own}})
        )

    def _secrets_of(self, channel: Channel) -> Mapping[str, Any]:
        text = self.secrets.secret(channel.secret_name) if channel.secret_name else None
        found: Mapping[str, Any] = json.loads(text) if text else {}
        return found

    def _put_away(self, wanted: ChannelId, given: Given) -> str | None:
        """Store what is secret under a name of its own, so that a failure breaks nothing in use."""
        if not given.secrets:
            return None
        text = json.dumps(given.secrets, separators=(", ", ": "))
        if len(text.encode()) > _MAX_SECRET_BYTES:
            raise InvalidError(field="headers", expected="less: 4 KiB with the URL and the secret")
        name = f"channels/{wanted}/{self.entropy.key_id()}"
        self.secrets.add(name, text)
        return name

    def _save(self, after: Channel, *, before: Channel | None = None) -> None:
        try:
            self.store.save(after)
        except LostRaceError:
            if before is None or after.secret_name != before.secret_name:
                self._forget(after)
            raise _changed_meanwhile() from None

    def _forget(self, channel: Channel) -> None:
        if channel.secret_name is None:
            return
        try:
            self.secrets.remove(channel.secret_name)
        except UnavailableError:
            # what was asked for is done; a secret that nobody names is left behind
            _log.warning(
                "secret_left_behind", extra={"secret_name": channel.secret_name}, exc_info=True
            )


def _require_all(scope: ClientScope) -> None:
    if scope.clients is not None:
        raise ForbiddenError("Channels are everybody's: this key sees some clients only.")


def _changed_meanwhile() -> ConflictError:
    return ConflictError("Somebody else has changed this channel meanwhile; read it again.")


def _for_good(attempt: Attempt) -> Attempt:
    """The attempt as one that nothing follows: somebody waits for what it came to."""
    is_delivered = attempt.verdict is Verdict.DELIVERED
    return attempt if is_delivered else replace(attempt, verdict=Verdict.PERMANENT)
