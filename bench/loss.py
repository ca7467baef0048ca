"""Chromium behind a bad network: freezes and concealed sound under loss and jitter, beside Janus;
and behind a narrow downlink, what is queued and how soon the picture fits.

Run `python -m bench.loss` as root; `bench/README.md` says how the path is made and what is counted.
"""

import argparse
import statistics
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path

import msgspec
from playwright.sync_api import Playwright, sync_playwright

from bench.load.path import DOWN, UP, BadPath, PathStats, Quality
from bench.load.stage import JanusStage, MediaFigures, Stage, TongxinStage

STAGES: dict[str, type[Stage]] = {"tongxin": TongxinStage, "janus": JanusStage}
WAYS = {"down": DOWN, "up": UP}
JITTER_MS = 30
DELAY_MS = 10
LOSSES = (0.0, 0.01, 0.05, 0.10, 0.20)
SETTLE_S = 5.0
"""Until encoders and jitter buffers know the path."""
NARROW = Quality(rate=300_000, delay_ms=DELAY_MS, queue_ms=2000)
"""A narrow downlink with a deep queue, so that whoever fills it shows."""
NARROW_S = 15.0
LOOK_S = 0.5
"""Between two looks at a page; longer than any gap between frames that is no freeze."""
FITS_S, QUEUE_GOAL_MS = 3.0, 500


class Lossy(msgspec.Struct, frozen=True):
    """One window under loss and jitter."""

    server: str
    loss: float
    freeze: float
    """Share of the time for which the picture stood."""
    freezes: int
    frames: float
    """Per second."""
    concealed: float
    """Share of sound that was made up (`concealedSamples`)."""
    audibly: float
    """The same without what was made up of silence."""
    lost: float
    """Share of UDP packets that the path dropped towards the viewer."""
    height: int


class Narrow(msgspec.Struct, frozen=True):
    """One run behind the narrow downlink; milliseconds of queue, seconds, shares."""

    server: str
    fits_after: float
    """Until a whole second's packets fitted, as they did from then on; −1: never."""
    lowest_after: float
    """Until the picture was as low as it came to be; −1: it stayed as it was."""
    height: int
    queue_p50: int
    queue_p95: int
    queue_max: int
    """Since the first 3 s."""
    overflowed: int
    concealed: float
    freeze: float


def lossy(stage: Stage, loss: float, seconds: float) -> Lossy:
    """One window; the viewer's page is new."""
    stage.path.set(Quality(), Quality())
    viewer = stage.viewer()
    quality = Quality(loss=loss, delay_ms=DELAY_MS, jitter_ms=JITTER_MS)
    stage.path.set(quality, quality)
    time.sleep(SETTLE_S)
    stage.path.stats(stage.way)
    looks = [viewer.figures()]
    while looks[-1].now - looks[0].now < seconds:
        time.sleep(LOOK_S)
        looks.append(viewer.figures())
    path = stage.path.stats(stage.way)
    viewer.close()
    return _lossy(stage.name, loss, looks, path)


def frozen(looks: Sequence[MediaFigures]) -> float:
    """The share of time for which the picture stood.

    Chromium counts a freeze once the next frame has come, so one that lasts is measured by looks
    between which no frame came.
    """
    stood = sum(b.now - a.now for a, b in pairwise(looks) if b.frames == a.frames)
    return max(stood, looks[-1].frozen - looks[0].frozen) / (looks[-1].now - looks[0].now)


def _lossy(server: str, loss: float, looks: Sequence[MediaFigures], path: PathStats) -> Lossy:
    before, after = looks[0], looks[-1]
    seconds, samples = after.now - before.now, max(1, after.samples - before.samples)
    concealed, silent = after.concealed - before.concealed, after.silent - before.silent
    return Lossy(
        server=server,
        loss=loss,
        freeze=frozen(looks),
        freezes=after.freezes - before.freezes,
        frames=(after.frames - before.frames) / seconds,
        concealed=concealed / samples,
        audibly=(concealed - silent) / samples,
        lost=path.lost / max(1, path.lost + path.passed),
        height=after.height,
    )


def narrow(stage: Stage) -> Narrow:
    """The downlink narrows under a viewer who had all he wanted."""
    stage.path.set(Quality(), Quality())
    viewer = stage.viewer()
    time.sleep(SETTLE_S)
    stage.path.set(NARROW, Quality(delay_ms=DELAY_MS))
    looks, queues = [viewer.figures()], [stage.path.stats()]
    begun = time.monotonic()
    while time.monotonic() - begun < NARROW_S:
        time.sleep(LOOK_S)
        looks.append(viewer.figures())
        queues.append(stage.path.stats())
    viewer.close()
    return _narrow(stage.name, looks, queues)


