"""The container file: what it promises, and its own steps taken in a clean folder that its user cannot write.

There is no container engine here, so no image is built: the packages come from this installation instead.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.test_app import SETTINGS, ask

ROOT = Path(__file__).parents[1]
NOWHERE = ROOT / "tests/fakes/nowhere.py"
USER = 10001
PATIENCE = 90.0  # seconds for a start on a busy machine
PACKAGES = sysconfig.get_path("purelib")
SECRET = re.compile(r"secret|password|key|token", re.IGNORECASE)


@dataclass(frozen=True)
class Step:
    """One line of the file."""

    word: str
    rest: str

    def command(self) -> list[str]:
        """The words of a step in JSON form."""
        found = json.loads(self.rest[self.rest.index("[") :])
        assert isinstance(found, list)
        return [str(one) for one in found]


def steps() -> list[Step]:
    """The file's lines, without comments."""
    lines = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ").splitlines()
    split = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return [Step(word, rest.strip()) for word, _, rest in split]


def all_of(word: str) -> list[str]:
    return [step.rest for step in steps() if step.word == word]


def last(word: str) -> Step:
    return [step for step in steps() if step.word == word][-1]


def test_it_is_slim_and_made_in_two_stages() -> None:
    assert all_of("FROM") == ["python:3.11-slim AS build", "python:3.11-slim"]
    assert all_of("ADD") == []


def test_it_does_not_run_as_root() -> None:
    assert last("USER").rest == f"{USER}:{USER}"
    words = [step.word for step in steps()]
    assert words.index("USER") > max(at for at, word in enumerate(words) if word in {"RUN", "COPY"})


def test_there_is_no_secret_in_it() -> None:
    assert [one for word in ("ENV", "ARG", "LABEL") for one in all_of(word) if SECRET.search(one)] == []
    taken = {path.rstrip("/") for one in all_of("COPY") if "--from" not in one for path in one.split()[:-1]}
    listed = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in listed
    assert taken == {line[1:] for line in listed if line.startswith("!")}


def test_packages_are_those_of_the_lock_and_health_needs_no_other_program() -> None:
    (install,) = [one for one in all_of("RUN") if "pip install" in one]
    assert {"--require-hashes", "--only-binary", "-r", "requirements.txt"} <= set(shlex.split(install))
    assert last("HEALTHCHECK").command()[0] == last("CMD").command()[0] == "/venv/bin/python"


@pytest.fixture
def tree() -> Iterator[Path]:
    """What the file puts into /app, writable for nobody but for its var."""
    folder = Path(tempfile.mkdtemp(prefix="buddy-container-"))
    for one in (one for one in all_of("COPY") if "--from" not in one):
        *sources, to = one.split()
        for source in sources:
            _copy(ROOT / source, folder / to / (source if to.endswith("/") else ""))
    _copy(NOWHERE, folder / "tests/fakes/nowhere.py")  # so that nothing leaves this machine
    (folder / "var").mkdir()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.chown(folder / "var", USER, USER)
    (folder / "var").chmod(0o700)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755)
    shutil.rmtree(folder)


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, to)  # with its bytecode, which the file makes in a step of its own
    else:
        shutil.copy(source, to)


@pytest.mark.untraced
def test_its_program_runs_for_a_user_without_rights_in_a_tree_that_is_read_only(tree: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    python, user = _python()
    env = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": PACKAGES, **SETTINGS, "BUDDY_PORT": port}
    assert last("CMD").command() == ["/venv/bin/python", "app.py"]
    command = [python, "tests/fakes/nowhere.py", "1"]
    before = set(tree.rglob("*"))
    look = [python, *last("HEALTHCHECK").command()[1:]]
    with tempfile.TemporaryFile() as said:
        program = subprocess.Popen(command, cwd=tree, env=env, user=user, group=user, stdout=said, stderr=said)
        try:
            _until_it_answers(program, port)
            healthy = subprocess.run(look, env=env, check=False)
            program.terminate()
            ended = program.wait(timeout=PATIENCE)
        finally:
            program.kill()
            program.wait()
        ill = subprocess.run(look, env=env, check=False, stderr=subprocess.DEVNULL)
    assert (healthy.returncode, ended, ill.returncode) == (0, 0, 1)
    assert (tree / "var" / "buddy.db").exists()
    assert {path.parent for path in set(tree.rglob("*")) - before} == {tree / "var"}


def _python() -> tuple[str, int | None]:
    """A Python with our packages that a user without rights may run, and that user if there is a choice."""
    if os.geteuid() != 0:
        return sys.executable, None  # this user may not write there either
    debian = Path(f"/usr/bin/python3.{sys.version_info.minor}")
    found = [one for one in (Path(sys.executable), debian) if one.exists() and _may_enter(one.resolve())]
    return (str(found[0]), USER) if found else (sys.executable, None)


def _may_enter(program: Path) -> bool:
    """Whether everybody may run it."""
    return all(folder.stat().st_mode & 0o005 == 0o005 for folder in program.parents)


def _until_it_answers(program: subprocess.Popen[bytes], port: str) -> None:
    until = monotonic() + PATIENCE
    while program.poll() is None and monotonic() < until:
        try:
            ask(port, "GET", "/healthz")
        except (OSError, HTTPException):
            sleep(0.05)
        else:
            return
    raise AssertionError("it did not start")
