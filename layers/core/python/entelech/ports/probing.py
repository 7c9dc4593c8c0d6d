"""Requests to clients' systems."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from entelech.domain.probe import Probe


class Probing(Protocol):
    """One HTTP GET. Never raises; ends within the timeout."""

    async def __call__(
        self, url: str, timeout_s: float, header: tuple[str, str] | None = None
    ) -> Probe:
        """What came of it. ``header`` is a name and a value for the URL's own origin alone."""


class Prober(Protocol):
    """Opens what a batch of probes shares."""

    def open(self) -> AbstractAsyncContextManager[Probing]:
        """What probes with; everything that it holds is let go on leaving the context."""
