"""A plan in a process of its own, which can be ended at any time.

It reads how long it may take and the problem, as the program that starts it writes them, and writes a report.
"""

from __future__ import annotations

import pickle
from typing import BinaryIO

from bot.planning.model import Problem
from bot.planning.report import report

# What Python is told to do. Whoever waits for an answer in the chat comes first.
START = (
    "import os, sys; from bot.planning import process; os.nice(10); process.main(sys.stdin.buffer, sys.stdout.buffer)"
)
SECONDS = 60.0


def question(problem: Problem, *, seconds: float = SECONDS) -> bytes:
    """What such a process reads."""
    return pickle.dumps((problem, seconds))


def main(asked: BinaryIO, answer: BinaryIO) -> None:
    """Answers one question."""
    problem, seconds = pickle.load(asked)  # noqa: S301 - our own program wrote it, into a pipe of its own
    answer.write(report(problem, seconds=seconds).written.encode())
