"""The program as it is started: real processes, real ports, nothing beyond this machine."""

from __future__ import annotations

import base64
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import EADDRINUSE
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep

import pytest

from app import main
from bot.domain.tiers import TIERS
from bot.settings import Settings

pytestmark = pytest.mark.untraced  # it takes long, and others run the same lines

ROOT = Path(__file__).parents[1]
APP, NOWHERE = (str(ROOT / "app.py"),), str(ROOT / "tests/fakes/nowhere.py")
PATIENCE = 30.0  # seconds for a start on a busy machine
STOPS_WITHIN = 5.0
GUID = "11111111-2222-3333-4444-555555555555"
SETTINGS = {
    "BUDDY_APP_ID": GUID,
    "BUDDY_TENANT": GUID,
    "BUDDY_APP_SECRET": "whisper-whisper",
    "BUDDY_SEAL_KEY": base64.b64encode(b"k" * 32).decode(),
    "BUDDY_FIRST_COORDINATOR": "jo.field@trust.example",
    "BUDDY_COORDINATOR_CONTACT": "01632 960000",
    "BUDDY_OFFICE_HOURS": "Monday to Friday, 9 to 5",
    "BUDDY_PUBLIC_URL": "https://buddy.trust.example",
    "BUDDY_HOST": "127.0.0.1",
}


def surroundings(settings: dict[str, str]) -> dict[str, str]:
    """This machine's environment with these settings of ours and no others."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BUDDY_")}  # noqa: TID251
    return inherited | settings


@dataclass(frozen=True)
class Folder:
    """An empty folder in which the program is run."""

    path: Path

    def run(self, *arguments: str, app: tuple[str, ...] = APP, **settings: str) -> tuple[int, str, str]:
        """The exit code of a program that ends by itself, and what it said."""
        command = [sys.executable, *app, *arguments]
        done = subprocess.run(
            command, cwd=self.path, env=surroundings(settings), capture_output=True, text=True, check=False, timeout=60
        )
        return done.returncode, done.stdout, done.stderr

    @property
    def said(self) -> str:
        """What a program that serves has said until now."""
        return (self.path / "said.txt").read_text("utf-8")

    @contextmanager
    def serving(
        self, *arguments: str, app: tuple[str, ...] = APP, **settings: str
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A program that serves, from its first answer on."""
        with (self.path / "said.txt").open("wb") as said:
            command = [sys.executable, *app, *arguments]
            env = surroundings(settings)
            program = subprocess.Popen(command, cwd=self.path, env=env, stdout=said, stderr=subprocess.STDOUT)
            try:
                self._wait(program, int(settings["BUDDY_PORT"]))
                yield program
            finally:
                program.kill()
                program.wait()

    def _wait(self, program: subprocess.Popen[bytes], port: int) -> None:
        until = monotonic() + PATIENCE
        while program.poll() is None and monotonic() < until:
            try:
                ask(port, "GET", "/healthz")
            except (OSError, HTTPException):
                sleep(0.05)
            else:
                return
        raise AssertionError(self.said)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def port() -> str:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.fixture
