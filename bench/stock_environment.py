"""The stock library in an environment of its own: it is measured, and never installed beside the product."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench.processes import ROOT

FOLDER = ROOT / "build" / "bench-stock"
LOCK = ROOT / "bench" / "stock" / "requirements.txt"
PYTHON = FOLDER / "bin" / "python"


def stock_python() -> Path:
    """Its Python; made on first use, and again when the lock has changed."""
    installed = FOLDER / LOCK.name
    if not installed.exists() or installed.read_bytes() != LOCK.read_bytes():
        print("Making build/bench-stock (a minute, once) ...", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)  # noqa: S603 - our own words
        options = ("--disable-pip-version-check", "--no-input", "--quiet", "--require-hashes", "--only-binary", ":all:")
        subprocess.run([PYTHON, "-m", "pip", "install", *options, "-r", LOCK], check=True)  # noqa: S603 - the same
        shutil.copy(LOCK, installed)
    return PYTHON
