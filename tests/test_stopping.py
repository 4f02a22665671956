"""The program is asked to end: it says so first, finishes what it was asked, and then goes."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.fakes.identity import FakeIdentity
from tests.test_app import NOWHERE, PATIENCE, SETTINGS, Folder, ask, events, stop

pytestmark = pytest.mark.untraced  # it takes long, and others run the same lines


@pytest.fixture
def port() -> str:
    """A port that nobody has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return str(free.getsockname()[1])


@pytest.fixture
def silent() -> Iterator[socket.socket]:
    """Takes calls and never answers."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        made.listen()
        yield made


def ready(port: str) -> tuple[int, dict[str, object]]:
    """What `/readyz` says."""
    status, text = ask(port, "GET", "/readyz")
    return status, json.loads(text)


def with_token(port: str) -> int:
    """The status of a request whose token has to be looked up, which the silent service holds up."""
    with socket.create_connection(("127.0.0.1", int(port)), timeout=PATIENCE) as caller:
        token = FakeIdentity(service_url="https://smba.trafficmanager.net/emea/").token()
        head = f"POST /api/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\n"
        caller.sendall(f"{head}Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{{}}".encode())
        return int(caller.recv(1024).split()[1])


def refused(port: str) -> bool:
    """Whether nobody listens any more."""
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", int(port))) != 0


def test_who_is_being_answered_gets_an_answer_and_everybody_hears_of_it_first(
    tmp_path: Path, port: str, silent: socket.socket
) -> None:
    folder, nowhere = Folder(tmp_path), str(silent.getsockname()[1])
    with (
        folder.serving(app=(NOWHERE, nowhere), **SETTINGS | {"BUDDY_PORT": port}) as program,
        ThreadPoolExecutor(1) as beside,
    ):
        before = ready(port)
        asking = beside.submit(with_token, port)
        sleep(0.2)
        program.terminate()
        until = monotonic() + PATIENCE
        while "process" not in (after := ready(port))[1] and monotonic() < until:
            sleep(0.05)
        in_flight = not asking.done()
        silent.close()  # whoever waits for it hears that nobody is there
        answered, ended = asking.result(timeout=PATIENCE), program.wait(timeout=PATIENCE)
    assert before[1]["database"] == "ok"
    assert (after[0], after[1]["process"], after[1]["ready"]) == (503, "stopping", False)
    assert (in_flight, answered, ended, refused(port)) == (True, 401, 0, True)


def test_its_logs_are_lines_of_json_without_anything_that_somebody_typed_or_a_link_held(
    tmp_path: Path, port: str
) -> None:
    folder = Folder(tmp_path)
    settings = SETTINGS | {"BUDDY_PORT": port, "BUDDY_SECRET_EXPIRES": "2026-01-01"}
    with folder.serving(app=(NOWHERE, "1"), **settings) as program:
        ask(port, "GET", "/ics/Zanzibar-signed-token")
        ask(port, "GET", "/files/Quixotic?name=Wallaby")
        ask(port, "POST", "/api/messages", '{"text": "Zanzibar"}')
        ask(port, "GET", "/readyz")
        stop(program)
    assert [word for word in ("Zanzibar", "Quixotic", "Wallaby", "whisper") if word in folder.said] == []
    assert "app.secret" in events(folder.said)
