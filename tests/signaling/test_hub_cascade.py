"""One consultation at several relay workers by way of the hub: who is where, and who is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import RevokeFloor
from sessions.events import FloorGranted, FloorRevoked
from signaling import messages as m
from signaling.errors import MediaUnavailable
from signaling.relays import slot_of
from tests.signaling.hall import Client, Hall, PlayedRelay, hall, until
from tests.signaling.test_hub_media import offered


class Cascaded:
    """A hall with two workers, of which the home takes two transports."""

    def __init__(self, place: Hall) -> None:
        self.place = place
        self.number = slot_of(place.id, 2)
        self.home, self.leaf = place.relays[self.number], place.relays[1 - self.number]

    @property
    def subscribed(self) -> dict[str, PlayedRelay]:
        """Where each receiving transport is, by its name."""
        relays = (self.home, self.leaf)
        return {body.peer: one for one in relays for body in one.heard(relay.Subscribe)}

    async def filled(self) -> tuple[Client, Client]:
        """The home is full: li sends, chair receives."""
        li, chair = await self.place.joined("li", receive=False), await self.place.joined("chair")
        await li.publish(a="microphone", b="camera")
        await offered(chair, "li")
        assert set(self.subscribed.values()) == {self.home}
        return li, chair

    async def spread(self) -> tuple[Client, Client, Client]:
        """And wang receives at the leaf."""
        li, chair = await self.filled()
        wang = await self.place.joined("wang")
        await offered(wang, "li")
        assert set(self.subscribed.values()) == {self.home, self.leaf}
        return li, chair, wang


@asynccontextmanager
async def cascaded(data: Path, limit: int = 2, live: bool = False) -> AsyncIterator[Cascaded]:
    async with hall(data, relays=2, peers_per_worker=limit, opened=True, live=live) as place:
        yield Cascaded(place)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process is started without a pause."""
    monkeypatch.setattr("signaling.workers.RETRY", 0.0)


def names(worker: PlayedRelay) -> list[str]:
    return [type(body).__name__ for body in worker.said]


def resets(client: Client) -> int:
    return sum(isinstance(one, m.MediaReset) for one in client.received)


# --- who is where -----------------------------------------------------------------------------


async def test_a_small_consultation_stays_at_its_home(tmp_path: Path) -> None:
    async with cascaded(tmp_path, limit=100) as stage:
        await stage.filled()
        await offered(await stage.place.joined("wang"), "li")
        assert stage.leaf.said == []


async def test_who_comes_when_the_home_is_full_is_served_by_a_leaf_that_knows_all(
    tmp_path: Path,
) -> None:
    async with cascaded(tmp_path) as stage:
        await stage.spread()
        order = names(stage.leaf)
        assert order[:4] == ["Route", "OpenPipe", "SetPiped", "Subscribe"]
        (attached,) = stage.home.heard(relay.AttachPipe)
        assert attached.path == f"pipe-{stage.leaf.pid}"
        assert stage.leaf.piped == stage.home.tracks[next(iter(stage.home.tracks))]
        assert names(stage.home).count("Publish") == 1
        await until(lambda: stage.leaf.heard(relay.TakeAnswer))
        bureau = await stage.place.joined("bureau")
        await offered(bureau, "li")
        assert names(stage.leaf).count("OpenPipe") == 1


