"""What operators ask costs the server little, however often anybody asks it."""

import asyncio

import pytest

from media.messages import Stats
from sessions.views import Summary
from tests.web.conftest import Site


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/healthz"])
async def test_a_crowd_is_answered_with_one_look(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, service = site.tongxin.hub, site.tongxin.service
    relay_stats, consultations = hub.relay_stats, service.consultations
    looks: list[str] = []

    async def ask_relays() -> list[Stats]:
        looks.append("relays")
        return await relay_stats()

    async def ask_store() -> list[Summary]:
        looks.append("store")
        return await consultations()

    monkeypatch.setattr(hub, "relay_stats", ask_relays)
    monkeypatch.setattr(service, "consultations", ask_store)
    monkeypatch.setattr(site.tongxin.operations, "clock", lambda: 0.0)
    answers = await asyncio.gather(*(site.ask("GET", path) for _ in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert sorted(looks) == (["relays", "store"] if path == "/metrics" else ["store"])
