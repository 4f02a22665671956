"""What goes wrong while setting up is said in one sentence, with the remedy."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FITS = "case $2 in *ensurepip*) exit {venv} ;; *%d*) echo 3.12 ;; *version_info*) exit {version} ;; esac"
MAKES_VENV = (
    "case $* in *'-m venv'*) mkdir -p .venv/bin && cp pip .venv/bin/python ;; *--version*) echo Python 3.12 ;; esac"
)
REMEDIES = ("run ", "install ", "name ", "make ", "check ", "clone ", "remove ", "try ", "use ")


class Machine:
    """A machine with nothing on it but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "programs"
        self.programs.mkdir()
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts/setup.sh", folder / "scripts")
        (folder / "lock.txt").write_text("aiohttp==3\n")
        for name in ("dirname", "awk", "cmp", "cp", "mkdir", "tail", "uname", "sh", "df"):
            (self.programs / name).symlink_to(str(shutil.which(name)))

    def has(self, name: str, script: str) -> None:
        """Put a program on the machine."""
        program = self.folder / name if name == "pip" else self.programs / name
        program.unlink(missing_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def has_python(self, *, version: int = 0, venv: int = 0) -> None:
        """Put a Python on the machine: what it answers when asked whether it fits, and whether it has venv."""
        self.has("python3", FITS.format(version=version, venv=venv) + "\n" + MAKES_VENV)

    def pip_says(self, words: str) -> None:
        """What pip says before it fails."""
        self.has("pip", f"case $* in *--version*|'-c '*) exit 0 ;; esac\necho \"{words}\" >&2\nexit 1")

    def set_up(self, **environment: str) -> tuple[int, str, str]:
        """The exit code of the script, and what it said."""
        command = ["/bin/sh", str(self.folder / "scripts/setup.sh"), "lock.txt"]
        done = subprocess.run(
            command, env={"PATH": str(self.programs), **environment}, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    def refuses(self, **environment: str) -> str:
        """What the script says when it gives up: one sentence with a remedy."""
        code, _, said = self.set_up(**environment)
        sentence = said.rstrip("\n").splitlines()[-1]
        assert code == 1
        assert sentence.endswith(".")
        assert any(remedy in sentence for remedy in REMEDIES)
        return sentence


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_no_python_at_all(machine: Machine) -> None:
    assert "needs Python 3.11 to 3.14 and found none" in machine.refuses()


def test_a_python_too_old(machine: Machine) -> None:
    machine.has_python(version=1)
    assert "needs Python 3.11 to 3.14 and found none" in machine.refuses()


def test_a_named_python_that_does_not_fit(machine: Machine) -> None:
    machine.has_python()
    assert machine.refuses(PYTHON="python2").startswith("PYTHON=python2 is not a Python from 3.11 to 3.14")


def test_no_venv_module(machine: Machine) -> None:
    machine.has_python(venv=1)
    assert "apt-get install python3.12-venv" in machine.refuses()


def test_no_room_on_the_disk(machine: Machine) -> None:
    machine.has_python()
    machine.has("df", "echo header; echo disk 9000000 8900000 102400 99% /")
    assert "100 MB are free and 1600 MB are needed" in machine.refuses()


@pytest.mark.parametrize(
    ("pip", "sentence"),
    [
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk became full"),
        ("WARNING: Retrying: NewConnectionError: [Errno 111] Connection refused", "cannot be reached"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "not the one that lock.txt names"),
        ("ERROR: No matching distribution found for aiohttp==3", "no ready-made package"),
        ("ERROR: [Errno 13] Permission denied: '.venv/lib/x'", "cannot be written"),
        ("ERROR: something else", "failed as shown above"),
    ],
)
def test_an_installation_that_fails(machine: Machine, pip: str, sentence: str) -> None:
    machine.has_python()
    machine.pip_says(pip)
    assert sentence in machine.refuses()


def test_what_pip_said_is_shown_when_nobody_knows_better(machine: Machine) -> None:
    machine.has_python()
    machine.pip_says("ERROR: something else")
    assert "ERROR: something else" in machine.set_up()[2]


@pytest.fixture
def closed_folder() -> Iterator[Path]:
    """A folder that only its owner may write, and everybody may read; not pytest's own, which is closed altogether."""
    folder = Path(tempfile.mkdtemp())
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def test_a_folder_that_cannot_be_written(closed_folder: Path) -> None:
    machine = Machine(closed_folder)
    closed_folder.chmod(0o555)
    nobody = 65534 if os.geteuid() == 0 else None  # root may write everywhere
    done = subprocess.run(
        ["/bin/sh", str(closed_folder / "scripts/setup.sh"), "lock.txt"],
        env={"PATH": str(machine.programs)},
        user=nobody,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "cannot be written; make it yours or clone into another one" in done.stderr


def test_an_installation_is_done_once_and_again_when_the_lock_changes(machine: Machine) -> None:
    machine.has_python()
    machine.has("pip", 'case $* in *install*) echo "$*" >>installs ;; esac')
    installs = machine.folder / "installs"
    assert [machine.set_up()[0] for _ in range(2)] == [0, 0]
    assert len(installs.read_text().splitlines()) == 1
    assert "--require-hashes" in installs.read_text()
    (machine.folder / "lock.txt").write_text("aiohttp==4\n")
    assert machine.set_up()[0] == 0
    assert len(installs.read_text().splitlines()) == 2


def test_an_installation_that_was_interrupted_is_begun_again(machine: Machine) -> None:
    machine.has_python()
    machine.pip_says("Killed")
    assert machine.set_up()[0] == 1
    machine.has("pip", 'case $* in *install*) echo "$*" >>installs ;; esac')
    shutil.copy(machine.folder / "pip", machine.folder / ".venv/bin/python")
    assert machine.set_up()[0] == 0
    assert (machine.folder / "installs").exists()


def test_a_python_without_venv_is_passed_over_for_one_that_has_it(machine: Machine) -> None:
    machine.has_python()
    machine.has("python3.11", FITS.format(version=0, venv=1))
    machine.has("pip", "exit 0")
    assert machine.set_up()[0] == 0


def test_no_file_names_the_host_of_a_package_registry() -> None:
    hosts = ("pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "npmjs." + "com", "debian." + "org")
    files = [ROOT / "Makefile", *ROOT.glob("requirements*.txt"), *ROOT.glob("scripts/*"), ROOT / ".ci/run"]
    assert [file.name for file in files if any(host in file.read_text() for host in hosts)] == []
