"""``python -m local run`` and ``python -m local down``."""

from __future__ import annotations

import argparse
import sys

from local import environment
from local.down import down
from local.places import usual_places
from local.progress import Progress
from local.run import run

COMMANDS = {"run": run, "down": down}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m local", description="The product on this machine."
    )
    parser.add_argument("command", choices=COMMANDS)
    command = COMMANDS[parser.parse_args().command]
    environment.isolate()
    progress = Progress()
    try:
        command(usual_places(), progress)
    except (RuntimeError, OSError) as error:
        progress.say(f"\n{error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
