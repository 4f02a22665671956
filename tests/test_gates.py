"""The gates can close: each rule about the code refuses what it is there to refuse."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.untraced  # it takes long, and others run the same lines

ROOT = Path(__file__).parents[1]
ROOMS = ("program", "teams", "web", "graph", "store", "calendar", "front", "usecases", "cards", "planning", "content")
PACKAGES = (*ROOMS, "domain")
FILES = tuple(
    f"{name}.py"
    for name in ("worker", "planner", "calendar_worker", "settings", "tokens", "logs", "process", "telemetry")
)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty product with the right rooms."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for name in PACKAGES:
        (tmp_path / "bot" / name).mkdir(parents=True)
        (tmp_path / "bot" / name / "__init__.py").touch()
    for name in ("__init__.py", *FILES):
        (tmp_path / "bot" / name).touch()
    return tmp_path


def broken(tree: Path) -> list[str]:
    """The contracts that lint-imports finds broken there."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([program, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)
    assert "Contracts: " in done.stdout, done.stdout + done.stderr
    names = [line.partition(" BROKEN")[0] for line in done.stdout.splitlines() if " BROKEN" in line]
    assert bool(names) == bool(done.returncode)
    return names


def test_an_empty_product_breaks_nothing(tree: Path) -> None:
    assert broken(tree) == []


PLACES = "Imports point inwards, and every file has a place"


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("domain/meetings.py", "import bot.cards", PLACES),
        ("cards/meetings.py", "import bot.content", PLACES),
        ("usecases/meetings.py", "import bot.front", PLACES),
        ("front/actions.py", "import bot.store", PLACES),
        ("teams/bot.py", "import bot.web", PLACES),
        ("worker.py", "import bot.settings", PLACES),
        ("web/pages.py", "import bot.program", PLACES),
        ("domain/due.py", "import random", "The rules neither read nor write, have no clock and no chance"),
        ("web/pages.py", "import botbuilder.schema", "The Bot Framework stays in bot/teams"),
        ("web/tokens.py", "import jwt", "The Bot Framework stays in bot/teams"),
        ("teams/tokens.py", "from azure.identity.aio import DefaultAzureCredential", "Azure stays in bot/tokens.py"),
        ("worker.py", "from opentelemetry import trace", "Telemetry stays in bot/telemetry.py"),
        ("usecases/meetings.py", "import sqlalchemy as sa", "The database stays in bot/store"),
        ("worker.py", "import asyncpg", "The database stays in bot/store"),
        ("web/drafts.py", "from cryptography import fernet", "The database stays in bot/store"),
        ("calendar/fetch.py", "import aiohttp", "HTTP stays in bot/teams and bot/web"),
        ("front/render.py", "import jinja2", "Pages are made in bot/web"),
        ("web/graph.py", "import msgraph", "Microsoft Graph's library stays in bot/graph"),
        ("web/plan.py", "from ortools.sat.python import cp_model", "OR-Tools stays in bot/planning"),
        ("web/files.py", "import icalendar", "Calendar files are made in bot/calendar"),
        ("teams/allowed.py", "import pydantic_settings", "Settings are read in bot/settings.py"),
        ("domain/words.py", "import rapidfuzz", "Unknown words are guessed in bot/front"),
        ("teams/links.py", "import itsdangerous", "Links are signed in bot/calendar and bot/web"),
    ],
)
def test_an_import_from_the_wrong_room_is_refused(tree: Path, file: str, line: str, contract: str) -> None:
    (tree / "bot" / file).write_text(f"{line}\n")
    assert contract in broken(tree)


def test_the_right_rooms_may_use_their_technology(tree: Path) -> None:
    (tree / "bot/teams/http.py").write_text("import aiohttp, botbuilder.core, jwt\n")
    (tree / "bot/store/sql.py").write_text("import sqlalchemy, asyncpg, cryptography\n")
    (tree / "bot/tokens.py").write_text("import azure.identity, cryptography\n")
    (tree / "bot/telemetry.py").write_text("import opentelemetry\n")
    assert broken(tree) == []


def test_a_circle_is_refused(tree: Path) -> None:
    (tree / "bot/domain/meetings.py").write_text("import bot.domain.people\n")
    (tree / "bot/domain/people.py").write_text("import bot.domain.meetings\n")
    assert broken(tree) == ["No circles"]


@pytest.mark.parametrize("place", ["utils/__init__.py", "helpers.py"])
def test_a_new_file_or_folder_without_a_place_is_refused(tree: Path, place: str) -> None:
    (tree / "bot" / place).parent.mkdir(exist_ok=True)
    (tree / "bot" / place).touch()
    assert broken(tree) == [PLACES]


def imported(source: str) -> set[str]:
    """The top-level names that a file imports."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import():
                names |= {name.name.partition(".")[0] for name in node.names}
            case ast.ImportFrom(module=str() as module):
                names.add(module.partition(".")[0])
    return names


def test_what_a_file_imports_is_seen() -> None:
    assert imported("import a.b, c\ndef f():\n    from d.e import f") == {"a", "c", "d"}


def test_the_rules_import_nothing_but_the_standard_library() -> None:
    files = sorted((ROOT / "bot/domain").rglob("*.py"))
    foreign = {file.name: imported(file.read_text()) - sys.stdlib_module_names - {"bot"} for file in files}
    assert {file: names for file, names in foreign.items() if names} == {}


CLOCK = "import datetime\nnow = datetime.datetime.now(datetime.UTC)\n"
CHANCE = "import uuid\nnew = uuid.uuid4()\n"
ENVIRONMENT = "import os\nhome = os.environ['HOME']\n"


@pytest.mark.parametrize("source", [CLOCK, CHANCE, ENVIRONMENT, "import time\nnow = time.time()\n"])
def test_the_clock_ids_and_the_environment_are_read_at_the_top_alone(source: str) -> None:
    assert "TID251" in ruff(source, "bot/usecases/meetings.py")
    assert "TID251" in ruff(source, "bot/program/parts.py")
    assert "TID251" not in ruff(source, "bot/program/instant.py")


def ruff(source: str, name: str) -> str:
    """What ruff says about this source, were it in a file of that name."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", "--stdin-filename", name]
    return subprocess.run(command, cwd=ROOT, input=source, capture_output=True, text=True, check=False).stdout
