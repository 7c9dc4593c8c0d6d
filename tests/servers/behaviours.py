"""All that servers of clients do, well and badly."""

from __future__ import annotations

from tests.servers.broken_answers import TLS_FAULTS, UNFINISHED
from tests.servers.reached import REDIRECTS, UNREACHABLE
from tests.servers.whole_answers import BODIES, STATUSES, WELL

BEHAVIOURS = (*WELL, *STATUSES, *BODIES, *UNFINISHED, *TLS_FAULTS, *REDIRECTS, *UNREACHABLE)
