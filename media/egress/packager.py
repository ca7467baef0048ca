"""Cuts pictures and sound of one ever-growing timeline into parts, and parts into segments."""

from collections import deque

import msgspec

from media.egress.boxes import AAC_FRAME, Sample, fragment, length_prefixed, segment_type
from media.egress.config import SOUND_RATE, VIDEO_RATE
from media.egress.h264 import AccessUnit, Parameters

PART_TICKS = VIDEO_RATE // 4
"""The longest part (`PART-TARGET`): a quarter of a second, so that a viewer three parts behind is
one second behind the room."""
SHORTEST_PART_TICKS = PART_TICKS * 85 // 100
"""A part ends with the first picture after this (draft-pantos-hls-rfc8216bis section 4.4.4.9 asks
for 85 % of the target), …"""
LATE_TICKS = VIDEO_RATE * 6 // 100
"""… or, if none has come when the sound is this far beyond it, with the target: Chromium's longest
pause is 134 ms, and the sound is 120 ms late itself."""
OPEN_PICTURE_TICKS = VIDEO_RATE * 3 // 2
"""The duration written for a picture whose end is not known when its part must go out: above
`program.SCREEN_PATIENCE`, so that players have something to show until the next one."""
LEAST_PART_TICKS = VIDEO_RATE * 5 // 100
"""A part that a switch cuts short has at least two AAC frames."""
MIN_SEGMENT_TICKS = VIDEO_RATE
"""Key frames sooner than this after a cut (others ask for them too) start no new segment."""
FORCED_SEGMENT_TICKS = 3 * VIDEO_RATE
"""A source that sends no key frame is cut without one: with `program.SCREEN_PATIENCE` the segment
stays within the playlist's target duration."""
MIN_PARAMETERS_TICKS = VIDEO_RATE // 2
"""New parameters cost an initialization segment and a discontinuity: at most two in a second."""
SHORTEST_SEGMENT_TICKS = VIDEO_RATE // 10
"""They also cut a segment wherever they come, but leave it some frames of sound."""


class Chunk(msgspec.Struct, frozen=True):
    """One part: a movie fragment. Times in 90 kHz ticks of the programme."""

    data: bytes
    sound: bytes
    """The same stretch without its pictures; empty if it has no sound."""
    start: int
    duration: int
    parameters: Parameters
    """Those of the segment's initialization segment."""
    independent: bool
    """Begins with a key frame."""
    first: bool
    """Begins a segment; the one before is complete, even if no chunk said so."""
    last: bool
    """Ends it."""
    discontinuity: bool
    """The parameters are not those of the chunk before."""


class _Stretch:
    """A part's pictures, whose sound has perhaps not come yet."""

    def __init__(
        self, start: int, first: bool, discontinuity: bool, parameters: Parameters
    ) -> None:
        self.start = start
        self.first = first
        self.discontinuity = discontinuity
        self.parameters = parameters
        self.pictures_at: int | None = None
        self.samples: list[Sample] = []
        self.end = start
        self.last = False

    def add(self, at: int, sample: Sample) -> None:
        if self.pictures_at is None:
            self.pictures_at = at
        self.samples.append(sample)


