"""Directors' walls: beside those who take part, counted nowhere, told of faults and the patrol."""

from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import OpenConsultation, SetLayout
from sessions.events import ParticipantJoined
from signaling import messages as m
from signaling.room import WALLS
from tests.signaling.hall import hall, until
from tests.signaling.parts import actor


async def test_a_wall_takes_over_nobody_and_is_not_there(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        clerk = await place.joined("clerk")
        wall = place.client()
        welcome = await wall.join(await place.token("clerk"), purpose="wall")
        assert welcome.you.role == "clerk"
        assert welcome.you.participant_id.startswith("wall:")
        meeting = await place.meeting()
        assert meeting.room.present() == {"clerk"}
        assert [one.participant_id for one in meeting.room.presence()] == ["clerk"]
        await clerk.do(OpenConsultation())
        assert isinstance(await wall.do(SetLayout("grid")), m.Accepted)
        wall.wire.drop()
        await until(wall.serving.done)
        await place.pass_time(60.0)
        joined = await place.log(ParticipantJoined)
        assert [one.participant_id for one in joined] == ["clerk"]
        assert not [id for id in meeting.room.sessions if id.startswith("wall:")]
        assert isinstance(await clerk.do(SetLayout("single")), m.Accepted)


async def test_a_wall_comes_back_as_itself(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        token = await place.token("clerk")
        wall = place.client()
        first = await wall.join(token, purpose="wall")
        wall.wire.drop()
        again = place.client()
        resume = m.Resume(session=first.session, after=first.snapshot.seq if first.snapshot else 0)
        second = await again.join(token, purpose="wall", resume=resume)
        assert second.resumed
        assert second.you == first.you


@pytest.mark.parametrize("who", ["li", "hall", "guest"])
async def test_only_who_runs_the_meeting_has_a_wall(tmp_path: Path, who: str) -> None:
    async with hall(tmp_path) as place:
        client = place.client()
        client.send(m.Hello(version=1, token=await place.token(who), purpose="wall"))
        assert await client.bye() == "not_allowed"


async def test_walls_are_bounded(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        token = await place.token("clerk")
        for _ in range(WALLS):
            await place.client().join(token, purpose="wall")
        late = place.client()
        late.send(m.Hello(version=1, token=token, purpose="wall"))
        assert await late.bye() == "too_many_viewers"


async def test_a_wall_may_not_publish(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        wall = place.client()
        await wall.join(await place.token("clerk"), purpose="wall")
        wall.send(m.Publish(id="p1", sdp="cert-a", sources={"0": "camera"}))
        refused = await wall.expect(m.Refused)
        assert refused.code == "not_allowed"


async def test_all_staff_share_one_patrol_and_nobody_else_touches_it(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair = await place.joined("chair")
        li = await place.joined("li")
        wall = place.client()
        await wall.join(await place.token("clerk"), purpose="wall")
        for one in (chair, wall):
            assert (await one.expect(m.Patrol)).held_at is None
        chair.send(m.SetPatrol(held=True))
        for one in (chair, wall):
            assert (await one.expect(m.Patrol)).held_at is not None
        li.send(m.SetPatrol(held=False))
        assert await li.bye() == "not_allowed"


async def test_faults_are_told_to_staff_within_five_seconds(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair = await place.joined("chair")
        assert (await chair.expect(m.Faults)).faults == []
        li = await place.joined("li")
        li.send(m.Devices(camera=True, microphone=True, picture="black"))
        found = (await chair.expect(m.Faults)).faults
        assert [(one.participant_id, one.code) for one in found] == [("li", "black")]
        meeting = await place.meeting()
        lines = {
            one.participant_id: one.faults for one in meeting.peers.connections(actor("chair"))
        }
        assert lines["li"] == found
        li.send(m.Devices(camera=True, microphone=True))
        assert (await chair.expect(m.Faults)).faults == []


async def test_a_room_encoder_that_sends_no_frames_or_nothing_new_is_told(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair = await place.joined("chair")
        hall_room = await place.joined("hall", client="bot")
        published = await hall_room.publish(camera="camera")
        track = next(one for one in published.tracks if one.source == "camera")
        meeting = await place.meeting()
        peer = next(t.peer for t in meeting.tracks.all() if t.owner == "hall")
        await chair.expect(m.Faults)
        for frames, noise, code in [(25, 0, "still"), (0, 0, "no_picture"), (25, 9, None)]:
            for second in range(8):
                sizes = [9000 + noise * second]
                flow = {track.track_id: relay.PictureCount(frames, sizes)}
                for one in (chair, hall_room):
                    one.send(m.Ping(time=0))
                    await one.expect(m.Pong)
                place.relay.tell(relay.PeerQuality(peer, 0.0, 30.0, 1, 1, pictures=flow))
                await place.pass_time(1.0)
            told = [(one.participant_id, one.code) for one in meeting.control.health.faults]
            assert told == ([] if code is None else [("hall", code)])
