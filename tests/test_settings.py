from __future__ import annotations

import base64
import re
from pathlib import Path

import pytest

from bot.domain.capabilities import Capability
from bot.settings import PREFIX, Settings, SettingsFault

KEY, OLD_KEY = base64.b64encode(b"n" * 32).decode(), base64.b64encode(b"o" * 32).decode()
SECRET = "whisper-whisper"
GUID = "11111111-2222-3333-4444-555555555555"
GOOD = {
    "APP_ID": GUID,
    "TENANT": GUID.replace("1", "a"),
    "APP_SECRET": SECRET,
    "SEAL_KEY": f"{KEY}, {OLD_KEY}",
    "FIRST_COORDINATOR": "jo.field@trust.example",
    "COORDINATOR_CONTACT": "01632 960000",
    "OFFICE_HOURS": "Monday to Friday, 9 to 5",
    "PUBLIC_URL": "https://buddy.trust.example",
}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with every setting that is needed, and no other of ours."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)
    for name, value in GOOD.items():
        monkeypatch.setenv(f"{PREFIX}{name}", value)
    return monkeypatch


def problems() -> list[str]:
    """What is wrong with the environment, a line each."""
    with pytest.raises(SettingsFault) as fault:
        Settings.read()
    return str(fault.value).splitlines()


def test_a_good_set_is_read(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BUDDY_PORT", "8080")
    settings = Settings.read()
    assert (settings.app_id, settings.tenant, settings.port) == (GUID, GOOD["TENANT"], 8080)
    assert settings.seal_keys == (b"n" * 32, b"o" * 32)
    assert settings.app_secret is not None
    assert settings.app_secret.get_secret_value() == SECRET
    assert settings.database_url == "sqlite:///var/buddy.db"
    assert settings.service_hosts == ("smba.trafficmanager.net",)


def test_with_nothing_set_everything_is_said_at_once(environment: pytest.MonkeyPatch) -> None:
    for name in GOOD:
        environment.delenv(f"{PREFIX}{name}")
    assert [line.partition(":")[0] for line in problems()] == [
        "BUDDY_APP_ID",
        "BUDDY_TENANT",
        "BUDDY_APP_SECRET, BUDDY_APP_CERTIFICATE, BUDDY_MANAGED_IDENTITY",
        "BUDDY_SEAL_KEY",
        "BUDDY_FIRST_COORDINATOR",
        "BUDDY_COORDINATOR_CONTACT",
        "BUDDY_OFFICE_HOURS",
        "BUDDY_PUBLIC_URL",
    ]


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("APP_ID", "buddy", "must be the application (client) id of the bot registration"),
        ("APP_ID", f"{GUID}0", "must be the application (client) id"),
        ("TENANT", "trust.example", "must be your organisation's tenant id"),
        ("SEAL_KEY", "short", "must be 32 random bytes in base64"),
        ("SEAL_KEY", base64.b64encode(b"k" * 31).decode(), "must be 32 random bytes in base64"),
        ("SEAL_KEY", f"{KEY},short", "must be 32 random bytes in base64"),
        ("SEAL_KEY", " , ", "must be 32 random bytes in base64"),
        ("FIRST_COORDINATOR", "Jo Field", "must be the e-mail address of the first coordinator"),
        ("COORDINATOR_CONTACT", "", "say how people reach the coordinator"),
        ("OFFICE_HOURS", "", "say when somebody is there"),
        ("PUBLIC_URL", "http://buddy.trust.example", "must be the https address"),
        ("PUBLIC_URL", "buddy.trust.example", "must be the https address"),
        ("PUBLIC_URL", "https://", "must be the https address"),
        ("PUBLIC_URL", "https://[", "must be the https address"),
        ("PUBLIC_URL", "https://buddy.trust.example:99999", "must be the https address"),
        ("DATABASE_URL", "mysql://x", "must start with sqlite:/// or postgresql+asyncpg://"),
        ("PORT", "0", "must be a number from 1 to 65535"),
        ("PORT", "65536", "must be a number from 1 to 65535"),
        ("PORT", "web", "should be a valid integer"),
        ("SENDS_PER_SECOND", "0", "must be more than 0"),
        ("SENDS_PER_SECOND", "nan", "must be more than 0"),
        ("SENDS_PER_SECOND", "inf", "must be more than 0"),
        ("SENDS_PER_SECOND", "many", "should be a valid number"),
        ("SECRET_EXPIRES", "soon", "should be a valid date"),
        ("OTLP_ENDPOINT", "collector:4318", "must be the address of a collector"),
        ("MANAGED_IDENTITY", "perhaps", "should be a valid boolean"),
    ],
)
def test_each_problem_names_the_setting_and_the_remedy(
    environment: pytest.MonkeyPatch, name: str, value: str, why: str
) -> None:
    environment.setenv(f"{PREFIX}{name}", value)
    (line,) = problems()
    assert re.match(rf"{PREFIX}{name}: .*{re.escape(why)}", line)


