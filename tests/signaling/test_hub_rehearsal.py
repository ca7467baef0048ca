"""A rehearsal in the hub: everybody is led into it and back, and the public sees nothing of it."""

from pathlib import Path

import pytest

from media import messages as relay
from media.egress import messages as egress
from sessions.commands import (
    AnyCommand,
    CloseConsultation,
    EndRehearsal,
    GrantFloor,
    IssueInvitation,
    OpenConsultation,
    RequestFloor,
    RevokeInvitation,
    StartItem,
    StartRehearsal,
    SubmitOpinion,
)
from sessions.errors import Refused
from sessions.events import (
    ConsultationOpened,
    FloorGranted,
    FloorRequested,
    InvitationUsed,
    ParticipantJoined,
    RehearsalStarted,
)
from sessions.types import SYSTEM, Actor
from signaling import messages as m
from signaling.errors import Draining, TokenRevoked
from tests.signaling.hall import Hall, hall, until
from tests.signaling.parts import ORGANIZER, START, actor

VIEWER = Actor(role="viewer")


async def stored(place: Hall) -> list[object]:
    """The events that are on disk."""
    rows = await place.service._store.read_all(place.id)
    from sessions.chain import unseal

    return [unseal(row.stored).event for row in rows]


async def rehearse(place: Hall) -> None:
    """Open, begin the item, give the floor."""
    for command in (StartRehearsal(), OpenConsultation(), StartItem("item1")):
        await place.do(command)
    await place.do(GrantFloor(participant_id="li"))


