"""The waiting room over the wire: held, admitted, turned away; and the muted, whom nobody hears."""

from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import (
    AdmitWaiting,
    MuteParticipant,
    OpenConsultation,
    RequestFloor,
    SetWaitingRoom,
    TurnAway,
    UnmuteParticipant,
)
from sessions.events import (
    ParticipantAdmitted,
    ParticipantJoined,
    ParticipantWaiting,
    SpeechStarted,
    WaitingEnded,
)
from signaling import messages as m
from signaling.errors import Outside, TurnedAway
from tests.signaling.hall import Client, Hall, hall, until
from tests.signaling.parts import ORGANIZER, actor


async def at_the_door(place: Hall, who: str = "li") -> tuple[Client, m.Welcome]:
    """Somebody told to wait."""
    await place.do(SetWaitingRoom(True))
    client = place.client()
    return client, await client.join(await place.token(who))


async def test_who_waits_is_told_so_and_nothing_else(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        operator = await place.joined("hall")
        client, welcome = await at_the_door(place)
        assert welcome.snapshot is None
        assert (welcome.records, welcome.presence, welcome.ice_servers) == ([], [], [])
        assert welcome.waiting is not None
        assert (welcome.waiting.title, welcome.waiting.venue) == ("清水塘老工业区转型", "株洲市")
        assert welcome.you.participant_id == "li"
        refused = await client.do(RequestFloor())
        assert isinstance(refused, m.Refused)
        assert refused.code == "waiting_to_be_admitted"
        client.send(m.Publish(id="p", sdp="cert", sources={"0": "microphone"}))
        assert (await client.expect(m.Refused)).code == "waiting_to_be_admitted"
        assert place.relay.heard(relay.Publish) == []
        record = await operator.event(ParticipantWaiting)
        assert record.event == ParticipantWaiting("li", "browser", ["v-city", "v-prov"])
        assert await place.log(ParticipantJoined) == [ParticipantJoined("hall", "browser")]
        client.send(m.Ping(time=1.0))
        await client.expect(m.Pong)
        kinds = {type(message) for message in client.received}
        assert kinds == {m.Welcome, m.Refused, m.Pong}
        place.clock.time += 1  # presence is told again
        operator.send(m.Devices(camera=True, microphone=False))
        await operator.expect(m.PresenceChanged)
        told = [x for x in operator.received if isinstance(x, m.PresenceChanged)]
        assert all(one.participant_id != "li" for x in told for one in x.participants)


async def test_the_admitted_enter_over_the_connection_that_stands(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        operator = await place.joined("hall")
        client, _ = await at_the_door(place)
        assert isinstance(await operator.do(AdmitWaiting("li")), m.Accepted)
        welcome = await client.expect(m.Welcome)
        assert welcome.waiting is None
        assert not welcome.resumed
        assert welcome.snapshot is not None
        assert "li" in welcome.snapshot.joined
        assert {one.participant_id for one in welcome.presence} == {"hall", "li"}
        assert (await place.log(ParticipantJoined))[-1] == ParticipantJoined("li", "browser")
        await client.publish(a="camera", b="microphone")
        assert isinstance(await client.do(RequestFloor()), m.Accepted)
        assert place.clients[0] is operator
        while "li" not in {
            one.participant_id for one in (await operator.expect(m.PresenceChanged)).participants
        }:
            place.clock.time += 1
            client.send(m.Devices(camera=True, microphone=True))


async def test_members_hear_of_the_admitted_and_not_of_the_door(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        member = await place.joined("wang")
        await at_the_door(place)
        await place.do(AdmitWaiting("li"), by="hall")
        record = await member.event(ParticipantJoined)
        assert record.event == ParticipantJoined("li", "browser")
        events = [
            record.event
            for message in member.received
            if isinstance(message, m.Events)
            for record in message.records
        ]
        assert not [e for e in events if isinstance(e, ParticipantWaiting | ParticipantAdmitted)]


async def test_coming_back_does_not_wait_again(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        client, _ = await at_the_door(place)
        await place.do(AdmitWaiting("li"), by="hall")
        await client.expect(m.Welcome)
        client.send(m.Leave())
        assert await client.bye() == "left"
        other = place.client()
        assert (await other.join(await place.token("li"))).waiting is None


async def test_admitted_while_the_connection_was_lost(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        client, welcome = await at_the_door(place)
        client.wire.drop()
        await client.serving
        await place.do(AdmitWaiting("li"), by="hall")
        other = place.client()
        resume = m.Resume(session=welcome.session, after=0)
        again = await other.join(await place.token("li"), resume=resume)
        assert again.waiting is None
        assert again.snapshot is not None


async def test_a_connection_lost_at_the_door_waits_on_and_ends_with_its_grace(
    tmp_path: Path,
) -> None:
    async with hall(tmp_path, opened=True) as place:
        client, welcome = await at_the_door(place)
        client.wire.drop()
        await client.serving
        other = place.client()
        resume = m.Resume(session=welcome.session, after=0)
        assert (await other.join(await place.token("li"), resume=resume)).waiting is not None
        assert len(await place.log(ParticipantWaiting)) == 1
        other.wire.drop()
        await other.serving
        await place.pass_time(31)
        meeting = await place.meeting()
        await until(lambda: "li" not in meeting.state.waiting)
        assert [e.participant_id for e in await place.log(WaitingEnded)] == ["li"]


async def test_the_turned_away_are_told_why_until_they_are_admitted(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        client, _ = await at_the_door(place)
        await place.do(TurnAway("li", "请走另一个会场"), by="hall")
        bye = await client.expect(m.Bye)
        assert (bye.code, bye.message) == ("turned_away", "会场没有接纳您：请走另一个会场")
        other = place.client()
        other.send(m.Hello(version=1, token=await place.token("li"), lang="en"))
        bye = await other.expect(m.Bye)
        assert bye.code == "turned_away"
        assert bye.message.endswith(": 请走另一个会场")
        await place.do(AdmitWaiting("li"), by="hall")
        third = place.client()
        assert (await third.join(await place.token("li"))).snapshot is not None


async def test_switching_it_off_lets_everybody_in(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        client, _ = await at_the_door(place)
        await place.do(SetWaitingRoom(False))
        assert (await client.expect(m.Welcome)).snapshot is not None


@pytest.mark.parametrize("who", ["chair", "clerk", "hall"])
async def test_those_who_admit_do_not_wait(tmp_path: Path, who: str) -> None:
    async with hall(tmp_path, opened=True) as place:
        _, welcome = await at_the_door(place, who)
        assert welcome.waiting is None


async def test_a_room_encoder_waits_too(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await place.do(SetWaitingRoom(True))
        claims = place.claims(await place.token("li"))
        with pytest.raises(Outside):
            await place.hub.publish_whip(place.id, claims, "cert")
        meeting = await place.meeting()
        await until(lambda: "li" in meeting.state.waiting)
        assert place.relay.heard(relay.Publish) == []
        with pytest.raises(Outside):
            await place.hub.view_whep(place.id, None, claims, "cert")
        await place.do(AdmitWaiting("li"), by="hall")
        await place.hub.publish_whip(place.id, claims, "cert")
        assert (await place.log(ParticipantJoined))[-1] == ParticipantJoined("li", "room_encoder")


async def test_a_room_encoder_that_was_turned_away(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await at_the_door(place)
        await place.do(TurnAway("li", "不在名单"), by="hall")
        claims = place.claims(await place.token("li"))
        with pytest.raises(TurnedAway, match="不在名单"):
            await place.hub.publish_whip(place.id, claims, "cert")


async def test_by_other_doors_they_see_the_title_alone(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await at_the_door(place)
        view = await place.service.snapshot(place.id, actor("li"))
        assert (view.title, [p.id for p in view.participants]) == ("清水塘老工业区转型", ["li"])
        assert (view.agenda, view.joined, view.requests, view.seq) == ([], [], [], 0)
        assert [(v.name, v.seats) for v in view.venues] == [("株洲市", [])]
        assert await place.service.records(place.id, 0, actor("li")) == []


async def test_the_muted_are_not_forwarded_though_they_hold_the_floor(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        await place.do(OpenConsultation(), ORGANIZER)
        client = await place.joined("li")
        operator = await place.joined("hall")
        await client.publish(a="microphone")
        await place.grant("li")
        await until(lambda: place.relay.heard(relay.Route)[-1].audible == ["chair", "li"])
        assert isinstance(await operator.do(MuteParticipant("li", "杂音很大")), m.Accepted)
        route = place.relay.heard(relay.Route)[-1]  # in force before it was told
        await until(lambda: place.relay.heard(relay.Route)[-1].audible == ["chair"])
        route = place.relay.heard(relay.Route)[-1]
        assert (route.programme_video, route.programme_audio) == ("li", None)
        assert await place.log(SpeechStarted) == []
        await operator.do(UnmuteParticipant("li"))
        await until(lambda: place.relay.heard(relay.Route)[-1].audible == ["chair", "li"])
