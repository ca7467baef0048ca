"""One subscriber's allocation over time: what it looks at, how its budget held, what it gets."""

from collections import deque
from collections.abc import Iterable, Sequence
from math import inf
from typing import TYPE_CHECKING

import msgspec

from media import allocation
from media.allocation import UNLIMITED, Budget, Demand
from media.layers import OFF, Layer
from media.messages import Shown
from media.publication import Publication
from media.sound_repair import SLIGHT, SoundRepair

if TYPE_CHECKING:
    from media.down_track import DownTrack
    from media.link import Link

INTERVAL = 0.2
"""Seconds between allocations where nothing happens but the estimate's changes."""
CONTENT_INTERVAL = 1.0
"""The same where nothing is left to be desired: many subscribers, none of whom lacks anything."""
REVIEW_INTERVAL = 4.0
"""The same where besides no layer began or ended and nothing is lost: only rates may have grown."""
HOLD = 2.0
"""Seconds for which an estimate must have held before anything is raised on its word."""
RAISE_AFTER = 4.0
"""Seconds for which a picture that was reduced for want of bitrate is not raised again."""
RESUME_AFTER = 1.0
"""Seconds for which one stays paused: it is missed more than a higher layer is."""
UNPROVEN_FOR = 8.0
"""Seconds for which an estimate that nothing has confirmed raises no picture; if no probe has told
anything by then, none will."""
UNPROVEN = 300_000
"""bit/s of pictures that are begun at once: two lowest layers."""
UNPROVEN_GROWTH = 1.5
"""Times what arrives, that may be tried meanwhile in lowest layers."""
FIRST_PICTURE = 2_500_000
"""bit/s for which the first picture begins before anything is known of the path: 720p of a room's
encoder, which has no lower layer to begin with."""
STEADY_AFTER = 1.0
"""Seconds for which a layer must have flowed before a subscriber rises to it."""
EGRESS_STEADY_AFTER = 5.0
"""The same for recording and livestream: each change of size is a break in the file."""
PATIENCE, TOLERATED = 0.7, 1.35
"""Seconds for which what is sent may exceed the estimate, and by how much: a key frame makes it dip
so, and each change of layer costs another key frame."""
QUEUED = 0.1
"""Seconds of queue above which there is no patience."""
STAGGER = 1.0
"""Seconds between raises on a path that was found too slow not long ago, so that each tells whether
the next would be too much."""
STAGGERED = 300_000
"""bit/s that may be raised at once there, or as much as arrives already."""
MAX_SAMPLES = 64
"""Budgets remembered: HOLD's worth at `INTERVAL`, and as many again for events between."""
MAX_SHOWN = 256
"""Tracks of which a subscriber may say how they are shown: four times an SDP's m-lines."""