def _narrow(server: str, looks: Sequence[MediaFigures], queues: Sequence[PathStats]) -> Narrow:
    start, end = looks[0], looks[-1]
    later = [q for look, q in zip(looks, queues, strict=True) if look.now - start.now > FITS_S]
    settled = next(look for look in looks if look.now - start.now > FITS_S)
    lowest = min(look.height for look in looks)
    full = [look.now for look, q in zip(looks, queues, strict=True) if q.wait_p95 > QUEUE_GOAL_MS]
    return Narrow(
        server=server,
        fits_after=0.0 if not full else -1.0 if full[-1] == end.now else full[-1] - start.now,
        lowest_after=next(look.now for look in looks if look.height == lowest) - start.now
        if lowest < start.height
        else -1.0,
        height=lowest,
        queue_p50=round(statistics.median(q.wait_p50 for q in later)),
        queue_p95=max(q.wait_p95 for q in later),
        queue_max=max(q.wait_max for q in later),
        overflowed=sum(q.overflowed for q in later),
        concealed=(end.concealed - settled.concealed) / max(1, end.samples - settled.samples),
        freeze=frozen(looks[looks.index(settled) :]),
    )


def lossy_table(found: Iterable[Lossy]) -> Iterable[str]:
    """Medians over rounds, by loss and server."""
    found = list(found)
    yield "| loss | server | frozen | frames/s | lines | sound concealed | audibly | windows |"
    yield "|---|---|---|---|---|---|---|---|"
    for loss, server in sorted({(f.loss, f.server) for f in found}):
        same = [f for f in found if (f.loss, f.server) == (loss, server)]
        yield (
            f"| {loss:.0%} | {server} | {statistics.median(f.freeze for f in same):.1%}"
            f" | {statistics.median(f.frames for f in same):.1f}"
            f" | {statistics.median(f.height for f in same):.0f}"
            f" | {statistics.median(f.concealed for f in same):.2%}"
            f" | {statistics.median(f.audibly for f in same):.2%} | {len(same)} |"
        )


def narrow_table(found: Iterable[Narrow]) -> Iterable[str]:
    """Medians over rounds, by server."""
    found = list(found)
    yield (
        "| 300 kbit/s | queue < 500 ms from | lowest picture from | lines | queue p50/p95/max ms"
        " | dropped | sound concealed | frozen | runs |"
    )
    yield "|---|---|---|---|---|---|---|---|---|"
    for server in sorted({f.server for f in found}):
        same = [f for f in found if f.server == server]
        yield (
            f"| {server} | {_seconds(statistics.median(f.fits_after for f in same))}"
            f" | {_seconds(statistics.median(f.lowest_after for f in same))}"
            f" | {statistics.median(f.height for f in same):.0f}"
            f" | {statistics.median(f.queue_p50 for f in same):.0f}"
            f"/{statistics.median(f.queue_p95 for f in same):.0f}"
            f"/{statistics.median(f.queue_max for f in same):.0f}"
            f" | {statistics.median(f.overflowed for f in same):.0f}"
            f" | {statistics.median(f.concealed for f in same):.2%}"
            f" | {statistics.median(f.freeze for f in same):.1%} | {len(same)} |"
        )


def _seconds(value: float) -> str:
    return "never" if value < 0 else f"{value:.1f} s"


class Results:
    """What has been measured; `out` gets each as a JSON line."""

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self.lossy: list[Lossy] = []
        self.narrow: list[Narrow] = []

    def keep(self, one: Lossy | Narrow) -> None:
        """Note, print and write one."""
        print(one, flush=True)
        if isinstance(one, Lossy):
            self.lossy.append(one)
        else:
            self.narrow.append(one)
        if self._out:
            with self._out.open("ab") as file:
                file.write(msgspec.json.encode(one) + b"\n")


def measure(given: argparse.Namespace, round: int, play: Playwright, results: Results) -> None:
    """One round, each server in turn over a path of its own with the same seed."""
    for server in given.servers.split(","):
        with (
            BadPath(given.seed + round) as path,
            STAGES[server](path, play, WAYS[given.way]) as stage,
        ):
            for loss in map(float, given.losses.split(",")) if given.losses else ():
                results.keep(lossy(stage, loss, given.seconds))
            if given.narrow and given.way == "down":
                results.keep(narrow(stage))


def main(arguments: list[str] | None = None) -> None:
    """All rounds, printed."""
    parser = argparse.ArgumentParser(prog="bench.loss", description=__doc__)
    add = parser.add_argument
    add("--servers", default="tongxin,janus", help="which, in turn")
    add("--losses", default=",".join(map(str, LOSSES)), help="shares; empty: none of these windows")
    add("--no-narrow", dest="narrow", action="store_false", help="without the narrow downlink")
    add("--way", choices=WAYS, default="down", help="whose path is bad: viewer's, publisher's (up)")
    add("--rounds", type=int, default=3)
    add("--seconds", type=float, default=20.0, help="of each window under loss")
    add("--seed", type=int, default=1)
    add("--out", type=Path, help="append every window here as a JSON line")
    given = parser.parse_args(arguments)
    results = Results(given.out)
    with sync_playwright() as play:
        for round in range(given.rounds):
            measure(given, round, play, results)
    print("\n".join([*lossy_table(results.lossy), "", *narrow_table(results.narrow)]))


if __name__ == "__main__":
    main()
