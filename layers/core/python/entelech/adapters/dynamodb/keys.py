"""Every key shape of the table, each with an example.

| item        | pk                          | sk             |
|-------------|-----------------------------|----------------|
| client      | CLIENT#tnt-limousine-001    | META           |
| directory   | SHARDS                      | 01#000000      |
| shard       | SHARD#1#0                   | CONFIG         |
| shard state | SHARD#1#0                   | STATE          |
| board       | SHARD#1#0                   | BOARD          |
| certificates | SHARD#1#0                  | CERTIFICATES   |
| tick        | TICK#1#0#2025-01-15T14      | 30, 30#slow    |
| hour        | CLIENT#tnt-limousine-001    | HOUR#2025-01-15T14#1#0 |
| day         | CLIENT#tnt-limousine-001    | DAY#2025-01-15 |
| rules       | CLIENT#tnt-limousine-001, RULE#* | RULES     |
| alerts      | CLIENT#tnt-limousine-001    | ALERTS         |
| transition  | CLIENT#tnt-limousine-001    | TRANSITION#000028947361#0001#0m5xq2v40-a1b2c3d4.0123456789abcdef |
| incident    | CLIENT#tnt-limousine-001    | INCIDENT#0m5xq2v40-a1b2c3d4 |
| silence     | SILENCES                    | 0m5xq2v40-a1b2c3d4 |
| signs of life | CLIENT#tnt-limousine-001  | BEAT#0123456789abcdef |
| check asked for | CLIENT#tnt-limousine-001 | CHECK#0m5xq2v40-a1b2 |
| metrics day | CLIENT#tnt-limousine-001    | METRIC#2025-01-15 |
| intraday    | CLIENT#tnt-limousine-001    | INTRADAY#2025-01-15 |
| backfill    | CLIENT#tnt-limousine-001    | BACKFILL       |
| push        | CLIENT#tnt-limousine-001    | PUSH#0123456789abcdef |
| fleet month | TREND#2025-01               | 07             |
| today       | TODAY                       | 07             |
| failures    | FAILURES#2025-01-15T14:30   | 1#0            |
| suspicion   | SUSPICION                   | 2025-01-15T14:30:00Z#canary |
| API key     | KEY#operator                | META           |
| bucket      | RATE#key#operator           | BUCKET         |
| audit entry | AUDIT#2025-01-15            | 0m5xq2v40-a1b2 |
| notification | OUTBOX#5                   | <alert id>#3#fired#email |
| channel     | CHANNELS                    | email          |
| report      | CLIENT#tnt-limousine-001    | REPORT#monthly-2025-01-01-2025-01-31 |
| standing order | CLIENT#tnt-limousine-001 | STANDING#monthly |
| brand       | BRAND, CLIENT#tnt-limousine-001 | BRAND      |
| everybody's reports | BULK#0m5xq2v40-a1b2 | META, CLIENT#tnt-limousine-001 |

The sparse index ``listing`` lists clients by state (CLIENT#active, CLIENT#inactive), keys (KEY) and
audit entries (AUDIT), each by id; notifications by state (NOTICE#due, NOTICE#dead, ...), each by the
instant at which it is due, or at which it ended: 2025-01-15T14:30:00Z#<alert id>#3#fired#email.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from entelech.domain.document import instant_text
from entelech.domain.errors import InvalidError
from entelech.domain.ids import ClientId, id_instant
from entelech.domain.notice_kinds import NoticeState
from entelech.domain.schedule import Interval, ShardId, parse_shard_id
from entelech.domain.shard import Lane

DIRECTORY = "SHARDS"
KEYS_LISTING = "KEY"
AUDIT_LISTING = "AUDIT"
SUSPICION = "SUSPICION"
REPORTS_LISTING = "REPORT"
STANDING_LISTING = "STANDING"
DUE_LISTING = "NOTICE#due"
CHANNELS = "CHANNELS"
OUTBOX_PARTITIONS = 8
"""A fleet that goes down at once writes its notices to as many."""


RULES_LISTING = "RULE"
RESTLESS_LISTING = "ALERTS#restless"
INCIDENTS_LISTING = "INCIDENT"
SILENCES = "SILENCES"
EVERY_CLIENT = "*"


class Key(NamedTuple):
    """The primary key of an item."""

    pk: str
    sk: str


def client(client_id: ClientId) -> Key:
    return Key(f"CLIENT#{client_id}", "META")


def clients_listing(*, is_active: bool) -> str:
    return "CLIENT#active" if is_active else "CLIENT#inactive"


def directory_line(shard: ShardId) -> Key:
    return Key(DIRECTORY, f"{int(shard.interval):02}#{shard.number:06}")


def shard_of_line(sk: str) -> ShardId:
    """The shard of a directory line's sort key."""
    interval, _, number = sk.partition("#")
    return ShardId(interval=Interval(int(interval)), number=int(number))


