"""Makes a monthly report of 20 systems in a process of its own and prints what it took, as JSON.

``python -m benchmarks.report_client``: the real ``Reporter`` and printer, stores in memory.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from typing import TYPE_CHECKING

from entelech.adapters.reports.html_file import html_of
from entelech.adapters.reports.printer import BabelTypstPrinter
from entelech.domain.brand import Brand
from entelech.domain.client import Client
from entelech.domain.reports.making import report_of
from entelech.domain.reports.request import ReportRequest
from entelech.services.reporting import Reporter
from tests.builders import a_registration
from tests.fakes.clock import FakeClock
from tests.fakes.memory import Memory
from tests.fakes.queue import FakeNotifyQueue
from tests.fakes.registry import FakeRegistryStore
from tests.fakes.reports import FakeReportFiles, FakeReportStore
from tests.report_samples import MADE_AT, a_subject, some_inputs

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from entelech.domain.reports.inputs import ReportInputs
    from entelech.domain.reports.period import ReportPeriod

_SYSTEMS = tuple(f"System number {n:02}" for n in range(20))
_TIMES = 10


class _Gatherer:
    """Made-up inputs of any time."""

    def inputs(self, _client: Client, asked: ReportPeriod, _now: datetime) -> ReportInputs:
        return some_inputs(subject=a_subject(systems=_SYSTEMS), asked=asked)


def _seconds(work: Callable[[], object]) -> float:
    """CPU of one time of several."""
    start = time.process_time()
    for _ in range(_TIMES):
        work()
    return (time.process_time() - start) / _TIMES


def main() -> int:
    """Print CPU seconds of both, and the process's highest memory in MB."""
    memory, printer = Memory(), BabelTypstPrinter()
    client = Client(
        registration=a_registration(), version=1, created_at=MADE_AT, updated_at=MADE_AT
    )
    memory.clients[client.client_id] = client
    order = ReportRequest(client_id=client.client_id).order(client.calendar, MADE_AT)
    inputs = _Gatherer().inputs(client, order.asked, MADE_AT)
    report = report_of(inputs, printer.words(inputs.subject, "USD"), generated_at=MADE_AT)

    def whole() -> object:
        reporter = Reporter(
            registry=FakeRegistryStore(memory),
            gatherer=_Gatherer(),  # type: ignore[arg-type]
            printer=printer,
            files=FakeReportFiles(),
            store=FakeReportStore(),
            notify=FakeNotifyQueue(),
            clock=FakeClock(MADE_AT),
        )
        return reporter.make(order)

    whole()
    found = {
        "whole_s": _seconds(whole),
        "html_s": _seconds(lambda: html_of(report, Brand())),
        "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    sys.stdout.write(json.dumps(found) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
