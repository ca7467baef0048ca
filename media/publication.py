"""One published track: up to three layers of the same picture, or one stream alone."""

from collections.abc import Sequence
from math import inf

from media.layers import Layer, nominal_bitrate, nominal_height
from media.messages import TrackInfo, TrackStats
from media.up_track import SILENT_AFTER, UpTrack
from media.wire.rtcp import LayerReport

SURVEY_INTERVAL = 0.1
"""Seconds for which a survey holds: all subscribers of the track share it."""
FADING = 0.8
"""What is left after a second of a rate seen: a busy moment is remembered for some, so that a layer
is not raised in every pause and lowered after it."""


class Publication:
    """The layers of one `TrackInfo`; each is an `UpTrack` with its SSRC, cache and key frames.

    Make one per m-line of a publisher that sends and give it to `Router.add_publication`.
    """

    def __init__(self, info: TrackInfo, up_tracks: Sequence[UpTrack]) -> None:
        """`up_tracks` in the order of the SDP."""
        self.info = info
        self.up_tracks = tuple(up_tracks)
        """Lowest layer first, as far as is known."""
        self.layers: tuple[Layer, ...] = ()
        """What `survey` found, alike; empty before the first."""
        self.changes = 0
        """How often a survey found that a layer began, ended, or has another size."""
        self.params = tuple(track.params for track in up_tracks)
        self._rates = dict.fromkeys(self.up_tracks, 0.0)
        self._surveyed_at = -inf
        self._place = {track: place for place, track in enumerate(self.up_tracks)}
        self._ssrcs = dict(zip(self.up_tracks, info.ssrcs, strict=False))

    @property
    def video(self) -> bool:
        """Whether these are pictures."""
        return self.info.kind == "video"

    @property
    def remote(self) -> bool:
        """Whether it is published at another worker."""
        return self.up_tracks[0].link.remote

    @property
    def started(self) -> bool:
        """Whether anything of it has arrived."""
        return any(track.bytes for track in self.up_tracks)

    def survey(self, now: float) -> None:
        """Bring `layers` up to date, and the order; cheap where that was done just now."""
        if now - self._surveyed_at < SURVEY_INTERVAL:
            return
        faded = FADING ** (now - self._surveyed_at)
        self._surveyed_at = now
        self.up_tracks = tuple(sorted(self.up_tracks, key=self._rank))
        for track in self.up_tracks:
            self._rates[track] = max(track.bitrate(now), self._rates[track] * faded)
        # Compared with one another, not with the clock: a screen that stands still sends little.
        newest = max(track.heard_at for track in self.up_tracks)
        before = self._outlines()
        self.layers = tuple(
            self._layer(place, track, newest) for place, track in enumerate(self.up_tracks)
        )
        self.changes += self._outlines() != before

    def _outlines(self) -> list[tuple[int, float]]:
        return [(layer.height, layer.since) for layer in self.layers if layer.flows]

    def streams(self) -> list[tuple[UpTrack, int]]:
        """Its layers, each with its SSRC towards other workers."""
        return list(self._ssrcs.items())

    def reports(self) -> list[LayerReport]:
        """What another worker needs to choose among the layers; as of the last survey."""
        return [
            LayerReport(self._ssrcs[track], track.height, round(self._rates[track]), layer.flows)
            for track, layer in zip(self.up_tracks, self.layers, strict=True)
        ]

    def learn(self, track: UpTrack, report: LayerReport, now: float) -> None:
        """Take what the worker where it is published knows of a layer that may not be sent here."""
        self.survey(now)  # so that rates fade from now on
        track.height = report.height
        self._rates[track] = max(self._rates[track], report.bitrate)
        if report.flows:
            track.hear(now)
        else:
            track.fall_silent()

    def _rank(self, track: UpTrack) -> tuple[int, int]:
        """By size once all sizes are known; until then as the SDP has them."""
        known = all(other.height for other in self._place)
        return (track.height if known else 0, self._place[track])

    def _layer(self, place: int, track: UpTrack, newest: float) -> Layer:
        height = track.height or nominal_height(place)
        bitrate = round(self._rates[track]) or nominal_bitrate(height)
        flows = track.heard_at > -inf and track.heard_at >= newest - SILENT_AFTER
        return Layer(height, bitrate, flows, track.flowing_since)

    def stats(self, now: float) -> TrackStats:
        """Counters of all layers together, and the bitrate of the last second."""
        info, parts = self.info, [track.stats(now) for track in self.up_tracks]
        return TrackStats(
            track_id=info.track_id,
            owner=info.owner,
            kind=info.kind,
            packets=sum(part.packets for part in parts),
            bytes=sum(part.bytes for part in parts),
            lost=sum(part.lost for part in parts),
            bitrate=sum(part.bitrate for part in parts),
        )
