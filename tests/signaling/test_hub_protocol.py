"""The whole protocol in one walk: every message of the server is produced by the real hub."""

from pathlib import Path
from typing import get_args

import pytest

from media import messages as relay
from sessions.commands import EndRehearsal, OpenConsultation, StartRehearsal
from signaling import messages as m
from tests.signaling.hall import hall
from tests.signaling.test_hub_media import offered


async def test_every_message_of_the_server_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("signaling.workers.RETRY", 0.0)
    async with hall(tmp_path) as place:
        chair, li = await place.joined("chair"), await place.joined("li")
        chair.send(m.Ping(time=1))
        await chair.do(StartRehearsal())
        await chair.do(EndRehearsal())
        await chair.expect(m.Resync)
        await chair.do(OpenConsultation())
        await chair.do(OpenConsultation())
        chair.send(m.CaptionDraft(line_id="l1", text="各位", started_at=1))
        await chair.expect(m.CaptionDrafts)
        await chair.publish(a="microphone")
        await li.publish(a="camera")
        (track,) = (await offered(chair, "li")).tracks
        down = (await place.meeting()).room.sessions["chair"].media.down
        for _ in range(2):
            tight = relay.PeerQuality(down, 0.0, 30.0, 0, 0, 100_000, {track.track_id: -1})
            place.relay.tell(tight)
        await chair.expect(m.Reduced)
        place.relay.tell(relay.Levels(place.id, {"chair": -20}))
        await chair.expect(m.Levels)
        await chair.expect(m.PresenceChanged)
        place.relay.gone.set()
        await chair.expect(m.MediaReset)
        chair.send(m.Leave())
        await chair.bye()
        sent = {type(message) for message in chair.received}
        assert sent == set(get_args(m.ServerMessage))
        assert isinstance(chair.received[0], m.Welcome)
        assert isinstance(chair.received[-1], m.Bye)
