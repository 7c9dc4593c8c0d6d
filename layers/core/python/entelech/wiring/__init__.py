"""Builds each service from real adapters, once a process, when a function first asks for it.

Imports stand inside the functions, so that a function pays only for what it uses.
"""

from entelech.wiring.access import access, auditor, key_maker
from entelech.wiring.alerts import (
    alert_status,
    backtester,
    evaluator,
    incidents,
    rules,
    silencer,
)
from entelech.wiring.archive import archive_store, archiver, retention
from entelech.wiring.clients import (
    default_interval,
    listener,
    manual_checks,
    planner,
    registry,
    repairs,
)
from entelech.wiring.delivery import (
    channel_properties,
    channel_store,
    channels,
    notifier,
    notify_queue,
    postmaster,
    replayer,
)
from entelech.wiring.ground import (
    addresses,
    clock,
    limiter,
    outgoing,
    secrets,
    settings,
    signing_key,
    source_of,
    table,
)
from entelech.wiring.health import (
    checker,
    dispatcher,
    folder,
    history,
    manual_checker,
    probing_cpu_share,
    status,
)
from entelech.wiring.metrics import (
    ingester,
    metric_readings,
    metric_store,
    metrics_dispatcher,
    metrics_queue,
    performance,
    pushing,
    trender,
    trends,
)
from entelech.wiring.queues import evaluation_queue
from entelech.wiring.reports import report_desk, report_files, report_rounds, reporter

__all__ = [
    "access",
    "addresses",
    "alert_status",
    "archive_store",
    "archiver",
    "auditor",
    "backtester",
    "channel_properties",
    "channel_store",
    "channels",
    "checker",
    "clock",
    "default_interval",
    "dispatcher",
    "evaluation_queue",
    "evaluator",
    "folder",
    "history",
    "incidents",
    "ingester",
    "key_maker",
    "limiter",
    "listener",
    "manual_checker",
    "manual_checks",
    "metric_readings",
    "metric_store",
    "metrics_dispatcher",
    "metrics_queue",
    "notifier",
    "notify_queue",
    "outgoing",
    "performance",
    "planner",
    "postmaster",
    "probing_cpu_share",
    "pushing",
    "registry",
    "repairs",
    "replayer",
    "report_desk",
    "report_files",
    "report_rounds",
    "reporter",
    "retention",
    "rules",
    "secrets",
    "settings",
    "signing_key",
    "silencer",
    "source_of",
    "status",
    "table",
    "trender",
    "trends",
]
