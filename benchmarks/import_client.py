"""Runs a statement and prints its CPU seconds, without those of the interpreter: ``… STATEMENT``."""

from __future__ import annotations

import sys
import time

if __name__ == "__main__":
    code = compile(sys.argv[1], "statement", "exec")
    before_s = time.process_time()
    exec(code, {})  # noqa: S102 - our own statement
    sys.stdout.write(f"{time.process_time() - before_s}\n")
