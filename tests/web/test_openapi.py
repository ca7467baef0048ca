"""The description is well-formed, complete, and what the server answers fits it."""

import re
import time
from typing import Any

import msgspec
import pytest

from sessions.export.document import Document
from sessions.minutes import Minutes
from sessions.record_lines import MeetingRecord
from sessions.views import Snapshot
from tests.web.conftest import Site
from web.openapi import document
from web.responses.consultations import ConsultationList, EventsPage
from web.responses.now import Now
from web.responses.operations import Health, Problem
from web.responses.opinions import OpinionsPage
from web.responses.wall import Wall
from web.routes import API, ROUTES
from web.shared import SHARED_SECONDS

DOCUMENT: dict[str, Any] = msgspec.json.decode(document())


def test_every_reference_leads_somewhere() -> None:
    found = set(re.findall(r'"\$ref":"#/components/schemas/([^"]+)"', document().decode()))
    assert found <= set(DOCUMENT["components"]["schemas"])
    assert len(found) > 40


def test_every_route_is_described() -> None:
    described = {
        (method.upper(), path) for path, item in DOCUMENT["paths"].items() for method in item
    }
    assert described == {(route.method, route.path) for route in ROUTES}
    names = [one["operationId"] for item in DOCUMENT["paths"].values() for one in item.values()]
    assert len(set(names)) == len(names)


def test_every_parameter_of_a_path_is_described() -> None:
    for path, item in DOCUMENT["paths"].items():
        for one in item.values():
            named = [p["name"] for p in one["parameters"] if p["in"] == "path"]
            assert named == re.findall(r"{(\w+)}", path)


def test_who_takes_an_idempotency_key_says_so() -> None:
    operation = DOCUMENT["paths"][f"{API}/{{id}}/opinions"]["post"]
    (key,) = (p for p in operation["parameters"] if p["in"] == "header")
    assert key["name"] == "Idempotency-Key"
    assert re.search(key["schema"]["pattern"], "d41d8cd98f00b204")
    assert not re.search(key["schema"]["pattern"], "guess")


def test_what_is_not_public_says_that_it_needs_a_token() -> None:
    for route in ROUTES:
        operation = DOCUMENT["paths"][route.path][route.method.lower()]
        assert ("security" in operation) is (route.access != "public"), route.name


@pytest.mark.parametrize(
    ("path", "role", "type"),
    [
        ("/healthz", None, Health),
        ("/readyz", None, Health),
        (API, "organizer", ConsultationList),
        (".", "member", Snapshot),
        ("./events?after=0", "clerk", EventsPage),
        ("./opinions", "clerk", OpinionsPage),
        ("./minutes.json", "clerk", Minutes),
        ("./minutes.document.json", "clerk", Document),
        ("./record.json", "clerk", MeetingRecord),
        ("./record.document.json", "clerk", Document),
        ("./wall.json", None, Wall),
        ("./now.json", None, Now),
        ("/nowhere", None, Problem),
    ],
)
async def test_answers_fit_their_types(site: Site, path: str, role: str | None, type: Any) -> None:
    answer = await site.ask("GET", path, role)
    assert answer.headers["content-type"] == "application/json"
    decoded = msgspec.json.decode(answer.content, type=type)
    assert set(msgspec.to_builtins(decoded)) == set(answer.json())


async def test_metrics_count(site: Site) -> None:
    await site.ask("GET", "/healthz")
    text = (await site.ask("GET", "/metrics")).text
    assert 'tongxin_consultations{status="planned"} 1.0' in text
    assert "tongxin_relay_workers 1.0" in text
    assert 'tongxin_http_requests_total{method="GET",status="200"} 1.0' in text


async def test_a_server_whose_disk_is_full_is_not_ready(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await site.ask("GET", "/readyz")).status_code == 200
    monkeypatch.setattr("web.operations.MIN_FREE", 1 << 70)
    later = time.monotonic() + SHARED_SECONDS
    monkeypatch.setattr(site.tongxin.operations, "clock", lambda: later)
    full = await site.ask("GET", "/readyz")
    assert (full.status_code, full.json()["store"]) == (503, False)
    assert (await site.ask("GET", "/healthz")).status_code == 200
