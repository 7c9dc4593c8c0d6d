"""Runs a statement and prints the CPU seconds of the whole process: ``python -m … STATEMENT``."""

from __future__ import annotations

import sys
import time

if __name__ == "__main__":
    exec(compile(sys.argv[1], "statement", "exec"), {})  # noqa: S102 - our own statement
    sys.stdout.write(f"{time.process_time()}\n")
