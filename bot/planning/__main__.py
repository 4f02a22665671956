"""Plans from files: solve, why, bound. `python -m bot.planning --help` says how."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from pathlib import Path

from bot.planning import SECONDS, plan, why, why_nobody
from bot.planning.entries import BadFile
from bot.planning.files import read_instance, read_solution, solution
from bot.planning.flow import TooLarge
from bot.planning.model import Level, Pair, Plan, Problem
from bot.planning.proof import certified_bound


def main(arguments: Sequence[str]) -> int:
    """Do what was asked; 2 when a file cannot be used."""
    asked = _parser().parse_args(arguments)
    try:
        written: str = asked.do(asked)
    except (BadFile, TooLarge) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write(f"{written}\n")
    return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="python -m bot.planning", description="Who meets whom, and when.")
    commands = parser.add_subparsers(required=True)
    solve = commands.add_parser("solve", help="write a plan for an instance")
    solve.add_argument("--keep", type=Path, metavar="SOLUTION", help="pairs that stay where nobody loses by it")
    solve.add_argument("--time", type=float, default=SECONDS, metavar="SECONDS", help="how long it may take")
    bound = commands.add_parser("bound", help="say how many can be served at most, with a check of the proof")
    because = commands.add_parser("why", help="say why a student has this Buddy, or none")
    for command, do in ((solve, _solve), (bound, _bound), (because, _why)):
        command.set_defaults(do=do)
        command.add_argument("instance", type=Path)
    for command in (solve, bound):
        command.add_argument("--level", type=Level, choices=list(Level), default=Level.FULL)
    because.add_argument("solution", type=Path)
    because.add_argument("student")
    because.add_argument("buddy", nargs="?")
    return parser


def _solve(asked: Namespace) -> str:
    problem = read_instance(asked.instance)
    keep = read_solution(asked.keep) if asked.keep else None
    return json.dumps(solution(plan(problem, keep=keep, seconds=asked.time, level=asked.level)), indent=1)


def _bound(asked: Namespace) -> str:
    bound, certified = certified_bound(read_instance(asked.instance), asked.level)
    return json.dumps({"bound": bound, "certified": certified})


def _why(asked: Namespace) -> str:
    problem = read_instance(asked.instance)
    found = _plan_of(problem, read_solution(asked.solution))
    _known(asked, problem)
    if asked.buddy:
        return "\n".join(why(problem, found, asked.student, asked.buddy).words)
    return "\n".join(why_nobody(problem, found, asked.student).words)


def _plan_of(problem: Problem, pairs: tuple[Pair, ...]) -> Plan:
    level = Level.FULL if all(pair.sessions for pair in pairs) else Level.PAIRING
    return Plan(name=problem.name, level=level, pairs=pairs, bound=len(pairs), preference=0, fairness=0)


def _known(asked: Namespace, problem: Problem) -> None:
    ids = {one.id for one in problem.students}, {one.id for one in problem.buddies}
    for key, name, known in (("students", asked.student, ids[0]), ("buddies", asked.buddy, ids[1])):
        if name and name not in known:
            raise BadFile([f"{asked.instance}: {key}: has nobody with the id '{name}'; please check it"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
