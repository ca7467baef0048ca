"""Coming, going and coming back: a real record behind a hub, clients over wires."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from sessions.commands import (
    JoinConsultation,
    OpenConsultation,
    RequestFloor,
    RevokeInvitation,
    StartSpeech,
    WithdrawRequest,
)
from sessions.events import (
    FloorRequested,
    ParticipantJoined,
    ParticipantLeft,
    SpeechStarted,
)
from signaling import messages as m
from signaling.tokens import Claims
from signaling.turn import Turn
from tests.signaling.hall import Client, Hall, hall, until
from tests.signaling.parts import ORGANIZER, START


async def test_hello_is_answered_by_everything_the_role_may_see(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        client = place.client()
        welcome = await client.join(await place.token("li"))
        assert not welcome.resumed
        assert welcome.you == m.You(role="member", participant_id="li", name="li同志")
        assert welcome.snapshot is not None
        assert welcome.snapshot.joined == ["li"]
        assert welcome.snapshot.title == "清水塘老工业区转型"
        assert [p.participant_id for p in welcome.presence] == ["li"]
        assert welcome.grace_seconds == 30
        assert await place.log(ParticipantJoined) == [ParticipantJoined("li", "browser")]


async def test_others_are_told(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair = await place.joined("chair")
        bot = await place.joined("li", client="bot")
        record = await chair.event(ParticipantJoined)
        assert record.event == ParticipantJoined("li", "bot")
        bot.send(m.Devices(camera=True, microphone=True))
        while (change := await chair.expect(m.PresenceChanged)).participants[0].camera is False:
            pass
        (presence,) = change.participants
        assert (presence.participant_id, presence.state) == ("li", "connected")


Forge = Callable[[Hall], Awaitable[str]]


async def expired(place: Hall) -> str:
    made = await place.hub.invite(place.id, ORGANIZER, "li", START + 2_000_000)
    place.clock.time += 5_000
    return made.token


async def revoked(place: Hall) -> str:
    made = await place.hub.invite(place.id, ORGANIZER, "li", START + 10**9)
    await place.do(RevokeInvitation(made.invitation_id), ORGANIZER)
    return made.token


def forged(**changed: object) -> Forge:
    """A well-signed token that says other things than the log."""

    async def make(place: Hall) -> str:
        real = place.claims(await place.token("li"))
        body = {name: getattr(real, name) for name in real.__struct_fields__} | changed
        return place.tokens.issue(Claims(**body))

    return make


async def rubbish(place: Hall) -> str:
    return "not.a.token"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (rubbish, "bad_token"),
        (expired, "bad_token"),
        (revoked, "token_revoked"),
        (forged(role="organizer", participant_id=None), "bad_token"),
        (forged(role="viewer", participant_id=None), "bad_token"),
        (forged(participant_id="chair"), "bad_token"),
        (forged(token_id="never-issued"), "bad_token"),
        (forged(consultation_id="another"), "not_found"),
        (forged(scopes=frozenset({"whip"})), "bad_token"),
    ],
)
async def test_tokens_that_do_not_let_in(tmp_path: Path, make: Forge, code: str) -> None:
    async with hall(tmp_path) as place:
        client = place.client()
        client.send(m.Hello(version=1, token=await make(place), lang="en"))
        assert await client.bye() == code
        assert await place.log(ParticipantJoined) == []
        assert client.wire.closed_with == 1008


async def test_a_token_that_claims_another_role_acts_by_the_rosters(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        client = place.client()
        welcome = await client.join(await forged(role="chair")(place))
        assert welcome.you.role == "member"
        refused = await client.do(OpenConsultation())
        assert isinstance(refused, m.Refused)
        assert refused.code == "not_authorized"


async def test_every_welcome_brings_fresh_turn_credentials(tmp_path: Path) -> None:
    turn = Turn(("turn:a.example",), "secret", 600)
    async with hall(tmp_path, turn=turn) as place:
        client = place.client()
        first = await client.join(await place.token("li"))
        assert first.ice_servers == [turn.issue("li", place.clock.wall())]
        place.clock.time += 100
        again = await place.client().join(
            await place.token("li"), resume=m.Resume(first.session, 0)
        )
        assert again.resumed
        assert again.ice_servers == [turn.issue("li", place.clock.wall())]
        assert again.ice_servers != first.ice_servers


async def test_silence_before_hello_and_after_it(tmp_path: Path) -> None:
    async with hall(tmp_path, hello_timeout=0.5, silence=0.5) as place:
        assert await place.client().bye() == "bad_message"
        assert await (await place.joined("li")).bye() == "silent"
        await until(lambda: place.clients[1].serving.done())


async def test_a_connection_that_falls_quiet_is_shown_within_five_seconds_until_it_is_heard(
    tmp_path: Path,
) -> None:
    async with hall(tmp_path) as place:
        li, chair = await place.joined("li"), await place.joined("chair")
        for _ in range(5):
            chair.send(m.Ping(time=1))
            await chair.expect(m.Pong)
            await place.pass_time(0.9)  # 4.5 s of 5
        await shown(chair, "reconnecting")
        li.send(m.Ping(time=1))
        await li.expect(m.Pong)
        await place.pass_time(0.3)
        await shown(chair, "connected")
        assert place.clients[0].wire.closed_with is None
        assert "li" in (await place.meeting()).room.present()


async def shown(client: Client, state: str) -> None:
    """Wait for word that Li is in this state."""
    while True:
        for presence in (await client.expect(m.PresenceChanged)).participants:
            if presence.participant_id == "li" and presence.state == state:
                return


async def test_pings_are_echoed_and_keep_alive(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        client = await place.joined("li")
        client.send(m.Ping(time=4.5))
        pong = await client.expect(m.Pong)
        assert (pong.time, pong.server_time) == (4.5, place.clock.wall())


# --- coming back ------------------------------------------------------------------------------


async def test_fifteen_seconds_without_a_socket_cost_nothing(tmp_path: Path) -> None:
    """In mid-queue: the same place, the same clock, and every record that was missed."""
    async with hall(tmp_path, opened=True) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        wang, token = await place.joined("wang"), await place.token("li")
        bureau = await place.joined("bureau")
        for client in (wang, li, bureau):
            assert isinstance(await client.do(RequestFloor()), m.Accepted)
        speech = await place.grant("wang")
        await place.do(StartSpeech(speech), "wang")
        started = await li.event(SpeechStarted)
        queue = [
            request.participant_id for request in (await place.service.state(place.id)).requests
        ]
        assert queue == ["li", "bureau"]

        li.wire.drop()
        await until(lambda: li.serving.done())
        assert (await seen(chair, "li", "reconnecting")).since == place.clock.wall()
        await place.pass_time(14)
        await place.do(RequestFloor(note="补充"), "zhou")
        await place.pass_time(1)

        back = place.client()
        welcome = await back.join(token, resume=m.Resume(li.session, started.seq))
        assert welcome.resumed
        assert welcome.session == li.session
        assert welcome.snapshot is None
        assert [type(record.event) for record in welcome.records] == [FloorRequested]
        state = await place.service.state(place.id)
        assert [request.participant_id for request in state.requests] == [*queue, "zhou"]
        assert state.speeches[speech].started_at == started.at
        assert await place.log(ParticipantLeft) == []
        await seen(chair, "li", "connected")


async def seen(client: Client, who: str, state: str) -> m.Presence:
    """The presence of somebody, once it is `state`."""
    while True:
        for presence in (await client.expect(m.PresenceChanged)).participants:
            if (presence.participant_id, presence.state) == (who, state):
                return presence


async def test_after_the_grace_period_the_place_is_given_up(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        li.wire.drop()
        await seen(chair, "li", "reconnecting")
        await place.pass_time(29)
        assert (await place.meeting()).room.present() == {"chair", "li"}
        await place.pass_time(1)
        await seen(chair, "li", "gone")
        record = await chair.event(ParticipantLeft)
        assert record.event == ParticipantLeft("li")
        back = place.client()
        welcome = await back.join(await place.token("li"), resume=m.Resume(li.session, 3))
        assert not welcome.resumed
        assert welcome.session != li.session
        assert welcome.snapshot is not None


async def test_nobody_resumes_anothers_session(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li = await place.joined("li")
        for token, secret in (("wang", li.session), ("li", "guessed"), ("li", "")):
            other = place.client()
            welcome = await other.join(await place.token(token), resume=m.Resume(secret, 0))
            assert not welcome.resumed


async def test_whoever_missed_very_much_gets_a_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.guest.MISSED_MAX", 3)
    async with hall(tmp_path) as place:
        li, token = await place.joined("li"), await place.token("li")
        li.wire.drop()
        await until(lambda: li.serving.done())
        back = place.client()
        welcome = await back.join(token, resume=m.Resume(li.session, 1))
        assert welcome.resumed
        assert welcome.snapshot is not None
        assert welcome.records == []


@pytest.mark.parametrize("resume", [False, True])
async def test_a_second_hello_takes_over(tmp_path: Path, resume: bool) -> None:
    async with hall(tmp_path) as place:
        first, token = await place.joined("li"), await place.token("li")
        await first.publish(a="camera")
        second = place.client()
        wanted = m.Resume(first.session, 0) if resume else None
        welcome = await second.join(token, resume=wanted)
        assert await first.bye() == "taken_over"
        assert welcome.resumed is resume
        await until(lambda: first.serving.done())
        assert (await place.meeting()).room.presence()[0].state == "connected"
        assert isinstance(await second.do(JoinConsultation("li")), m.Refused)
        meeting = await place.meeting()
        await until(lambda: bool(meeting.tracks.all()) is resume)
        assert len(await place.log(ParticipantJoined)) == 1


async def test_leaving_is_for_good(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        li.send(m.Leave())
        assert await li.bye() == "left"
        assert li.wire.closed_with == 1000
        await chair.event(ParticipantLeft)
        back = place.client()
        welcome = await back.join(await place.token("li"), resume=m.Resume(li.session, 0))
        assert not welcome.resumed


async def test_revoking_a_link_ends_what_it_began(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        made = await place.hub.invite(place.id, ORGANIZER, "li", START + 10**9)
        client, other = place.client(), await place.joined("wang")
        await client.join(made.token)
        await place.do(RevokeInvitation(made.invitation_id), ORGANIZER)
        assert await client.bye() == "token_revoked"
        await other.event(ParticipantLeft)


async def test_a_session_lasts_as_long_as_its_token(tmp_path: Path) -> None:
    async with hall(tmp_path, silence=10**9) as place:
        made = await place.hub.invite(place.id, ORGANIZER, "li", place.clock.wall() + 60_000)
        li, chair = place.client(), await place.joined("chair")
        await li.join(made.token)
        await place.pass_time(59)
        li.send(m.Ping(time=1))
        await li.expect(m.Pong)
        await place.pass_time(1)
        assert await li.bye() == "token_expired"
        record = await chair.event(ParticipantLeft)
        assert record.event == ParticipantLeft("li")
        chair.send(m.Ping(time=1))
        await chair.expect(m.Pong)
        again = place.client()
        again.send(m.Hello(version=1, token=made.token))
        assert await again.bye() == "bad_token"


async def test_nobody_in_the_grace_period_outlasts_their_token(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        made = await place.hub.invite(place.id, ORGANIZER, "li", place.clock.wall() + 5_000)
        li = place.client()
        await li.join(made.token)
        li.wire.drop()
        await until(lambda: li.serving.done())
        await place.pass_time(5)
        assert (await place.meeting()).room.sessions == {}


async def test_a_restarted_server_keeps_places_for_the_grace_period(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        id = place.id
        await place.joined("li")
        await place.joined("wang")
        token = await place.token("li")
    async with hall(tmp_path, id=id) as place:
        client = place.client()
        welcome = await client.join(token, resume=m.Resume("of before", 1))
        assert not welcome.resumed
        states = {p.participant_id: p.state for p in welcome.presence}
        assert states == {"li": "connected", "wang": "reconnecting"}
        await place.pass_time(31)
        record = await client.event(ParticipantLeft)
        assert record.event == ParticipantLeft("wang")
        assert len(await place.log(ParticipantJoined)) == 2


async def test_a_draining_server_says_so_and_takes_nobody(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li = await place.joined("li")
        await place.hub.drain()
        assert await li.bye() == "shutting_down"
        late = place.client()
        assert await late.bye() == "shutting_down"
        assert li.wire.closed_with == 1001


async def test_a_slow_reader_is_dropped_and_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.connection.LINGER", 0.05)
    async with hall(tmp_path, opened=True) as place:
        chair, slow = await place.joined("chair"), await place.joined("li")
        slow.wire.flowing.clear()
        for number in range(300):
            await place.do(RequestFloor(note=str(number)), "wang")
            state = await place.service.state(place.id)
            await place.do(WithdrawRequest(state.requests[0].request_id), "wang")
        last = (await place.service.state(place.id)).seq
        while (await chair.expect(m.Events)).records[-1].seq < last:
            pass
        await until(lambda: slow.serving.done())
        assert slow.wire.closed_with == 1013
        states = {p.participant_id: p.state for p in (await place.meeting()).room.presence()}
        assert states["li"] == "reconnecting"
        assert states["chair"] == "connected"


async def test_nothing_is_missed_between_snapshot_and_events(tmp_path: Path) -> None:
    """While commands pour in, each newcomer's snapshot and events make one unbroken log."""
    async with hall(tmp_path, opened=True) as place:
        meeting = await place.meeting()
        token = await place.token("li")
        await place.client().join(token)
        await until(lambda: list(meeting.state.invitations.values())[-1].used_at)  # staff's alone
        stop = asyncio.Event()

        async def pour() -> None:
            while not stop.is_set():
                await place.do(RequestFloor(), "wang")
                state = await place.service.state(place.id)
                await place.do(WithdrawRequest(state.requests[0].request_id), "wang")

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(pour())
            for _ in range(10):
                client = place.client()
                welcome = await client.join(token)
                assert welcome.snapshot is not None
                got: list[int] = []
                while len(got) < 20:
                    got += [r.seq for r in (await client.expect(m.Events)).records]
                first = welcome.snapshot.seq + 1
                assert got == list(range(first, first + len(got)))
            stop.set()


async def test_each_change_of_somebodys_state_is_one_line_of_the_log(tmp_path: Path) -> None:
    with capture_logs() as lines:
        async with hall(tmp_path) as place:
            li = await place.joined("li")
            li.send(m.Devices(camera=True, microphone=True))
            li.wire.drop()
            await li.serving
            again = place.client()
            await again.join(await place.token("li"), resume=m.Resume(li.session, 0))
            again.send(m.Leave())
            await again.bye()
            id = place.id
    states = [line for line in lines if line["event"] == "participant"]
    assert [line["state"] for line in states] == ["connected", "reconnecting", "connected", "gone"]
    assert {(line["consultation"], line["participant"], line["log_level"]) for line in states} == {
        (id, "li", "info")
    }
