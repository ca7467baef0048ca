"""Commands over the WebSocket: answers, refusals, repetitions, and who hears of what."""

from pathlib import Path
from typing import NoReturn

import pytest

from sessions.commands import (
    AnyCommand,
    GrantFloor,
    JoinConsultation,
    LeaveConsultation,
    OpenConsultation,
    PublishOpinion,
    RequestFloor,
    RevokeFloor,
    RevokeInvitation,
    StartSpeech,
    SubmitOpinion,
)
from sessions.errors import MESSAGES as SESSION_MESSAGES
from sessions.errors import Refused, Unavailable
from sessions.events import (
    ConsultationOpened,
    FloorGranted,
    FloorRequested,
    InvitationIssued,
    OpinionPublished,
    OpinionSubmitted,
    SpeechStarted,
)
from signaling import messages as m
from signaling.errors import BadToken, NotAllowed, TokenRevoked, TooManyOpinions
from signaling.opinions import PER_PERSON, WINDOW
from signaling.tokens import Claims
from tests.signaling.hall import hall, until
from tests.signaling.parts import ORGANIZER, ROSTER, START, actor


async def test_accepted_names_the_records_and_everybody_gets_them(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        accepted = await chair.do(OpenConsultation())
        assert isinstance(accepted, m.Accepted)
        record = await li.event(ConsultationOpened)
        assert accepted.seqs == [record.seq]
        assert record.actor.participant_id == "chair"
        assert accepted.receipt is None


@pytest.mark.parametrize("lang", ["zh-CN", "en"])
async def test_refused_in_the_clients_language(tmp_path: Path, lang: str) -> None:
    async with hall(tmp_path) as place:
        li = await place.joined("li", lang=lang)
        refused = await li.do(OpenConsultation())
        assert isinstance(refused, m.Refused)
        assert refused.code == "not_authorized"
        assert (
            refused.message == SESSION_MESSAGES["not_authorized"]["en" if lang == "en" else "zh-CN"]
        )
        assert await place.log(ConsultationOpened) == []


async def test_the_same_id_does_nothing_twice(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li, token = await place.joined("li"), await place.token("li")
        first = await li.do(RequestFloor(), id="same")
        assert await li.do(RequestFloor(), id="same") == first
        li.wire.drop()
        await until(lambda: li.serving.done())
        back = place.client()
        await back.join(token, resume=m.Resume(li.session, 0))
        assert await back.do(RequestFloor(), id="same") == first
        assert len(await place.log(FloorRequested)) == 1
        another = await back.do(RequestFloor(), id="other")
        assert isinstance(another, m.Refused)
        assert another.code == "already_waiting"


async def test_the_same_id_of_somebody_else_is_another(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        for who in ("li", "wang"):
            assert isinstance(
                await (await place.joined(who)).do(RequestFloor(), id="1"), m.Accepted
            )
        assert len(await place.log(FloorRequested)) == 2


async def test_a_malformed_command_is_refused_and_the_connection_lives(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li = await place.joined("li", lang="en")
        li.send('{"type": "command", "id": "x", "command": {"type": "become_chair"}}')
        refused = await li.expect(m.Refused)
        assert (refused.id, refused.code) == ("x", "bad_message")
        li.send(m.Ping(time=1))
        await li.expect(m.Pong)
        li.send("{}")
        assert await li.bye() == "bad_message"


@pytest.mark.parametrize("command", [JoinConsultation("li"), LeaveConsultation("li")])
async def test_attendance_follows_connections_alone(tmp_path: Path, command: AnyCommand) -> None:
    async with hall(tmp_path) as place:
        refused = await (await place.joined("li")).do(command)
        assert isinstance(refused, m.Refused)
        assert refused.code == "not_allowed"


async def test_an_opinion_has_a_receipt_and_staff_alone_see_it_waiting(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        clerk, li = await place.joined("clerk"), await place.joined("li")
        wang = await place.joined("wang")
        opinion = SubmitOpinion(opinion_id="mine", receipt="mine", text="路灯不亮")
        accepted = await li.do(opinion, id="o")
        assert isinstance(accepted, m.Accepted)
        assert accepted.receipt not in (None, "mine")
        assert await li.do(opinion, id="o") == accepted
        record = await clerk.event(OpinionSubmitted)
        assert isinstance(record.event, OpinionSubmitted)
        assert record.event.receipt == accepted.receipt
        await clerk.do(PublishOpinion(record.event.opinion_id))
        published = await wang.event(OpinionPublished)
        assert published.seq > record.seq
        shown = [r.event for e in wang.received if isinstance(e, m.Events) for r in e.records]
        assert not [event for event in shown if isinstance(event, OpinionSubmitted)]


async def test_opinions_are_limited_by_whichever_door(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li, wang = await place.joined("li", lang="en"), await place.joined("wang")
        opinion = SubmitOpinion(opinion_id="o", receipt="r", text="路灯不亮")
        for number in range(PER_PERSON):
            if number % 2:
                await place.hub.execute(place.id, actor("li"), opinion)
            else:
                assert isinstance(await li.do(opinion), m.Accepted)
        refused = await li.do(opinion)
        assert isinstance(refused, m.Refused)
        assert (refused.code, "in 60 seconds" in refused.message) == ("too_fast", True)
        with pytest.raises(TooManyOpinions):
            await place.hub.execute(place.id, actor("li"), opinion)
        assert len(await place.log(OpinionSubmitted)) == PER_PERSON
        assert isinstance(await li.do(RequestFloor()), m.Accepted)
        assert isinstance(await wang.do(opinion), m.Accepted)
        place.clock.time += WINDOW
        assert isinstance(await li.do(opinion), m.Accepted)


async def test_a_speech_starts_by_the_clock_for_everybody(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        await chair.do(GrantFloor(participant_id="li", seconds=60))
        speech = (await li.event(FloorGranted)).event
        assert isinstance(speech, FloorGranted)
        assert isinstance(await li.do(StartSpeech(speech.speech_id)), m.Accepted)
        started = await chair.event(SpeechStarted)
        assert started.event == SpeechStarted(speech.speech_id)
        refused = await li.do(RevokeFloor(speech.speech_id))
        assert isinstance(refused, m.Refused)


async def test_a_record_out_of_reach_turns_people_away_to_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hall(tmp_path) as place:
        token = await place.token("li")

        async def unreadable(id: str) -> NoReturn:
            raise Unavailable("record_unavailable")

        with monkeypatch.context() as broken:
            broken.setattr(place.service, "state", unreadable)
            client = place.client()
            client.send(m.Hello(version=1, token=token))
            assert await client.bye() == "unavailable"
        assert not (await place.client().join(token)).resumed


async def test_authorize_is_by_the_log(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        for who, role in ROSTER.items():
            claims, actor = await place.hub.authorize(await place.token(who), place.id)
            assert (claims.participant_id, actor.role, actor.participant_id) == (who, role, who)
        boss = place.tokens.issue(Claims("organizer", "o", START + 10**9))
        assert (await place.hub.authorize(boss))[1] == ORGANIZER
        assert (await place.hub.authorize(boss, place.id))[1] == ORGANIZER
        with pytest.raises(NotAllowed):
            await place.hub.authorize(await place.token("chair"))
        with pytest.raises(BadToken):
            await place.hub.authorize(boss + "x")
        made = await place.hub.invite(place.id, ORGANIZER, "li", START + 10**9)
        await place.do(RevokeInvitation(made.invitation_id), ORGANIZER)
        with pytest.raises(TokenRevoked):
            await place.hub.authorize(made.token, place.id)


async def test_an_invitation_is_in_the_log_and_for_somebody_on_the_roster(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        made = await place.hub.invite(place.id, ORGANIZER, "bureau", START + 10**9)
        (event,) = await place.log(InvitationIssued)
        assert event == InvitationIssued(made.invitation_id, "bureau", START + 10**9)
        claims = place.claims(made.token)
        assert (claims.role, claims.token_id) == ("department", made.invitation_id)
        with pytest.raises(Refused):
            await place.hub.invite(place.id, ORGANIZER, "nobody", START + 10**9)
