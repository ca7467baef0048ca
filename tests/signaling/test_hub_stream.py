"""The livestream by way of the hub: on air with the opening, back there after every loss."""

from pathlib import Path

import pytest

from media import messages as relay
from media.egress import messages as egress
from sessions.commands import CloseConsultation, OpenConsultation, SetRecording
from tests.signaling.hall import Hall, hall, until
from tests.signaling.parts import actor


def said(place: Hall) -> list[str]:
    return [type(body).__name__ for body in place.egresses[-1].said]


async def on_air(place: Hall) -> None:
    """Both processes know of one another, and the first segment is written."""
    await until(lambda: place.egresses and "AttachRelay" in said(place))
    assert not place.hub.on_air(place.id)
    place.egresses[-1].tell(egress.PlaylistReady(place.id))
    assert place.hub.on_air(place.id)


async def test_the_opening_goes_on_air_and_the_closing_ends_it(tmp_path: Path) -> None:
    async with hall(tmp_path, live=True) as place:
        await place.joined("chair")
        assert said(place) == []
        await place.do(OpenConsultation())
        await on_air(place)
        go, *_ = place.egresses[-1].said
        assert go == egress.GoLive(place.id, str(tmp_path / "live" / place.id))
        (attached,) = place.relay.heard(relay.AttachEgress)
        assert attached == relay.AttachEgress(place.id, f"rtp-{place.egresses[-1].pid}")
        await place.do(CloseConsultation())
        await until(lambda: said(place)[-1] == "EndLive")
        assert len(place.relay.heard(relay.DetachEgress)) == 1
        assert not place.hub.on_air(place.id)


async def test_opening_by_http_goes_on_air_with_nobody_connected(tmp_path: Path) -> None:
    async with hall(tmp_path, live=True) as place:
        await place.hub.execute(place.id, actor("clerk"), OpenConsultation())
        await on_air(place)


async def test_what_was_in_session_goes_on_after_a_restart(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        id = place.id
    async with hall(tmp_path, live=True, id=id) as place:
        await on_air(place)


async def test_tracks_and_programme_follow_the_meeting(tmp_path: Path) -> None:
    async with hall(tmp_path, live=True, opened=True) as place:
        li = await place.joined("li")
        await li.publish(a="camera", b="microphone")
        await on_air(place)
        await place.grant("li")
        await until(lambda: programmes(place)[-1:] == [("li", ["li"])])
        tracks = [b for b in place.egresses[-1].said if isinstance(b, egress.SetTracks)]
        assert [track.codec for track in tracks[-1].tracks] == ["H264", "opus"]


async def test_own_tracks_are_recorded_while_they_are_asked_for(tmp_path: Path) -> None:
    async with hall(tmp_path, live=True, opened=True) as place:
        await place.joined("li")
        await on_air(place)
        await place.grant("li")
        assert speakers(place) == []
        await place.do(SetRecording(own_tracks=True))
        await until(lambda: speakers(place)[-1:] == [["chair", "li"]])
        await place.do(SetRecording(own_tracks=False))
        await until(lambda: speakers(place)[-1:] == [[]])


def speakers(place: Hall) -> list[list[str]]:
    said = place.egresses[-1].said
    return [[one.owner for one in b.speakers] for b in said if isinstance(b, egress.SetSpeakers)]


def programmes(place: Hall) -> list[tuple[str | None, list[str]]]:
    said = place.egresses[-1].said
    return [(b.picture, b.sound) for b in said if isinstance(b, egress.SetProgramme)]


@pytest.mark.parametrize("how", ["dies", "hangs", "hangs while nothing changes"])
async def test_a_lost_egress_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr("signaling.workers.RETRY", 0.0)
    probe = 0.01 if how == "hangs while nothing changes" else 3600.0
    monkeypatch.setattr("signaling.workers.PROBE_INTERVAL", probe)
    monkeypatch.setattr("signaling.stream.RETRY", 0.0)
    async with hall(tmp_path, live=True, opened=True) as place:
        await place.joined("li")
        await on_air(place)
        if how == "dies":
            place.egresses[-1].gone.set()
        else:
            place.egresses[-1].hangs = True
        if how == "hangs":
            await place.grant("li")
        await until(lambda: len(place.egresses) == 2)
        await on_air(place)
        paths = [body.path for body in place.relay.heard(relay.AttachEgress)]
        assert paths == [f"rtp-{process.pid}" for process in place.egresses]
        assert place.hub.egress_pid == place.egresses[-1].pid


async def test_a_lost_relay_is_attached_to_the_stream_that_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.workers.RETRY", 0.0)
    monkeypatch.setattr("signaling.stream.RETRY", 0.0)
    async with hall(tmp_path, live=True, opened=True) as place:
        await place.joined("chair")
        await on_air(place)
        place.relay.gone.set()
        await until(lambda: len(place.relays) == 2 and place.relay.heard(relay.AttachEgress))
        assert place.hub.on_air(place.id)
        told = egress.AttachRelay(place.id, f"rtcp-{place.relay.pid}")
        await until(lambda: place.egresses[-1].said[-1] == told)
        assert said(place).count("GoLive") == 1


async def test_without_live_nothing_is_streamed(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        assert (place.hub.egress_pid, place.hub.on_air(place.id)) == (None, False)
