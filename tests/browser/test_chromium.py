"""Where there is no browser these tests say what to install, and fail where they are required."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.chromium import INSTALL, leave_out, missing


def test_a_machine_without_chromium_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert missing() == INSTALL


def test_elsewhere_a_test_is_left_out_with_these_words() -> None:
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium npm"):
        leave_out(INSTALL, required=False)


def test_where_it_is_required_a_missing_browser_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium npm"):
        leave_out(INSTALL, required=True)
