"""A plan in a process of its own, which can be ended at any time.

It reads the problem, how long it may take and what is asked, as the program that starts it writes them. It writes a
line each time that it has found something better, '41 48': so many places are filled, and there can be so many at
most. At the end it writes a report, and no line after it.
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


def question(problem: Problem, *, seconds: float = SECONDS, weeks: bool = False) -> bytes:
    """What such a process reads."""
    return pickle.dumps((problem, seconds, weeks))


def main(asked: BinaryIO, answer: BinaryIO) -> None:
    """Answers one question."""
    problem, seconds, weeks = pickle.load(asked)  # noqa: S301 - our own program wrote it, into a pipe of its own

    def told(served: int, bound: int) -> None:
        answer.write(b"%d %d\n" % (served, bound))
        answer.flush()

    answer.write(report(problem, seconds=seconds, weeks=weeks, told=told).written.encode())