class Packager:
    """Pictures and AAC frames in, chunks out as soon as the sound reaches a part's end.

    The parts follow one another without a gap. Pictures keep their own times: one that comes late
    stands in a later part, with its true time, and one may last beyond its part's end. One picture
    is held back, because its duration is known only by the next one. Pictures come in order with
    strictly growing times, the first one being a key frame; sound frames follow one another
    without a hole.
    """

    def __init__(self) -> None:
        self._open: _Stretch | None = None
        self._segment_start = 0
        self._changed_at: int | None = None
        self._held: tuple[int, AccessUnit] | None = None
        self._held_out = False
        """The held picture is in a part already."""
        self._waiting: deque[_Stretch] = deque()
        self._sound: deque[tuple[int, bytes]] = deque()
        self._sound_end = 0
        self._count = 0
        self._chunks: list[Chunk] = []

    @property
    def last_picture_at(self) -> int | None:
        """The newest picture's time."""
        return self._held[0] if self._held else None

    def segment_age(self, at: int) -> int:
        """Ticks from the open segment's start to `at`; 0 before the first picture."""
        return at - self._segment_start if self._open else 0

    def accepts(self, at: int, parameters: Parameters) -> bool:
        """Whether a key frame with `parameters` may come at `at`: not if they change too fast."""
        if self._open is None or parameters == self._open.parameters:
            return True
        long_enough = at - self._segment_start >= SHORTEST_SEGMENT_TICKS
        settled = self._changed_at is None or at - self._changed_at >= MIN_PARAMETERS_TICKS
        return long_enough and settled

    def add_picture(self, at: int, unit: AccessUnit) -> None:
        """Put `unit` on the timeline at `at`; it ends where the next one begins."""
        self._close_held(at)
        self._cut(at, unit.parameters)
        self._held, self._held_out = (at, unit), False
        self._emit()

    def add_sound(self, index: int, frame: bytes) -> None:
        """Put an AAC frame on the timeline at sample `index`."""
        self._sound.append((index, frame))
        self._sound_end = index + AAC_FRAME
        sound = _ticks(self._sound_end)
        while self._open is not None and sound >= self._open.start + PART_TICKS + LATE_TICKS:
            self._close_without_picture(self._open)
        self._emit()

    def finish(self, at: int) -> None:
        """End the timeline at `at`, after the last picture; the sound ends where it is."""
        if self._open is None or self._held is None:
            return
        self._close_held(at)
        while min(at, _ticks(self._sound_end)) > self._open.start + PART_TICKS:
            self._next_part(self._open.start + PART_TICKS)
        end = min(at, self._open.start + PART_TICKS)
        if end > self._open.start or self._open.samples:
            self._close_part(max(end, self._open.start + LEAST_PART_TICKS), last=True)
        self._open = None
        while self._waiting:
            self._chunks.append(self._build(self._waiting.popleft()))

    def take(self) -> list[Chunk]:
        """The chunks completed since the last call."""
        chunks, self._chunks = self._chunks, []
        return chunks

    def _close_held(self, at: int) -> None:
        if self._held is None:
            return
        began, unit = self._held
        assert at > began
        assert self._open is not None
        if not self._held_out:
            self._open.add(began, _sample(unit, at - began))

    def _cut(self, at: int, parameters: Parameters | None) -> None:
        """Begin a segment or a part at the picture that comes now, where one is due."""
        if self._open is None:
            assert parameters is not None, "the programme begins with a key frame"
            self._begin(at, parameters, segment=True, discontinuity=False)
            return
        while at > self._open.start + PART_TICKS:
            self._next_part(self._open.start + PART_TICKS)
        current = self._open.parameters
        changed = parameters is not None and parameters != current
        age = at - self._segment_start
        key_due = parameters is not None and age >= MIN_SEGMENT_TICKS
        if changed or key_due or age >= FORCED_SEGMENT_TICKS:
            self._cut_segment(at, parameters or current, changed)
        elif at - self._open.start >= SHORTEST_PART_TICKS:
            self._next_part(at)

    def _cut_segment(self, at: int, parameters: Parameters, changed: bool) -> None:
        """End the segment at `at`, or as near to it as parts that are out already let us."""
        assert self._open is not None
        start, least = self._open.start, self._open.start + LEAST_PART_TICKS
        if self._open.samples or at >= least:
            start = max(at, least)
            self._close_part(start, last=True)
        self._begin(start, parameters, segment=True, discontinuity=changed)

    def _close_without_picture(self, stretch: _Stretch) -> None:
        """End the part at its longest, the held picture in it, though its end is not known."""
        assert self._held is not None
        began, unit = self._held
        if not self._held_out:
            stretch.add(began, _sample(unit, OPEN_PICTURE_TICKS))
            self._held_out = True
        self._next_part(stretch.start + PART_TICKS)

    def _next_part(self, at: int) -> None:
        assert self._open is not None
        self._close_part(at, last=False)
        self._begin(at, self._open.parameters, segment=False, discontinuity=False)

    def _begin(self, at: int, parameters: Parameters, segment: bool, discontinuity: bool) -> None:
        if segment:
            self._segment_start = at
        self._open = _Stretch(at, segment, discontinuity, parameters)
        if discontinuity:
            self._changed_at = at

    def _close_part(self, at: int, last: bool) -> None:
        assert self._open is not None
        self._open.end, self._open.last = at, last
        self._waiting.append(self._open)

    def _emit(self) -> None:
        while self._waiting and _ticks(self._sound_end) >= self._waiting[0].end:
            self._chunks.append(self._build(self._waiting.popleft()))

    def _build(self, stretch: _Stretch) -> Chunk:
        self._count += 1
        if self._count == 1:
            while self._sound and _ticks(self._sound[0][0]) < stretch.start:
                self._sound.popleft()
        sound = []
        sound_at = self._sound[0][0] if self._sound else 0
        while self._sound and _ticks(self._sound[0][0]) < stretch.end:
            sound.append(self._sound.popleft()[1])
        pictures_at = stretch.start if stretch.pictures_at is None else stretch.pictures_at
        data = fragment(self._count, pictures_at, stretch.samples, sound_at, sound)
        beginning = segment_type() if stretch.first else b""
        return Chunk(
            beginning + data,
            beginning + fragment(self._count, 0, (), sound_at, sound) if sound else b"",
            stretch.start,
            stretch.end - stretch.start,
            stretch.parameters,
            bool(stretch.samples) and stretch.samples[0].key,
            stretch.first,
            stretch.last,
            stretch.discontinuity,
        )


def _sample(unit: AccessUnit, duration: int) -> Sample:
    return Sample(length_prefixed(unit.nals), duration, unit.parameters is not None)


def _ticks(samples: int) -> int:
    return samples * VIDEO_RATE // SOUND_RATE