def shard_config(shard: ShardId) -> Key:
    return Key(f"SHARD#{shard}", "CONFIG")


def shard_state(shard: ShardId) -> Key:
    return Key(f"SHARD#{shard}", "STATE")


def shard_board(shard: ShardId) -> Key:
    return Key(f"SHARD#{shard}", "BOARD")


def shard_certificates(shard: ShardId) -> Key:
    return Key(f"SHARD#{shard}", "CERTIFICATES")


def rules(owner: str) -> Key:
    """The rules of a client, or those of every one."""
    return Key("RULE#*" if owner == EVERY_CLIENT else f"CLIENT#{owner}", "RULES")


def alerts(client_id: str) -> Key:
    return Key(f"CLIENT#{client_id}", "ALERTS")


def transition(client_id: ClientId, version: int, number: int, alert_id: str) -> Key:
    return Key(client(client_id).pk, f"TRANSITION#{version:012}#{number:04}#{alert_id}")


def transitions(client_id: ClientId) -> tuple[str, str, str]:
    """The partition, and what all sort keys of transitions lie between."""
    return client(client_id).pk, "TRANSITION#", "TRANSITION#~"


def incident(incident_id: str) -> Key:
    """An incident's id names its client: 0m5xq2v40-a1b2c3d4.tnt-limousine-001.

    Raises:
        InvalidError: it is no such id.
    """
    stamp, dot, owner = incident_id.partition(".")
    id_instant(stamp)
    if not dot:
        raise InvalidError(field="incident_id", expected="an id of an incident")
    return Key(f"CLIENT#{owner}", incident_prefix(stamp))


def incident_prefix(stamp: str) -> str:
    """What sorts before all incidents of then and later."""
    return f"INCIDENT#{stamp}"


def silence(silence_id: str) -> Key:
    return Key(SILENCES, silence_id)


def beats(client_id: ClientId, beat_id: str) -> Key:
    return Key(client(client_id).pk, f"BEAT#{beat_id}")


def manual_check(client_id: ClientId, check_id: str) -> Key:
    return Key(client(client_id).pk, f"CHECK#{check_id}")


def beat_id_of(sk: str) -> str:
    """The beat id of a sort key."""
    return sk.removeprefix("BEAT#")


def failures(window: datetime, shard: ShardId) -> Key:
    return Key(failures_of(window), str(shard))


def failures_of(window: datetime) -> str:
    """The partition of a minute's failures."""
    return f"FAILURES#{window.astimezone(UTC):%Y-%m-%dT%H:%M}"


def shard_of_failures(sk: str) -> ShardId:
    """The shard of a sort key."""
    return parse_shard_id(sk)


def suspicion(window: datetime, cause: str = "") -> Key:
    """Without a cause: what all of that minute and later ones sort after."""
    return Key(SUSPICION, f"{instant_text(window)}#{cause}")


def window_and_cause(sk: str) -> tuple[datetime, str]:
    """The minute and the cause of a sort key."""
    window, _, cause = sk.partition("#")
    return instant(window), cause


def tick(shard: ShardId, window: datetime, lane: Lane = Lane.MAIN) -> Key:
    at = window.astimezone(UTC)
    suffix = "" if lane is Lane.MAIN else f"#{lane.value}"
    return Key(f"TICK#{shard}#{at:%Y-%m-%dT%H}", f"{at:%M}{suffix}")


def ticks_of_hour(shard: ShardId, hour: datetime) -> str:
    """The partition of an hour's ticks."""
    return tick(shard, hour).pk


def window_of_tick(key: Key) -> tuple[datetime, Lane]:
    """The window and lane of a tick's key."""
    hour = key.pk.rpartition("#")[2]
    minute, _, lane = key.sk.partition("#")
    return instant(f"{hour}:{minute}:00Z"), Lane(lane) if lane else Lane.MAIN


def hour(client_id: ClientId, start: datetime, shard: ShardId) -> Key:
    return Key(client(client_id).pk, f"{hour_prefix(start)}#{shard}")


def hour_prefix(start: datetime) -> str:
    """What the sort keys of an hour's items begin with; later hours sort after."""
    return f"HOUR#{start.astimezone(UTC):%Y-%m-%dT%H}"


