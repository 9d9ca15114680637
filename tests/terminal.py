"""Runs commands as a person at a terminal does."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]


def at_terminal(folder: Path, typed: bytes, *command: str) -> tuple[int, str, str]:
    """Run a command at a terminal at which this is typed: its exit code, and what it printed and said."""
    leader, follower = pty.openpty()
    try:
        done = subprocess.Popen(
            [sys.executable, "-m", "handouts", *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdin=follower,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        os.write(leader, typed)
        out, messages = done.communicate(timeout=60)
    finally:
        os.close(leader)
        with suppress(OSError):
            os.close(follower)
    return done.returncode, out.decode(), messages.decode()
