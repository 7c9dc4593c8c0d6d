"""Processes of the local product: none outlives the one that started it, and one product has one folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from local import children, lock
from local.environment import for_child
from local.places import CHECKOUT

WAITS = 20.0
SLEEPER = "import os, time; print(os.getpid(), flush=True); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPER}"
RUNNER = """
import sys
from pathlib import Path
from local import children, lock
folder = Path(sys.argv[1])
with lock.held(folder / "lock", patience_seconds=0) as descriptor:
    child = children.start("sleeper", [sys.executable, "-c", sys.argv[2]], env={}, cwd=folder,
                           log=folder / "log", grace_seconds=0.5, held=[descriptor])
    while not (folder / "log").read_text().strip():
        pass
    print("started", flush=True)
    child.wait()
"""


def start(tmp_path: Path, code: str) -> children.Child:
    return children.start(
        "sleeper",
        [sys.executable, "-c", code],
        env=for_child(tools=Path(sys.executable).parent),
        cwd=tmp_path,
        log=tmp_path / "log",
        grace_seconds=0.5,
    )


def pid_in(log: Path) -> int:
    while not (text := log.read_text().strip()):
        pass
    return int(text)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("code", [SLEEPER, STUBBORN], ids=["obedient", "stubborn"])
def test_a_child_that_was_stopped_is_gone(tmp_path: Path, code: str):
    child = start(tmp_path, code)
    pid = pid_in(child.log)

    child.stop()

    assert not is_alive(pid)
    assert child.has_ended()


@pytest.mark.parametrize("code", [SLEEPER, STUBBORN], ids=["obedient", "stubborn"])
def test_nothing_is_left_when_the_runner_is_killed(tmp_path: Path, code: str):
    runner = subprocess.Popen(
        [sys.executable, "-c", RUNNER, str(tmp_path), code],
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        env=for_child(tools=Path(sys.executable).parent),
    )
    assert runner.stdout is not None
    with runner, runner.stdout:
        assert runner.stdout.readline() == b"started\n"
        pid = pid_in(tmp_path / "log")
        assert lock.holder(tmp_path / "lock") == runner.pid

        runner.send_signal(signal.SIGKILL)

    assert lock.wait_until_free(tmp_path / "lock", WAITS)
    assert not is_alive(pid)


def test_a_child_that_fails_says_where_its_log_is(tmp_path: Path):
    child = start(tmp_path, "import sys; sys.exit('no such table')")

    with pytest.raises(children.ChildError, match=r"exit code 1.*log.*\n.*no such table"):
        children.finish(child)


def test_a_second_product_on_the_same_state_is_refused(tmp_path: Path):
    with (
        lock.held(tmp_path / "lock", patience_seconds=0),
        pytest.raises(lock.LockedError, match=f"process {os.getpid()}"),
        lock.held(tmp_path / "lock", patience_seconds=60),
    ):
        pass


def test_a_lock_can_be_had_again_after_the_run(tmp_path: Path):
    with lock.held(tmp_path / "lock", patience_seconds=0):
        assert not lock.is_free(tmp_path / "lock")

    assert lock.is_free(tmp_path / "lock")