async def test_publishers_are_at_the_home_however_full_it_is(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        _, chair, wang = await stage.spread()
        await wang.publish(a="camera")
        assert stage.leaf.heard(relay.Publish) == []
        await offered(chair, "li", "wang")
        late = await stage.place.joined("bureau")
        await offered(late, "li", "wang")
        assert {info.owner for info in stage.leaf.piped} == {"li", "wang"}


async def test_requests_go_to_the_worker_of_their_peer(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        _, _, wang = await stage.spread()
        await until(lambda: stage.leaf.heard(relay.TakeAnswer))
        wang.send(m.RestartMedia())
        assert (await offered(wang, "li")).revision == 2
        assert [s.ice_restart for s in stage.leaf.heard(relay.Subscribe)] == [False, True]
        (peer,) = {s.peer for s in stage.leaf.heard(relay.Subscribe)}
        wang.send(m.Leave())
        await until(lambda: relay.ClosePeer(peer) in stage.leaf.said)
        assert relay.ClosePeer(peer) not in stage.home.said


async def test_a_place_that_was_left_is_given_again(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        _, chair, _ = await stage.spread()
        chair.send(m.Leave())
        await until(lambda: stage.home.heard(relay.ClosePeer))
        await offered(await stage.place.joined("bureau"), "li")
        assert len(stage.leaf.heard(relay.Subscribe)) == 1
        assert len(stage.home.heard(relay.Subscribe)) == 2


async def test_who_is_refused_by_a_home_at_its_limit_is_served_by_a_leaf(tmp_path: Path) -> None:
    async with cascaded(tmp_path, limit=100) as stage:
        await stage.filled()
        stage.home.full = True
        await offered(await stage.place.joined("wang"), "li")
        assert stage.home.refused == 1
        assert len(stage.leaf.heard(relay.Subscribe)) == 1
        assert sorted(stage.place.hub._relays.census) == [1, 2]
        stage.leaf.full = True
        await stage.place.joined("bureau")
        await until(lambda: (stage.home.refused, stage.leaf.refused) == (2, 1))
        await asyncio.sleep(0.05)
        assert (stage.home.refused, stage.leaf.refused) == (2, 1), "each is asked once"
        assert sorted(stage.place.hub._relays.census) == [1, 2]


async def test_a_home_that_tells_of_much_load_is_given_no_more_subscribers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.workers.PROBE_INTERVAL", 0.01)
    async with cascaded(tmp_path, limit=100) as stage:
        await stage.filled()
        stage.home.load = 0.9
        await until(lambda: (stage.place.hub._relays.fullness(100)[stage.number] or 0) > 1)
        await offered(await stage.place.joined("wang"), "li")
        assert len(stage.leaf.heard(relay.Subscribe)) == 1


async def test_a_worker_about_to_be_replaced_is_given_nobody(tmp_path: Path) -> None:
    async with cascaded(tmp_path, limit=100) as stage:
        await stage.filled()
        stage.home.peers = stage.leaf.peers = 1
        renewing = asyncio.create_task(stage.place.hub.renew_relays(30))
        await until(lambda: stage.home.heard(relay.Drain) or stage.leaf.heard(relay.Drain))
        draining, other = stage.place.relays[0], stage.place.relays[1]
        assert draining.heard(relay.Drain)
        await offered(await stage.place.joined("wang"), "li")
        assert not [s for s in draining.heard(relay.Subscribe) if s.owner == "wang"]
        assert [s for s in other.heard(relay.Subscribe) if s.owner == "wang"]
        renewing.cancel()


async def test_what_is_looked_at_is_told_where_it_is_sent_from(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        _, _, wang = await stage.spread()
        picture = next(t for t in stage.leaf.piped if t.kind == "video")
        wang.send(m.Watch(pictures=[m.Seen(track_id=picture.track_id, height=180)]))
        await until(
            lambda: any(
                shown.height == 180
                for watch in stage.leaf.heard(relay.Watch)
                for shown in watch.shown
            )
        )
        (peer,) = {s.peer for s in stage.leaf.heard(relay.Subscribe)}
        assert {watch.peer for watch in stage.leaf.heard(relay.Watch)} == {peer}
        assert peer not in {watch.peer for watch in stage.home.heard(relay.Watch)}


async def test_viewers_are_placed_alike(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        await stage.filled()
        claims = stage.place.claims(await stage.place.token("guest"))
        resource = await stage.place.hub.view_whep(stage.place.id, None, claims, "cert-v")
        (viewed,) = stage.leaf.heard(relay.View)
        await stage.place.hub.delete(resource.resource_id, claims)
        await until(lambda: relay.ClosePeer(viewed.peer) in stage.leaf.said)


async def test_tracks_that_come_and_go_are_told_before_anybody_is_offered_them(
    tmp_path: Path,
) -> None:
    async with cascaded(tmp_path) as stage:
        li, chair, wang = await stage.spread()
        await chair.publish(a="camera")
        await offered(wang, "li", "chair")
        chair.send(m.Leave())
        await offered(wang, "li")
        assert {info.owner for info in stage.leaf.piped} == {"li"}
        li.send(m.Leave())
        await offered(wang)
        await until(lambda: stage.leaf.piped == [])


async def test_the_gate_is_shut_at_every_worker_before_anybody_hears_of_it(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        _, chair, _ = await stage.spread()
        stage.leaf.delay = 0.02
        speech = await stage.place.grant("li")
        await chair.event(FloorGranted)
        for worker in (stage.home, stage.leaf):
            assert "li" in worker.heard(relay.Route)[-1].audible
        await stage.place.do(RevokeFloor(speech))
        await chair.event(FloorRevoked)
        for worker in (stage.home, stage.leaf):
            assert "li" not in worker.heard(relay.Route)[-1].audible


async def test_the_stream_is_fed_by_the_home(tmp_path: Path) -> None:
    async with cascaded(tmp_path, live=True) as stage:
        await stage.spread()
        await until(lambda: stage.home.heard(relay.AttachEgress))
        assert stage.leaf.heard(relay.AttachEgress) == []


async def test_where_no_pipe_can_be_laid_the_home_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = PlayedRelay._reply

    def refuse(self: PlayedRelay, body: relay.RequestBody) -> relay.ReplyBody:
        if isinstance(body, relay.AttachPipe):
            raise relay_refused()
        return reply(self, body)

    monkeypatch.setattr(PlayedRelay, "_reply", refuse)
    async with cascaded(tmp_path) as stage:
        await stage.filled()
        await offered(await stage.place.joined("wang"), "li")
        assert len(stage.home.heard(relay.Subscribe)) == 2
        assert stage.leaf.heard(relay.Subscribe) == []


def relay_refused() -> Exception:
    from media.errors import RelayRefused

    return RelayRefused("bad_pipe", "no such worker")


# --- who is lost ------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["dies", "hangs"])
async def test_a_lost_leaf_costs_only_those_who_were_at_it(tmp_path: Path, how: str) -> None:
    async with cascaded(tmp_path) as stage:
        li, chair, wang = await stage.spread()
        claims = stage.place.claims(await stage.place.token("guest"))
        await stage.place.hub.view_whep(stage.place.id, None, claims, "cert-v")
        if how == "dies":
            stage.leaf.gone.set()
        else:
            stage.leaf.hangs = True
            wang.send(m.RestartMedia())
        assert (await offered(wang, "li")).revision == 1
        await until(lambda: len(stage.place.relays) == 3)
        assert (await stage.place.meeting()).peers.resources == {}
        assert [resets(client) for client in (li, chair, wang)] == [0, 0, 0]
        assert len(stage.home.heard(relay.Publish)) == 1
        assert len(stage.home.heard(relay.Subscribe)) <= 2, "chair, and perhaps wang"


async def test_a_leaf_that_was_replaced_serves_again(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        await stage.spread()
        stage.leaf.gone.set()
        await until(lambda: len(stage.place.relays) == 3 and len(stage.place.hub.relay_pids) == 2)
        replacement = stage.place.relays[-1]
        for who in ("bureau", "zhou"):
            await offered(await stage.place.joined(who), "li")
        assert names(replacement)[:4] == ["Route", "OpenPipe", "SetPiped", "Subscribe"]


async def test_a_lost_home_is_everybodys_loss_and_leaves_forget(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        li, chair, wang = await stage.spread()
        stage.home.gone.set()
        for client in (li, chair, wang):
            await client.expect(m.MediaReset)
        await until(lambda: stage.leaf.heard(relay.CloseRouter))
        before = len(stage.leaf.said)
        await li.publish("cert-b", a="camera")
        for client in (chair, wang):
            assert (await offered(client, "li")).revision == 1
        await offered(await stage.place.joined("bureau"), "li")
        again = [type(body).__name__ for body in stage.leaf.said[before:]]
        assert "Subscribe" in again
        assert "CloseRouter" not in again, "once"


async def test_peers_are_counted_out_with_their_consultation(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        await stage.spread()
        relays = stage.place.hub._relays
        assert sorted(relays.census) == [1, 2]
        meeting = await stage.place.meeting()
        await stage.place.hub.meetings.let_go(meeting)
        assert relays.census == [0, 0]
        for worker in (stage.home, stage.leaf):
            assert worker.said[-1] == relay.CloseRouter(stage.place.id)


async def test_a_reply_that_its_leafs_end_overtook_counts_for_nothing(tmp_path: Path) -> None:
    async with cascaded(tmp_path) as stage:
        await stage.filled()
        cascade = (await stage.place.meeting()).cascade
        stage.leaf.delay = 0.01
        body = relay.Subscribe(stage.place.id, f"{stage.place.id}:x.down1", [])
        asking = asyncio.create_task(cascade.request(body))
        await until(lambda: stage.leaf.heard(relay.SetPiped))
        assert cascade.lost(1 - stage.number) == [body.peer]
        with pytest.raises(MediaUnavailable):
            await asking
        assert stage.place.hub._relays.census[1 - stage.number] == 0
