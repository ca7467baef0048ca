"""Settings from options and environment."""

import socket
import stat
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sessions.jurisdiction import DEFAULT
from web.config import Settings, own_address
from web.jurisdiction import load


@pytest.mark.parametrize(
    ("given", "port", "address"),
    [
        ({}, 8000, "http://127.0.0.1:8000"),
        ({"host": "0.0.0.0"}, 81, "http://198.51.100.7:81"),
        ({"host": "::"}, 81, "http://198.51.100.7:81"),
        ({"host": "fd00::1", "tls_self_signed": True}, 443, "https://[fd00::1]:443"),
        ({"base_url": "https://consult.example.org/"}, 8000, "https://consult.example.org"),
    ],
)
def test_address_of_links(
    given: dict[str, object], port: int, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.config.own_address", lambda: "198.51.100.7")
    assert Settings.model_validate(given).address(port) == address


def test_lists_come_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_ANNOUNCE", "192.0.2.1, 2001:db8::1")
    monkeypatch.setenv("TONGXIN_DATA", "/var/lib/tongxin")
    settings = Settings()
    assert settings.announce == ["192.0.2.1", "2001:db8::1"]
    assert settings.record_url == "sqlite+aiosqlite:////var/lib/tongxin/record.db"
    assert settings.live_directory == Path("/var/lib/tongxin/live")


@pytest.mark.parametrize(
    ("given", "cores", "ports"),
    [
        ({}, 1, [0]),
        ({}, 4, [0, 0, 0]),
        ({"relay_port": 40000}, 2, [40000]),
        ({"relay_port": 40000}, 4, [40000, 40001, 40002]),
        ({"relay_port": 40000, "relay_workers": 2}, 8, [40000, 40001]),
    ],
)
def test_each_relay_worker_has_its_port(
    given: dict[str, object], cores: int, ports: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)))
    assert Settings.model_validate(given).relay_ports == ports


def test_options_outweigh_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGXIN_PORT", "9000")
    assert Settings().port == 9000
    assert Settings(port=9001).port == 9001


def test_our_own_address_is_one_of_this_machine() -> None:
    with socket.create_server((own_address(), 0)):
        pass


@pytest.mark.parametrize("limit", ["6", "6/fortnight", "-1/minute", "6/minute;", ""])
def test_a_limit_that_is_none_is_said_at_the_start(limit: str) -> None:
    with pytest.raises(ValidationError):
        Settings(opinions_per_address=limit)


@pytest.mark.parametrize("announced", ["203.0.113.7:0", "[2001:db8::7]:x"])
def test_an_announced_port_that_is_none_is_said_at_the_start(announced: str) -> None:
    with pytest.raises(ValidationError):
        Settings(announce=["203.0.113.7:443", announced])


def test_sites_that_may_embed_are_origins() -> None:
    named = "https://portal.example, http://127.0.0.1:8080,https://*.example.org"
    assert len(Settings(embed_origins=named).embed_origins) == 3  # type: ignore[arg-type]
    for bad in (
        "portal.example",
        "https://a.example/",
        "https://a.example;",
        "*",
        "https://*",
        "'",
    ):
        with pytest.raises(ValidationError):
            Settings(embed_origins=[bad])


def test_secrets_stay_out_of_the_log() -> None:
    assert "hunter2" not in repr(Settings(ice_credential="hunter2"))
    assert "hunter2" not in repr(Settings(turn_urls=["turn:a.example"], turn_secret="hunter2"))


@pytest.mark.parametrize("half", [{"turn_urls": ["turn:a.example"]}, {"turn_secret": "hunter2"}])
def test_turn_needs_servers_and_a_secret(half: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match="belong together") as refused:
        Settings(**half)
    assert "hunter2" not in str(refused.value.errors()[0]["msg"])


def test_the_data_folder_is_its_owners(tmp_path: Path) -> None:
    made = Settings(data=tmp_path / "new" / "data")
    made.make_data()
    assert stat.S_IMODE(made.data.stat().st_mode) == 0o700
    made.data.chmod(0o750)
    made.make_data()  # an operator's own choice stands
    assert stat.S_IMODE(made.data.stat().st_mode) == 0o750


def test_a_jurisdiction_is_read_whole_before_anything_starts(tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text("[years.2026]\nworkdays = [2026-01-05]\n")
    with pytest.raises(ValidationError, match="2026-01-05 is a weekday"):
        Settings(jurisdiction=file)
    with pytest.raises(ValidationError, match=r"rules\.toml"):
        Settings(jurisdiction=tmp_path / "other" / "rules.toml")
    file.write_text("[deadlines]\nreply = 30\n")
    assert load(Settings(jurisdiction=file).jurisdiction).deadlines.reply == 30
    assert load(None) == DEFAULT


STORE = "s3://bucket/prefix"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("", ""),
        ("https://cdn.example.org", "https://cdn.example.org"),
        ("https://cdn.example.org:8443/a/b", "https://cdn.example.org:8443"),
    ],
)
def test_the_store_is_read_from_one_origin(url: str, origin: str) -> None:
    assert Settings(storage_url=STORE, storage_public_url=url).storage_origin == origin


@pytest.mark.parametrize(
    "wrong",
    [
        {"storage_url": "https://bucket"},
        {"storage_public_url": "https://cdn.example.org"},
        {"storage_url": STORE, "storage_public_url": "https://cdn.example.org; script-src *"},
        {"storage_url": STORE, "storage_public_url": "https://*.example.org"},
        {"storage_url": STORE, "storage_public_url": "https://cdn.example.org/?a=b"},
        {"storage_private_url": "s3://private"},
        {"storage_url": STORE, "storage_private_url": "s3://Bucket/own"},
        {"storage_url": STORE, "storage_private_url": "https://private"},
    ],
)
def test_a_store_that_nobody_could_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Settings(**wrong)