def start_and_shard(sk: str) -> tuple[datetime, ShardId]:
    """When the hour of a sort key starts, and its shard."""
    _, start, shard = sk.split("#", 2)
    return instant(f"{start}:00:00Z"), parse_shard_id(shard)


def day(client_id: ClientId, on: date) -> Key:
    return Key(client(client_id).pk, f"DAY#{on.isoformat()}")


def date_of_day(sk: str) -> date:
    """The date of a day's sort key."""
    return date.fromisoformat(sk.removeprefix("DAY#"))


def metric_day(client_id: ClientId, on: date) -> Key:
    return Key(client(client_id).pk, f"METRIC#{on.isoformat()}")


def date_of_metric_day(sk: str) -> date:
    """The date of a metrics day's sort key."""
    return date.fromisoformat(sk.removeprefix("METRIC#"))


def intraday(client_id: ClientId, on: date) -> Key:
    return Key(client(client_id).pk, f"INTRADAY#{on.isoformat()}")


def backfill(client_id: ClientId) -> Key:
    return Key(client(client_id).pk, "BACKFILL")


def push(client_id: ClientId, key_digest: str) -> Key:
    return Key(client(client_id).pk, f"PUSH#{key_digest}")


def fleet_month(month: str, bucket: int) -> Key:
    """``month`` as "2025-01"."""
    return Key(f"TREND#{month}", f"{bucket:02}")


def today(bucket: int) -> Key:
    return Key("TODAY", f"{bucket:02}")


def api_key(key_id: str) -> Key:
    return Key(f"KEY#{key_id}", "META")


def bucket(name: str) -> Key:
    return Key(f"RATE#{name}", "BUCKET")


def audit_entry(entry_id: str) -> Key:
    return Key(f"AUDIT#{id_instant(entry_id):%Y-%m-%d}", entry_id)


def notification(notice_id: str) -> Key:
    number = hashlib.sha256(notice_id.encode()).digest()[0] % OUTBOX_PARTITIONS
    return Key(f"OUTBOX#{number}", notice_id)


def notifications_listing(state: NoticeState) -> str:
    """Those that are pending and those that are being sent stand in one list."""
    is_due = state in {NoticeState.PENDING, NoticeState.SENDING}
    return DUE_LISTING if is_due else f"NOTICE#{state.value}"


def notification_sort(moment: datetime, notice_id: str = "") -> str:
    """Without an id: what all of that second and later ones sort after."""
    return f"{instant_text(moment)}#{notice_id}"


def notification_at(sort: str) -> Key:
    """The key of the notification with that sort text."""
    return notification(sort.partition("#")[2])


def channel(channel_id: str) -> Key:
    return Key(CHANNELS, channel_id)


def report(client_id: ClientId, name: str) -> Key:
    return Key(client(client_id).pk, f"REPORT#{name}")


def report_sort(stamp: str, client_id: ClientId, name: str) -> str:
    """What a report is listed by: when it was ordered, and which it is."""
    return f"{stamp}#{client_id}#{name}"


def report_at(sort: str) -> Key:
    """The key of the report that is listed by that text."""
    _, client_id, name = sort.split("#", 2)
    return report(ClientId(client_id), name)


def standing(client_id: ClientId, report_type: str) -> Key:
    return Key(client(client_id).pk, f"STANDING#{report_type}")


def standing_sort(next_at: datetime, client_id: ClientId, report_type: str) -> str:
    """What a standing order is listed by: when it is due, and which it is."""
    return f"{instant_text(next_at)}#{client_id}#{report_type}"


def brand(client_id: ClientId | None) -> Key:
    """With None the deployment's."""
    return Key("BRAND" if client_id is None else client(client_id).pk, "BRAND")


def bulk(bulk_id: str) -> Key:
    return Key(f"BULK#{bulk_id}", "META")


def bulk_part(bulk_id: str, client_id: str) -> Key:
    return Key(bulk(bulk_id).pk, f"CLIENT#{client_id}")


def bulk_expiry(bulk_id: str, kept: timedelta) -> int:
    """Epoch seconds at which what belongs to it may go."""
    return int((id_instant(bulk_id) + kept).timestamp())


def key_id_of(pk: str) -> str:
    """The id of a key's partition key."""
    return pk.removeprefix("KEY#")


def instant(text: str) -> datetime:
    """The inverse of ``document.instant_text``.

    Raises:
        InvalidError: the stored text is no instant.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidError(field="instant", expected="a stored instant") from None
