"""What operators ask costs the server little, however often anybody asks it."""

import asyncio

import pytest

from media.messages import Stats, TrackStats
from sessions.summaries import Summary
from tests.web.conftest import Site
from web.operations import WORKER_FIGURES


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/healthz"])
async def test_a_crowd_is_answered_with_one_look(
    site: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub, service = site.tongxin.hub, site.tongxin.service
    relay_stats, consultations = hub.relay_stats, service.consultations
    looks: list[str] = []

    async def ask_relays() -> dict[int, Stats]:
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


def busy(number: int) -> Stats:
    """What a worker counted; each figure another's."""
    track = TrackStats(1, "li", "video", 100, 1000, 7 * number, 500_000)
    fields = {field: number * 100 + at for at, (field, _, _) in enumerate(WORKER_FIGURES)}
    return Stats(tracks=[track], **fields)


async def test_each_relay_worker_is_counted_and_a_lost_one_no_more(site: Site) -> None:
    operations = site.tongxin.operations

    def shown(name: str, **labels: str) -> float | None:
        return operations.registry.get_sample_value(f"tongxin_{name}", labels)

    operations.show_relays({0: busy(1), 2: busy(3)})
    for at, (_, name, _) in enumerate(WORKER_FIGURES):
        assert shown(f"relay_{name}", worker="0") == 100 + at
        assert shown(f"relay_{name}", worker="2") == 300 + at
        assert shown(f"relay_{name}", worker="1") is None
    assert shown("relay_packets_lost", kind="video") == 28
    assert shown("relay_received_bits", kind="video") == 1_000_000
    operations.show_relays({2: busy(3)})
    assert shown("relay_peers", worker="0") is None
    assert shown("relay_tracks", kind="audio") == 0


async def test_lines_are_counted_by_loss_and_not_by_name(site: Site) -> None:
    operations = site.tongxin.operations
    operations.show_lines({("up", "8"): 2, ("down", "1"): 40})
    for way, loss, count in (("up", "8", 2), ("down", "1", 40), ("down", "100", 0)):
        labels = {"way": way, "loss": loss}
        assert operations.registry.get_sample_value("tongxin_lines", labels) == count
    text = (await site.ask("GET", "/metrics")).text
    assert "tongxin_lines{" in text
    assert not [name for name in site.tokens if f'"{name}"' in text]
