"""A broadcast in virtual time that records speakers' own tracks."""

from pathlib import Path

import av

from media.egress import disk
from media.egress.messages import Speaker
from media.egress.stream import EGRESS_SSRC
from media.egress.take_shelf import Lane, Take, read_folder
from media.egress.takes import Takes
from media.wire.rtcp import KeyFrameRequest, parse_rtcp
from tests.media.egress.sending import ROUND_TRIP, UNIX_OFFSET, Broadcast, Camera
from tests.support.network import Network

MICROPHONE = Lane("microphone", "audio", "opus")


class Recorded(Broadcast):
    """A broadcast whose speakers' own tracks go to `folder`."""

    def __init__(
        self, folder: Path, network: Network | None = None, unix_offset: float = UNIX_OFFSET
    ) -> None:
        super().__init__(network)
        self.folder = folder
        self.takes = Takes(unix_offset, self.stream.clock, EGRESS_SSRC)
        self.keys_asked = 0
        self.receive = self.stream.receive
        # Both hear each datagram, as in `Channel.receive`.
        self.stream.receive = self._receive  # type: ignore[method-assign]  # listens in

    def _receive(self, datagram: bytes, now: float) -> None:
        self.receive(datagram, now)
        self.takes.receive(datagram, now)

    def _announce(self) -> None:
        super()._announce()
        self.takes.set_tracks([sender.track for sender in self._senders.values()])

    def speak(self, *speakers: Speaker) -> None:
        """Give these the floor."""
        self.takes.set_speakers(speakers, self.now)
        self._take_outputs()

    def _take_outputs(self) -> None:
        super()._take_outputs()
        self.takes.tick(self.now)
        for datagram in self.takes.take_rtcp():
            for report in parse_rtcp(datagram) or ():
                assert isinstance(report, KeyFrameRequest)
                camera = self._senders[report.media_ssrc]
                assert isinstance(camera, Camera)
                self._asked.append((self.now + ROUND_TRIP, camera))
                self.keys_asked += 1
        disk.apply(self.folder, self.takes.take_changes())

    def all(self) -> list[Take]:
        """What the index tells of."""
        return read_folder(self.folder)


def duration(path: Path) -> float:
    """Seconds of a file, as FFmpeg reads it."""
    with av.open(path) as container:
        assert container.duration is not None
        return container.duration / 1_000_000