def silent_port() -> Iterator[str]:
    """A port that takes calls and never answers."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield str(silent.getsockname()[1])


def ask(port: int | str, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    """The status and the text of an answer."""
    connection = HTTPConnection("127.0.0.1", int(port), timeout=10)
    try:
        connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def stop(program: subprocess.Popen[bytes]) -> tuple[int, bool]:
    """The exit code of a program that is asked to stop, and whether it stopped soon."""
    asked = monotonic()
    program.terminate()
    return program.wait(timeout=PATIENCE), monotonic() - asked < STOPS_WITHIN


def test_check_looks_at_what_there_is(folder: Folder) -> None:
    code, said, problems = folder.run("check")
    assert (code, problems) == (0, "")
    assert said.startswith("content and ")
    assert said.endswith(" cards: in order\n")


@dataclass(frozen=True)
class Line:
    """The command line, without a process of its own."""

    environment: pytest.MonkeyPatch
    heard: pytest.CaptureFixture[str]

    def run(self, *arguments: str, **settings: str) -> tuple[int, str, str]:
        for name, value in settings.items():
            self.environment.setenv(name, value)
        code = main(arguments)
        heard = self.heard.readouterr()
        return code, heard.out, heard.err


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Line:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"BUDDY_{name.upper()}", raising=False)
    return Line(monkeypatch, capsys)


def test_without_settings_it_says_all_that_is_missing(line: Line) -> None:
    code, said, problems = line.run()
    assert (code, said, len(problems.splitlines())) == (1, "", 8)
    assert problems.startswith("BUDDY_APP_ID: must be the application (client) id")


@pytest.mark.parametrize("arguments", [("serve",), ("demo", "check"), ("--help",), ("",)])
def test_words_that_it_does_not_know_get_those_that_it_knows(line: Line, arguments: tuple[str, ...]) -> None:
    code, said, usage = line.run(*arguments)
    assert (code, said) == (2, "")
    assert [words for words in ("demo", "check", "preview") if f"python app.py {words} " not in usage] == []


def test_a_live_check_without_graph_shows_each_way_with_our_own_id_and_asks_nobody(line: Line) -> None:
    code, said, _ = line.run("check", "--live", **SETTINGS)
    assert code == 0
    assert said.count("How to allow it:") == len(TIERS)
    assert f"New-ServicePrincipal -AppId {GUID} " in said


def test_check_looks_at_the_settings_if_there_are_any(line: Line) -> None:
    good, bad = line.run("check", **SETTINGS), line.run("check", BUDDY_PORT="0")
    assert (good[0], good[1].splitlines()[-1]) == (0, "settings: in order")
    assert (bad[0], bad[2]) == (1, "BUDDY_PORT: must be a number from 1 to 65535\n")


def test_the_demo_does_not_start_beside_a_real_registration(line: Line, port: str) -> None:
    code, said, why = line.run("demo", BUDDY_APP_ID=GUID, BUDDY_PORT=port)
    assert (code, said) == (1, "")
    assert why == "A bot registration is configured here (BUDDY_APP_ID), so the demo does not start. Unset it.\n"


@pytest.mark.parametrize("wrong", ["0", "65536", "web", "-1", "", "\u00b2"])
def test_the_demo_needs_a_port_that_there_is(line: Line, wrong: str) -> None:
    assert line.run("demo", BUDDY_PORT=wrong) == (1, "", "BUDDY_PORT must be a number from 1 to 65535.\n")


def test_a_port_that_is_taken_is_said_with_the_remedy(folder: Folder, silent_port: str) -> None:
    code, said, why = folder.run("demo", BUDDY_PORT=silent_port)
    assert (code, said) == (1, "")
    assert why.startswith(f"Port {silent_port} is in use by another program. Stop that program, or choose another")
    assert len(why.splitlines()) == 1


def test_the_demo_serves_a_page_on_this_machine_alone_and_ends_when_asked(folder: Folder, port: str) -> None:
    with folder.serving("demo", BUDDY_PORT=port) as program:
        status, page = ask(port, "GET", "/")
        everywhere = is_everywhere(port)
        ended = stop(program)
    assert (status, "<html" in page) == (200, True)
    assert not everywhere
    assert ended == (0, True)
    assert folder.said == f"The demo is at http://localhost:{port} (Ctrl-C ends it)\n"


def is_everywhere(port: str) -> bool:
    """Whether somebody listens at this port on every address of this machine, and not on one or two alone."""
    with socket.socket() as beside:
        try:
            beside.bind(("127.0.0.2", int(port)))
        except OSError as error:
            return error.errno == EADDRINUSE
    return False


def test_a_port_that_is_open_to_everybody_is_seen() -> None:
    with socket.socket() as everywhere:
        everywhere.bind(("0.0.0.0", 0))  # noqa: S104 (that is the point)
        everywhere.listen()
        assert is_everywhere(str(everywhere.getsockname()[1]))


def events(said: str) -> list[str]:
    """The names of what was logged, in order."""
    return [json.loads(line)["event"] for line in said.splitlines()]


def test_with_all_settings_it_serves_teams_though_nobody_can_say_who_it_is(folder: Folder, port: str) -> None:
    with folder.serving(app=(NOWHERE, "1"), **SETTINGS | {"BUDDY_PORT": port}) as program:
        healthy = ask(port, "GET", "/healthz")
        refused = ask(port, "POST", "/api/messages", "{}")
        foreign = ask(port, "GET", "/nothing")
        until = monotonic() + PATIENCE
        while not {"tokens.unavailable", "teams.keys_unavailable"} <= set(events(folder.said)) and monotonic() < until:
            sleep(0.05)
        ended = stop(program)
    assert (healthy, refused, foreign[0]) == ((200, "ok"), (401, ""), 404)
    assert ended == (0, True)
    assert sorted(set(events(folder.said))) == [
        "app.ready", "teams.keys_unavailable", "teams.refused", "tokens.unavailable",
    ]  # fmt: skip
    assert [secret for secret in SETTINGS.values() if secret in folder.said and secret != "127.0.0.1"] == []


def test_it_answers_and_stops_though_others_keep_it_waiting(folder: Folder, port: str, silent_port: str) -> None:
    with folder.serving(app=(NOWHERE, silent_port), **SETTINGS | {"BUDDY_PORT": port}) as program:
        refused = ask(port, "POST", "/api/messages", "{}")
        waiting = events(folder.said)
        ended = stop(program)
    assert (refused, waiting) == ((401, ""), ["app.ready", "teams.refused"])
    assert ended == (0, True)


def test_a_database_that_does_not_answer_is_said_with_the_remedy(folder: Folder, port: str) -> None:
    settings = SETTINGS | {
        "BUDDY_PORT": port,
        "BUDDY_DATABASE_URL": f"postgresql+asyncpg://u:open-sesame@127.0.0.1:{port}/x",
    }
    code, _, why = folder.run(app=(NOWHERE, "1"), **settings)
    assert (code, len(why.splitlines())) == (1, 1)
    assert why.startswith("The database does not answer (")
    assert "open-sesame" not in why


def test_an_address_that_is_not_this_machines_is_said(folder: Folder, port: str) -> None:
    code, _, why = folder.run(app=(NOWHERE, "1"), **SETTINGS | {"BUDDY_PORT": port, "BUDDY_HOST": "192.0.2.1"})
    assert code == 1
    assert why.startswith(f"Nobody can reach 192.0.2.1, port {port} (")
