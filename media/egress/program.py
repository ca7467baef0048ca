"""Decides whose picture is on programme, when to switch, and when to ask for key frames."""

from media.egress.config import VIDEO_RATE
from media.egress.h264 import AccessUnit
from media.egress.packager import Packager
from media.egress.slate import FRAME_TICKS, Slate, reel

CAMERA_PATIENCE = 1.0
"""Silence of a camera before the slate is shown: seven times Chromium's longest pause, and room for
a lost picture's deadline and two requests for a key frame."""
SCREEN_PATIENCE = 1.4
"""A shared screen that does not change sends one picture in a second."""
TAKEOVER_PATIENCE = 2.0
"""The former speaker stays on programme this long while the next one's picture has not come."""
RETRY = 0.3
"""Between key frame requests that were not answered; Chromium answers within 84 ms."""
SLOW_RETRY = 1.0
RETRIES = 10
"""After so many the requests become slow: the source is away, not late."""
KEY_AGE = 1.9
"""Age of a segment at which a key frame is asked for, so that segments last about 2 s."""
SLATE_LAG_TICKS = VIDEO_RATE * 8 // 100
"""The slate's pictures stand as far back as a camera's that just arrived, so that neither is moved
at a switch."""
MIN_FRAME_TICKS = VIDEO_RATE // 1000
"""Pictures that would stand before the last one follow it this closely."""


class Program:
    """Feeds the packager from one source at a time; `now` is in seconds, `at` in programme ticks.

    The source on programme stays until the target's first key frame, so a switch costs no frame.
    """

    def __init__(self, packager: Packager, start: int) -> None:
        self._packager = packager
        self._start = start
        self._source: int | None = None
        self._target: int | None = None
        self._patience = CAMERA_PATIENCE
        self._wanted_at = 0.0
        self._seen_at = 0.0
        self._heard_at = 0.0
        self._key_missed = False
        self._slate = Slate.STARTING
        self._reel = reel(Slate.STARTING)
        self._slate_frame = 0
        self._slate_at: int | None = None
        self._asked_at = -RETRY
        self._asked = 0
        self.switches = 0

    @property
    def on_air(self) -> int | None:
        """The track on programme; None for the slate."""
        return self._source

    @property
    def target(self) -> int | None:
        """The track wanted on programme; None for the slate."""
        return self._target

    @property
    def slate(self) -> Slate:
        """The slate that is, or would be, shown."""
        return self._slate

    def want(
        self,
        track: int | None,
        slate: Slate,
        patience: float,
        now: float,
        pictures: tuple[AccessUnit, ...] | None = None,
    ) -> None:
        """Put `track` on programme as soon as it gives a key frame; None: `slate`, at once.

        `pictures` are a reel of `slate` with a venue's name.
        """
        frames = reel(slate) if pictures is None else pictures
        if frames is not self._reel:
            self._slate_frame = 0
        self._slate, self._reel = slate, frames
        if track == self._target:
            return
        self._target, self._patience, self._wanted_at = track, patience, now
        self._asked, self._asked_at = 0, now - RETRY
        if track is None and self._source is not None:
            self._show_slate()

    def hear(self, track: int, now: float) -> None:
        """A packet of `track` came: one that is back after a silence is asked quickly again."""
        if track == self._target:
            if now - self._heard_at > self._patience:
                self._asked, self._asked_at = 0, now - RETRY
            self._heard_at = now

    def take(self, track: int, at: int, unit: AccessUnit, now: float) -> bool:
        """A picture of `track`, captured at `at`. True if with it `track` came on programme."""
        key = unit.parameters
        if key is not None and not self._packager.accepts(at, key):
            self._key_missed = self._key_missed or track == self._source
            return False
        switched = track == self._target != self._source and key is not None
        if switched:
            self._source = track
            self.switches += 1
        elif track != self._source or (self._key_missed and key is None):
            return False
        if key is not None:
            self._key_missed = False
            self._asked = 0
        self._seen_at = now
        self._add(at, unit)
        return switched

    def tick(self, now: float, at: int) -> None:
        """Show the slate where it is due; `at` is `now` in programme ticks."""
        if self._source is not None and self._is_over(now):
            self._show_slate()
        if self._source is None:
            self._play_slate(at - SLATE_LAG_TICKS)

    def asks(self, now: float, at: int, broken: bool) -> int | None:
        """The track to ask for a key frame now; `broken`: the target has lost pictures.

        Counts as asked when it answers.
        """
        wait = RETRY if self._asked < RETRIES else SLOW_RETRY
        if self._target is None or now - self._asked_at < wait:
            return None
        if self._target == self._source and not (broken or self._key_missed or self._aged(at)):
            return None
        self._asked_at = now
        self._asked += 1
        return self._target

    def _aged(self, at: int) -> bool:
        return self._packager.segment_age(at) >= KEY_AGE * VIDEO_RATE

    def _is_over(self, now: float) -> bool:
        """The source on programme is silent, or its time is up and nobody took over."""
        if self._source != self._target and now - self._wanted_at >= TAKEOVER_PATIENCE:
            return True
        return now - self._seen_at >= self._patience

    def _show_slate(self) -> None:
        self._source, self._key_missed = None, False
        self._slate_frame, self._slate_at = 0, None

    def _play_slate(self, until: int) -> None:
        key = self._reel[0].parameters
        assert key is not None
        if self._slate_at is None:
            if not self._packager.accepts(until, key):
                return
            self._slate_at = max(until, self._start)
        while self._slate_at <= until:
            self._add(self._slate_at, self._reel[self._slate_frame])
            self._slate_frame = (self._slate_frame + 1) % len(self._reel)
            self._slate_at += FRAME_TICKS

    def _add(self, at: int, unit: AccessUnit) -> None:
        last = self._packager.last_picture_at
        earliest = self._start if last is None else last + MIN_FRAME_TICKS
        self._packager.add_picture(max(at, earliest), unit)