class Floor:
    """The least of a quantity over the last `HOLD` seconds."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque(maxlen=MAX_SAMPLES)

    def update(self, value: int, now: float) -> int:
        """Take the present value; returns the least of late."""
        samples = self._samples
        while samples and samples[-1][1] >= value:
            samples.pop()
        samples.append((now, value))
        while now - samples[0][0] > HOLD:
            samples.popleft()
        return samples[0][1]


class Patience:
    """What an estimate that dips for a moment is still taken for."""

    def __init__(self) -> None:
        self._samples: deque[tuple[float, int]] = deque(maxlen=MAX_SAMPLES)

    def update(self, value: int, now: float) -> int:
        """Take the present value; returns what may go on."""
        samples = self._samples
        while samples and samples[-1][1] <= value:
            samples.pop()
        samples.append((now, value))
        while now - samples[0][0] > PATIENCE:
            samples.popleft()
        return max(value, min(samples[0][1], int(TOLERATED * value)))


class Picture(msgspec.Struct, frozen=True):
    """A down track of pictures, and the track that it is to show."""

    down: "DownTrack"
    publication: Publication


class _Seen(msgspec.Struct, frozen=True):
    """A picture that was shown: in which layer, and what was known of it."""

    publication: Publication
    changes: int
    layer: int
    bitrate: int


class Allocator:
    """Gives the pictures of one link their layers; see `allocation.py` for the rules."""

    def __init__(self, link: "Link") -> None:
        self.layers: dict[int, int] = {}
        """By track id, the layer allocated, `OFF` if paused (`PeerQuality`)."""
        self.spent = 0
        """bit/s of pictures and sound, as allocated."""
        self.ideal = 0
        """bit/s that would leave nothing to be desired."""
        self.unlimited = False
        """For egress, which is on this machine."""
        self._link = link
        self._shown: dict[int, Shown] = {}
        self._floor = Floor()
        self._patience = Patience()
        self._raised_at = -inf
        self._repair = SoundRepair()
        self.due = -inf
        """When to allocate next, if nothing happens."""
        self.alarm = 0
        """bit/s below which the estimate must not fall unheard."""
        self.held = 0
        """bit/s of the estimate when it was last told to suffice; 0: not since the last `run`."""
        self._review_at = -inf
        self._seen: list[_Seen] = []
        """What was shown when all was content."""
        self._shed = 0
        self._unproven_since = inf

    def watch(self, shown: Sequence[Shown]) -> None:
        """Take what the subscriber looks at, in place of what it said before."""
        self._shown = {one.track_id: one for one in shown[:MAX_SHOWN]}
        self.soon()

    def soon(self) -> None:
        """Let the next `run` allocate: something has changed."""
        self.due = self._review_at = -inf
        self._link.serve_soon()

    def run(self, now: float, shed: int = 0) -> None:
        """Allocate, if it is time; call each tick."""
        calm = shed == self._shed and self._link.estimate.bitrate >= self.alarm
        if now < self.due and calm:
            return
        if now < self._review_at and calm and self._stands(now):
            self.due = now + CONTENT_INTERVAL
            return
        self._shed = shed
        pictures = [
            Picture(down, down.publication)
            for down in self._link.down_tracks
            if down.publication is not None and down.publication.video
        ]
        demands = [self._demand(picture, now) for picture in pictures]
        sound = self._sound(now)
        budget = UNLIMITED if self.unlimited else self._budget(sound, now)
        ladders = [allocation.constrain(demand, shed) for demand in demands]
        layers = self._careful(demands, allocation.allocate(demands, ladders, budget), now)
        flowing = allocation.cost(demands, [demand.current for demand in demands])
        urgent = flowing > budget.present * allocation.URGENT
        for picture, demand, ladder, layer in zip(pictures, demands, ladders, layers, strict=True):
            if layer < demand.current and demand.current in ladder:
                picture.down.reduced_at = now
            _apply(picture, demand.current, layer, urgent)
        self.layers = {
            picture.publication.info.track_id: layer
            for picture, layer in zip(pictures, layers, strict=True)
        }
        self.spent = sound + allocation.cost(demands, layers)
        self.ideal = sound + allocation.cost(demands, allocation.tops(ladders))
        self._rest(demands, [_as_seen(p, at) for p, at in zip(pictures, layers, strict=True)], now)

    def _careful(self, demands: Sequence[Demand], layers: list[int], now: float) -> list[int]:
        """`layers`, raised little by little where the path was in trouble of late."""
        estimate = self._link.estimate
        if self.unlimited or not estimate.troubled(now):
            return layers
        if now - self._raised_at < STAGGER:
            return [min(d.current, layer) for d, layer in zip(demands, layers, strict=True)]
        layers = allocation.stagger(demands, layers, max(STAGGERED, estimate.acknowledged))
        if any(layer > d.current for d, layer in zip(demands, layers, strict=True)):
            self._raised_at = now
        return layers

    def _stands(self, now: float) -> bool:
        """Whether all are as content as they were, and the path takes what that costs by now."""
        cost = self.spent
        for seen in self._seen:
            seen.publication.survey(now)
            if seen.publication.changes != seen.changes:
                return False
            cost += _bitrate(seen.publication, seen.layer) - seen.bitrate
        if self.alarm:
            self.alarm = cost
        link = self._link
        return cost <= link.downlink and link.estimate.loss < SLIGHT and not self._repair.copies

    def _rest(self, demands: Sequence[Demand], seen: list[_Seen], now: float) -> None:
        """Say when to allocate next: who has all that is desired can wait, but for bad news."""
        content = self.spent >= self.ideal and all(
            layer.flows for demand in demands for layer in demand.layers
        )
        self.due = now + (CONTENT_INTERVAL if content else INTERVAL)
        self._review_at = now + REVIEW_INTERVAL if content else -inf
        self._seen = seen
        trusted = self.unlimited or self._link.downlink > self._link.estimate.bitrate
        self.alarm = 0 if trusted else self.spent

    def _demand(self, picture: Picture, now: float) -> Demand:
        down, publication = picture.down, picture.publication
        publication.survey(now)
        target = down.target
        known = target in publication.up_tracks
        current = publication.up_tracks.index(target) if target is not None and known else OFF
        wait = EGRESS_STEADY_AFTER if self.unlimited else STEADY_AFTER
        shown = self._shown.get(publication.info.track_id)
        return Demand(
            layers=_settled(publication.layers, current, now - wait),
            current=current,
            rank=allocation.LAST_RANK if shown is None else shown.rank,
            height=allocation.FULL if shown is None else shown.height,
            screen=publication.info.source == "screen",
            raisable=now - down.reduced_at >= (RESUME_AFTER if current == OFF else RAISE_AFTER),
        )

    def _budget(self, sound: int, now: float) -> Budget:
        present = max(0, self._link.downlink - sound)
        steady = self._floor.update(present, now)
        if self.held:  # until just now, however long ago this was asked
            self._patience.update(max(0, self.held - sound), now)
            self.held = 0
        patient = self._patience.update(present, now)
        if self._link.estimate.queueing < QUEUED:
            present = patient
        if self._link.downlink != self._link.estimate.guess or not self._link.probes.able:
            return Budget(present, steady)
        # A mere assumption so far: what a probe found, or arrived, is as much as may be tried.
        self._unproven_since = min(self._unproven_since, now)
        estimate = self._link.estimate
        if not estimate.probed and now - self._unproven_since >= UNPROVEN_FOR:
            return Budget(present, steady)
        room = max(UNPROVEN, estimate.probed, round(UNPROVEN_GROWTH * estimate.acknowledged))
        first = 0 if estimate.probed else FIRST_PICTURE
        return Budget(min(present, room), min(steady, estimate.probed - sound), first)

    def _sound(self, now: float) -> int:
        """bit/s of sound that flows, which is served before any picture, and of its repair."""
        downs = [down for down in self._link.down_tracks if down.params.kind == "audio"]
        rates = [
            down.source.bitrate(now) if down.source is not None and down.source.gate.is_open else 0
            for down in downs
        ]
        estimate = self._link.estimate
        copies = self._repair.update(estimate.loss, sum(rates), self._link.downlink, now)
        for down in downs:
            down.repeat_sound(copies)
        return sum(rate * (1 + down.copies) for down, rate in zip(downs, rates, strict=True))


def _bitrate(publication: Publication, layer: int) -> int:
    return 0 if layer == OFF else publication.layers[layer].bitrate


def _as_seen(picture: Picture, layer: int) -> _Seen:
    publication = picture.publication
    return _Seen(publication, publication.changes, layer, _bitrate(publication, layer))


def _settled(layers: Iterable[Layer], current: int, since: float) -> tuple[Layer, ...]:
    """The layers, those above `current` counted off that have not flowed from `since` on."""
    return tuple(
        msgspec.structs.replace(layer, flows=False)
        if place > max(current, 0) and layer.since > since
        else layer
        for place, layer in enumerate(layers)
    )


def _apply(picture: Picture, current: int, layer: int, urgent: bool) -> None:
    down = picture.down
    if layer == OFF != current:
        down.switch(None)
    elif layer != current:
        rises = layer > current and down.source is not None
        down.switch(picture.publication.up_tracks[layer], unhurried=rises, urgent=urgent)