def test_several_settings_that_cannot_be_read_are_said_at_once(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BUDDY_PORT", "web")
    environment.setenv("BUDDY_SENDS_PER_SECOND", "many")
    assert [line.partition(":")[0] for line in problems()] == ["BUDDY_PORT", "BUDDY_SENDS_PER_SECOND"]


@pytest.mark.parametrize("name", ["APP_CERTIFICATE", "MANAGED_IDENTITY"])
def test_two_proofs_of_who_we_are_are_one_too_many(environment: pytest.MonkeyPatch, name: str, tmp_path: Path) -> None:
    (tmp_path / "app.pem").touch()
    environment.setenv(f"{PREFIX}{name}", str(tmp_path / "app.pem") if name == "APP_CERTIFICATE" else "true")
    assert [line for line in problems() if "set exactly one of these" not in line] == []
    environment.delenv("BUDDY_APP_SECRET")
    assert Settings.read().app_secret is None


def test_a_certificate_must_be_a_file(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    environment.delenv("BUDDY_APP_SECRET")
    environment.setenv("BUDDY_APP_CERTIFICATE", str(tmp_path / "none.pem"))
    assert problems() == [
        "BUDDY_APP_CERTIFICATE: there is no such file; give the path of a PEM file with key and certificate"
    ]


def test_what_is_set_to_nothing_is_not_set(environment: pytest.MonkeyPatch) -> None:
    for name in ("APP_CERTIFICATE", "MANAGED_IDENTITY", "PORT", "DATABASE_URL"):
        environment.setenv(f"{PREFIX}{name}", "")
    assert (Settings.read().port, Settings.read().managed_identity) == (3978, False)
    environment.setenv("BUDDY_APP_SECRET", "")
    assert [line.partition(",")[0] for line in problems()] == ["BUDDY_APP_SECRET"]


@pytest.mark.parametrize("value", ["a.example, *.b.example", '["a.example", "*.b.example"]', "a.example,*.b.example,"])
def test_hosts_are_written_with_commas_or_as_a_list(environment: pytest.MonkeyPatch, value: str) -> None:
    environment.setenv("BUDDY_FILE_HOSTS", value)
    assert Settings.read().file_hosts == ("a.example", "*.b.example")


def test_no_secret_is_ever_shown(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BUDDY_DATABASE_URL", "postgresql+asyncpg://buddy:open-sesame@db.example/buddy")
    settings = Settings.read()
    shown = f"{settings!r} {settings}"
    assert [secret for secret in (SECRET, KEY, OLD_KEY, "open-sesame") if secret in shown] == []
    assert "db.example" in settings.database_url


@pytest.mark.parametrize("name", ["SEAL_KEY", "APP_SECRET", "DATABASE_URL"])
def test_no_problem_tells_a_secret(environment: pytest.MonkeyPatch, name: str) -> None:
    environment.setenv(f"{PREFIX}{name}", "open-sesame")
    environment.setenv("BUDDY_PORT", "web")
    environment.setenv("BUDDY_TENANT", "none")
    lines = problems()
    environment.delenv("BUDDY_PORT")
    assert [line for line in (*lines, *problems()) if "open-sesame" in line or SECRET in line] == []


def test_settings_stay_as_they_are(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BUDDY_PORT", "8080")
    settings = Settings.read()
    environment.setenv("BUDDY_PORT", "9090")
    assert settings.port == 8080
    with pytest.raises(ValueError, match="frozen"):
        settings.port = 1


def test_a_mailbox_alone_switches_its_calendar_on(environment: pytest.MonkeyPatch) -> None:
    assert Settings.read().capabilities == frozenset()
    environment.setenv("BUDDY_GRAPH_MAILBOX", "buddy.meetings@trust.example")
    assert Settings.read().capabilities == {Capability.CALENDAR}
    environment.setenv("BUDDY_GRAPH", "calendar, free_busy")
    assert Settings.read().capabilities == {Capability.CALENDAR, Capability.FREE_BUSY}


def test_a_use_of_graph_that_is_not_known_is_named(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("BUDDY_GRAPH", "calendar,telepathy")
    assert problems()[0].startswith("BUDDY_GRAPH: telepathy is not known; it takes calendar, free_busy,")


@pytest.mark.parametrize("mailbox", ["", "buddy", "a@b/c.example", "a b@trust.example"])
def test_what_needs_a_mailbox_says_so(environment: pytest.MonkeyPatch, mailbox: str) -> None:
    environment.setenv("BUDDY_GRAPH", "free_busy")
    environment.setenv("BUDDY_GRAPH_MAILBOX", mailbox)
    assert [line.partition(":")[0] for line in problems()] == ["BUDDY_GRAPH_MAILBOX"]