async def test_everybody_is_led_back(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        await until(lambda: len(place.state.joined) == 2)
        await (await place.meeting()).used_links.note()
        before, planned = await stored(place), await place.service.state(place.id)
        await rehearse(place)
        await li.event(FloorGranted)
        assert isinstance((await chair.event(RehearsalStarted)).event, RehearsalStarted)
        await place.do(EndRehearsal())
        for client in (chair, li):
            resync = await client.expect(m.Resync)
            assert resync.snapshot.rehearsal is None
            assert resync.snapshot.status == "planned"
            assert (resync.snapshot.seq, resync.snapshot.hash) == (planned.seq, planned.hash)
            assert resync.snapshot.speeches == []
        assert await stored(place) == before
        # the real meeting is told of under the numbers that the rehearsal had
        (opened,) = await place.do(OpenConsultation())
        seen = await li.event(ConsultationOpened)
        while seen.hash != opened.hash:
            seen = await li.event(ConsultationOpened)
        assert opened.seq == planned.seq + 1


async def test_who_comes_in_the_middle_rehearses_too(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        await place.joined("chair")
        await rehearse_without_li(place)
        li = place.client()
        welcome = await li.join(await place.token("li"))
        assert welcome.snapshot is not None
        assert welcome.snapshot.rehearsal is not None
        assert welcome.snapshot.status == "open"
        assert isinstance(await li.do(RequestFloor()), m.Accepted)
        joined = [one for one in await stored(place) if isinstance(one, ParticipantJoined)]
        assert "li" not in {one.participant_id for one in joined}
        await place.do(EndRehearsal())
        await li.expect(m.Resync)
        # who stays is here in the log as well
        await until(lambda: "li" in place.state.joined)
        assert place.state.rehearsal is None


async def rehearse_without_li(place: Hall) -> None:
    for command in (StartRehearsal(), OpenConsultation(), StartItem("item1")):
        await place.do(command)


async def test_who_was_away_at_its_end_comes_back_to_the_record(tmp_path: Path) -> None:
    """Also where the record has grown beyond what was rehearsed: numbers alone would not tell."""
    async with hall(tmp_path) as place:
        await place.joined("chair")
        token = await place.token("li")
        li = place.client()
        await li.join(token)
        await place.do(StartRehearsal())
        await place.do(OpenConsultation())
        last = await li.event(ConsultationOpened)
        li.wire.drop()
        await until(lambda: li.serving.done())
        await place.do(EndRehearsal())
        for number in range(8):
            link = IssueInvitation(f"more{number}", "wang", START + 10**10)
            await place.do(link, by=ORGANIZER)
        assert (await place.service.state(place.id)).seq > last.seq
        back = place.client()
        welcome = await back.join(token, resume=m.Resume(li.session, last.seq))
        assert welcome.resumed
        assert welcome.snapshot is not None
        assert welcome.snapshot.status == "planned"
        assert welcome.records == []


async def test_the_public_sees_nothing_of_it(tmp_path: Path) -> None:
    async with hall(tmp_path, live=True) as place:
        await place.joined("chair")
        await place.joined("li")
        await rehearse(place)
        await until(lambda: place.relay.heard(relay.Route)[-1].audible == ["chair", "li"])
        routes = place.relay.heard(relay.Route)
        assert {route.programme_video for route in routes} == {None}
        assert {route.programme_audio for route in routes} == {None}
        assert not [one for one in place.egresses[-1].said if isinstance(one, egress.GoLive)]
        with pytest.raises(Refused, match="rehearsal_no_opinions"):
            await place.hub.execute(place.id, VIEWER, SubmitOpinion("new", "new", "意见"))
        await place.do(EndRehearsal())
        await place.do(OpenConsultation())
        await until(
            lambda: [one for one in place.egresses[-1].said if isinstance(one, egress.GoLive)]
        )
        assert place.relay.heard(relay.Route)[-1].programme_video == "chair"


async def test_a_link_revoked_in_it_ends_at_once_and_stays_revoked(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        await place.joined("chair")
        made = await place.hub.invite(place.id, ORGANIZER, "li", place.clock.wall() + 10**9)
        li = place.client()
        await li.join(made.token)
        await place.do(StartRehearsal())
        revoke = RevokeInvitation(made.invitation_id)
        await place.hub.execute(place.id, ORGANIZER, revoke)
        await place.do(EndRehearsal())  # before anybody was told of it
        assert await li.bye() == "token_revoked"
        with pytest.raises(TokenRevoked):
            await place.hub.authorize(made.token, place.id)


async def test_use_of_a_link_is_noted_once(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li = await place.joined("li")
        await until(lambda: any(one.used_at for one in place.state.invitations.values()))
        li.wire.drop()
        await until(lambda: li.serving.done())
        await place.joined("chair")
        await (await place.meeting()).used_links.note()
        used = await place.log(InvitationUsed)
        assert len(used) == len({one.invitation_id for one in used}) == 2
        members = await place.service.records(place.id, 0, actor("li"))
        assert not [one for one in members if isinstance(one.event, InvitationUsed)]


@pytest.mark.parametrize("command", [StartRehearsal(), OpenConsultation()])
async def test_none_begins_where_the_server_is_to_be_replaced(
    tmp_path: Path, command: AnyCommand
) -> None:
    async with hall(tmp_path) as place:
        place.hub.meetings.retire()
        with pytest.raises(Draining):
            await place.hub.execute(place.id, ORGANIZER, command)


async def test_a_whole_meeting_is_tried_twice(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        for _ in range(2):
            assert isinstance(await chair.do(StartRehearsal()), m.Accepted)
            assert isinstance(await chair.do(OpenConsultation()), m.Accepted)
            assert isinstance(await li.do(RequestFloor()), m.Accepted)
            assert isinstance(await chair.do(CloseConsultation()), m.Accepted)
            assert isinstance(await chair.do(EndRehearsal()), m.Accepted)
            assert (await li.expect(m.Resync)).snapshot.requests == []
        assert await place.log(FloorRequested) == []
        assert await place.service.verify(place.id) == []
        records = await place.service.records(place.id, 0, SYSTEM)
        assert [one.seq for one in records] == list(range(1, len(records) + 1))
