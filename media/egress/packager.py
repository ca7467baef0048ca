"""Cuts pictures and sound of one ever-growing timeline into chunks, and chunks into segments."""

from collections import deque

import msgspec

from media.egress.boxes import AAC_FRAME, Sample, fragment, length_prefixed, segment_type
from media.egress.config import SOUND_RATE, VIDEO_RATE
from media.egress.h264 import AccessUnit, Parameters

CHUNK_TICKS = VIDEO_RATE // 2
"""A fragment of half a second, so that a segment is made of several, as LL-HLS wants its parts."""
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
    """One movie fragment. Times in 90 kHz ticks of the programme."""

    data: bytes
    start: int
    duration: int
    parameters: Parameters
    """Those of the segment's initialization segment."""
    independent: bool
    """Begins with a key frame."""
    first: bool
    """Begins a segment."""
    last: bool
    """Ends it."""
    discontinuity: bool
    """The parameters are not those of the chunk before."""


class _Stretch:
    """A chunk's pictures, whose sound has perhaps not come yet."""

    def __init__(
        self, start: int, first: bool, discontinuity: bool, parameters: Parameters
    ) -> None:
        self.start = start
        self.first = first
        self.discontinuity = discontinuity
        self.parameters = parameters
        self.samples: list[Sample] = []
        self.end = start
        self.last = False


class Packager:
    """Pictures and AAC frames in, chunks out as soon as both reach a chunk's end.

    One picture is held back, because its duration is known only by the next one. Pictures come in
    order with strictly growing times, the first one being a key frame; sound frames follow one
    another without a hole.
    """

    def __init__(self) -> None:
        self._open: _Stretch | None = None
        self._segment_start = 0
        self._changed_at: int | None = None
        self._held: tuple[int, AccessUnit] | None = None
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
        self._held = (at, unit)
        self._emit()

    def add_sound(self, index: int, frame: bytes) -> None:
        """Put an AAC frame on the timeline at sample `index`."""
        self._sound.append((index, frame))
        self._sound_end = index + AAC_FRAME
        self._emit()

    def finish(self, at: int) -> None:
        """End the timeline at `at`, after the last picture; the sound ends where it is."""
        if self._open is None or self._held is None:
            return
        self._close_held(at)
        self._close_stretch(at, last=True)
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
        key = unit.parameters is not None
        self._open.samples.append(Sample(length_prefixed(unit.nals), at - began, key))

    def _cut(self, at: int, parameters: Parameters | None) -> None:
        """Begin a segment or a chunk at the picture that comes now, where one is due."""
        if self._open is None:
            assert parameters is not None, "the programme begins with a key frame"
            self._begin(at, parameters, segment=True, discontinuity=False)
            return
        current = self._open.parameters
        changed = parameters is not None and parameters != current
        age = at - self._segment_start
        key_due = parameters is not None and age >= MIN_SEGMENT_TICKS
        if changed or key_due or age >= FORCED_SEGMENT_TICKS:
            self._close_stretch(at, last=True)
            self._begin(at, parameters or current, segment=True, discontinuity=changed)
        elif at - self._open.start >= CHUNK_TICKS:
            self._close_stretch(at, last=False)
            self._begin(at, current, segment=False, discontinuity=False)

    def _begin(self, at: int, parameters: Parameters, segment: bool, discontinuity: bool) -> None:
        self._open = _Stretch(at, segment, discontinuity, parameters)
        if segment:
            self._segment_start = at
        if discontinuity:
            self._changed_at = at

    def _close_stretch(self, at: int, last: bool) -> None:
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
        data = fragment(self._count, stretch.start, stretch.samples, sound_at, sound)
        return Chunk(
            (segment_type() if stretch.first else b"") + data,
            stretch.start,
            stretch.end - stretch.start,
            stretch.parameters,
            stretch.samples[0].key,
            stretch.first,
            stretch.last,
            stretch.discontinuity,
        )


def _ticks(samples: int) -> int:
    return samples * VIDEO_RATE // SOUND_RATE
