"""Brings the product up, step by step, and keeps it until it is told to end. Read this first."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from local import demo, front, ministack
from local.admin_key import admin_key
from local.demo_rule import make_rule
from local.deploy import deploy, template_of
from local.lock import held
from local.product import announced, at
from local.publishing import publish
from local.registering import register_fleet
from local.security_headers import from_template
from local.things_to_try import things_to_try

if TYPE_CHECKING:
    from collections.abc import Sequence

    from local.children import Child
    from local.deploy import Deployment
    from local.engine import Engine
    from local.places import Places
    from local.progress import Progress

WATCH_SECONDS = 0.5
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class NotPreparedError(RuntimeError):
    """The Makefile has not prepared what the product is made of."""


class StoppedError(Exception):
    """The person who started the product, or ``down``, asked it to end."""


def run(places: Places, progress: Progress) -> None:
    """Run the product until SIGINT, SIGTERM or SIGHUP; what it knows is kept for the next run.

    Raises:
        NotPreparedError: something must be built first.
        LockedError: it runs already.
        ChildError: a process failed.
    """
    if missing := places.missing():
        raise NotPreparedError(f"not built yet: {', '.join(map(str, missing))}; `make run` does it")
    for number in ENDING:
        signal.signal(number, _stop)
    started = time.monotonic()
    with contextlib.ExitStack() as stack:
        try:
            children = _bring_up(places, progress, stack, [_lock(places, progress, stack)], started)
            _watch(children)
        except StoppedError:
            progress.say()
            with progress.step("ending, state kept"):
                stack.close()


def _lock(places: Places, progress: Progress, stack: contextlib.ExitStack) -> int:
    with progress.step("nothing else runs on this state"):
        patience = ministack.STOP_SECONDS + 15
        lock = stack.enter_context(held(places.lock, patience_seconds=patience))
        # Never closed, so that the lock is released by the very end of this process.
        os.dup(lock)
    return lock


def _bring_up(
    places: Places,
    progress: Progress,
    stack: contextlib.ExitStack,
    lock: Sequence[int],
    started: float,
) -> list[Child]:
    with progress.step("MiniStack") as step:
        engine, engine_child = stack.enter_context(ministack.running(places, held=lock))
        step.note = engine.endpoint
    with progress.step("deployment of the template") as step:
        deployment, is_new = deploy(places, engine, held=lock)
        step.note = deployment.stack_name if is_new else "unchanged"
    with progress.step("dashboard") as step:
        step.note = "published" if publish(places, engine, deployment) else "unchanged"
    with progress.step("front") as step:
        front_url = stack.enter_context(_front(places, engine, deployment))
        step.note = front_url
    with progress.step("demo clients") as step:
        first_port, demo_child = stack.enter_context(demo.running(places, held=lock))
        step.note = f"36 systems from port {first_port}"
    with progress.step("admin key"):
        key = admin_key(places, engine, deployment.outputs["BootstrapKeyFunctionName"], front_url)
    with progress.step("registration of the demo clients") as step:
        count = register_fleet(front_url, key, first_port)
        step.note = f"{count} new or moved" if count else "unchanged"
    with progress.step("a rule that mails when a client is not well"):
        make_rule(front_url, key)
    product = at(front_url, key)
    stack.enter_context(announced(product, places.product_file))
    progress.say(
        f"\n  Up after {time.monotonic() - started:.0f} s. First results come within two minutes."
    )
    progress.say(things_to_try(product))
    return [engine_child, demo_child]


def _front(
    places: Places, engine: Engine, deployment: Deployment
) -> contextlib.AbstractContextManager[str]:
    origins = front.Origins(
        dashboard=places.dashboard,
        api_url=engine.api_url(deployment.outputs["ApiUrl"]),
        page_headers=from_template(template_of(places, deployment.stack_name)),
        mails_url=engine.endpoint,
    )
    return front.running(origins)


def _watch(children: Sequence[Child]) -> None:
    """Wait for a signal; a process that ends by itself is a failure."""
    while True:
        for child in children:
            if child.has_ended():
                raise child.failed("ended by itself")
        threading.Event().wait(WATCH_SECONDS)


def _stop(*_: object) -> None:
    # A second Ctrl-C must not cut the saving of the state short.
    for number in ENDING:
        signal.signal(number, signal.SIG_IGN)
    raise StoppedError
