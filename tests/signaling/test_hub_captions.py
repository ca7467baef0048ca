"""Caption ports over the WebSocket: beside everybody, for captions alone; and who sees drafts."""

from pathlib import Path

import pytest

from sessions.commands import (
    AddCaption,
    CloseConsultation,
    CorrectCaption,
    GrantFloor,
    IssueCaptionPort,
    OpenConsultation,
    RevokeInvitation,
    SubmitOpinion,
)
from sessions.events import CaptionAdded, InvitationUsed, ParticipantJoined
from signaling import access
from signaling import messages as m
from signaling.drafts import LASTS
from signaling.room import CAPTION_PORTS
from tests.signaling.hall import Hall, hall, until
from tests.signaling.parts import ORGANIZER


async def port_token(place: Hall, id: str = "port", *languages: str) -> str:
    """Of a fresh caption port."""
    expires_at = place.clock.wall() + 3_600_000
    command = IssueCaptionPort(id, "语音识别", [*(languages or ("zh-CN",))], expires_at)
    await place.do(command, ORGANIZER)
    return place.tokens.issue(access.claims_of(id, await place.service.state(place.id)))


def line(place: Hall, text: str = "各位委员", line_id: str = "l1") -> AddCaption:
    now = place.clock.wall()
    return AddCaption(text, now, now, line_id=line_id)


def draft(text: str, line_id: str = "l1", language: str = "zh-CN") -> m.CaptionDraft:
    return m.CaptionDraft(line_id=line_id, text=text, started_at=1, language=language)


# --- the port ---------------------------------------------------------------------------------


async def test_a_port_is_in_nobodys_presence_or_attendance(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li = await place.joined("li")
        port = place.client()
        welcome = await port.join(await port_token(place))
        assert (welcome.you.role, welcome.you.name) == ("captioner", "语音识别")
        meeting = await place.meeting()
        assert meeting.room.present() == {"li"}
        assert [one.participant_id for one in meeting.room.presence()] == ["li"]
        assert isinstance(await port.do(line(place)), m.Accepted)
        assert (await li.event(CaptionAdded)).actor.participant_id == "port"
        await until(lambda: meeting.state.invitations["port"].used_at is not None)
        assert [one.invitation_id for one in await place.log(InvitationUsed)].count("port") == 1
        port.wire.drop()
        await until(port.serving.done)
        await place.pass_time(60.0)
        assert [one.participant_id for one in await place.log(ParticipantJoined)] == ["li"]
        assert list(meeting.room.sessions) == ["li"]


async def test_a_port_may_caption_and_nothing_else(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        port = place.client()
        await port.join(await port_token(place))
        assert isinstance(await port.do(line(place)), m.Accepted)
        caption = (await place.service.state(place.id)).captions[-1].caption_id
        assert isinstance(await port.do(CorrectCaption(caption, "各位专家")), m.Accepted)
        for command in (
            CloseConsultation(), GrantFloor(participant_id="li"), SubmitOpinion("o", "r", "好"),
            RevokeInvitation("port"), IssueCaptionPort("more", "x", ["en"], 4_000_000_000_000),
        ):  # fmt: skip
            answer = await port.do(command)
            assert isinstance(answer, m.Refused)
            assert answer.code == "not_authorized", command
        now = place.clock.wall()
        answer = await port.do(AddCaption("x", now, now, "en"))
        assert isinstance(answer, m.Refused)
        assert answer.code == "language_not_of_port"
        port.send(m.Publish(id="p1", sdp="cert-a", sources={"0": "camera"}))
        while (refused := await port.expect(m.Refused)).id != "p1":
            pass
        assert refused.code == "not_allowed"


async def test_a_port_is_sent_no_media(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        port = place.client()
        await port.join(await port_token(place))
        li = await place.joined("li")
        await li.publish(camera="camera")
        wang = await place.joined("wang")
        await wang.expect(m.Offer)
        port.send(m.Ping(time=1))
        await port.expect(m.Pong)
        assert not any(isinstance(one, m.Offer) for one in port.received)


async def test_a_second_connection_takes_over_and_nothing_is_done_twice(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        token = await port_token(place)
        first, second = place.client(), place.client()
        await first.join(token)
        command = line(place)
        done = await first.do(command, id="l1")
        await second.join(token)
        assert await first.bye() == "taken_over"
        assert await second.do(command, id="l1") == done
        assert [one.text for one in await place.log(CaptionAdded)] == ["各位委员"]


async def test_a_revoked_port_is_out_at_once_and_stays_out(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        token = await port_token(place)
        port = place.client()
        await port.join(token)
        await place.do(RevokeInvitation("port"), ORGANIZER)
        assert await port.bye() == "token_revoked"
        again = place.client()
        again.send(m.Hello(version=1, token=token))
        assert await again.bye() == "token_revoked"


async def test_a_port_ends_with_its_time(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        port = place.client()
        await port.join(await port_token(place))
        await place.pass_time(3_600.0)
        assert await port.bye() == "token_expired"


async def test_ports_are_bounded_and_no_wall(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        tokens = [await port_token(place, f"port{n}") for n in range(CAPTION_PORTS + 1)]
        for token in tokens[:-1]:
            await place.client().join(token)
        late = place.client()
        late.send(m.Hello(version=1, token=tokens[-1]))
        assert await late.bye() == "too_many_viewers"
        await place.client().join(tokens[0])  # which takes over
        await place.client().join(await place.token("clerk"), purpose="wall")
        wall = place.client()
        wall.send(m.Hello(version=1, token=tokens[-1], purpose="wall"))
        assert await wall.bye() == "not_allowed"


# --- drafts -----------------------------------------------------------------------------------


async def test_everybody_here_sees_a_draft_and_no_log_does(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        members = [await place.joined(who) for who in ("li", "guest", "clerk")]
        port = place.client()
        await port.join(await port_token(place))
        meeting = await place.meeting()
        await until(lambda: meeting.state.invitations["port"].used_at is not None)
        before = meeting.state.seq
        port.send(draft("各位"))
        for one in (*members, port):
            assert (await one.expect(m.CaptionDrafts)).drafts == [m.Draft("l1", "zh-CN", "各位", 1)]
        assert meeting.state.seq == before
        assert "各位" not in repr(await place.service.snapshot(place.id, ORGANIZER))


async def test_a_finished_line_ends_its_draft_and_so_do_time_and_its_author(
    tmp_path: Path,
) -> None:
    async with hall(tmp_path, opened=True) as place:
        li = await place.joined("li")
        port = place.client()
        await port.join(await port_token(place))
        port.send(draft("各位"))
        await li.expect(m.CaptionDrafts)
        await port.do(line(place))
        assert (await li.event(CaptionAdded)).event.line_id == "l1"  # type: ignore[union-attr]
        await place.pass_time(1.0)
        port.send(draft("现在", "l2"))
        assert [one.text for one in (await li.expect(m.CaptionDrafts)).drafts] == ["现在"]
        for _ in range(int(LASTS)):
            await place.pass_time(1.0)
            li.send(m.Ping(time=1))
        assert (await li.expect(m.CaptionDrafts)).drafts == []
        port.send(draft("开会", "l3"))
        assert [one.text for one in (await li.expect(m.CaptionDrafts)).drafts] == ["开会"]
        await place.pass_time(1.0)
        port.wire.drop()
        assert (await li.expect(m.CaptionDrafts)).drafts == []


async def test_a_restless_recognizer_is_heard_four_times_a_second(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        li = await place.joined("li")
        port = place.client()
        await port.join(await port_token(place))
        for n in range(40):  # all at one moment of the clock
            port.send(draft(f"第 {n} 版"))
        text = ""
        while text != "第 39 版":
            text = (await li.expect(m.CaptionDrafts)).drafts[0].text
        assert sum(isinstance(one, m.CaptionDrafts) for one in li.received) <= 2


@pytest.mark.parametrize("who", ["li", "guest", "hall", "bureau"])
async def test_only_who_may_caption_may_draft(tmp_path: Path, who: str) -> None:
    async with hall(tmp_path, opened=True) as place:
        client = await place.joined(who)
        client.send(draft("各位"))
        assert await client.bye() == "not_allowed"


async def test_a_draft_of_another_language_and_one_too_long(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        token = await port_token(place)
        for message, code in (
            (draft("Dear", language="en"), "not_allowed"),
            (draft("字" * 201), "bad_message"),
        ):
            port = place.client()
            await port.join(token)
            port.send(message)
            assert await port.bye() == code


async def test_the_clerk_may_draft_and_nothing_is_told_before_the_opening(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        li, clerk = await place.joined("li"), await place.joined("clerk")
        clerk.send(draft("会前"))
        await clerk.do(OpenConsultation())
        clerk.send(draft("各位"))
        assert [one.text for one in (await li.expect(m.CaptionDrafts)).drafts] == ["各位"]
        await place.pass_time(1.0)
        await clerk.do(CloseConsultation())
        assert (await li.expect(m.CaptionDrafts)).drafts == []
