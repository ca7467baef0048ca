"""Our relay beside Janus: packets per CPU-second, delay, most subscribers, memory, simulcast.

Run `python -m bench.relay`; `bench/README.md` says what the figures mean. Servers take turns within
each round; medians of the rounds come in tables, every window as a JSON line.
"""

import argparse
import asyncio
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec

from bench.load.engine import ConnectionFailed, Engine
from bench.load.janus import Janus
from bench.load.product import Product
from bench.load.run import Figures, Run, keep_to
from bench.load.server import Server
from bench.load.tongxin import Tongxin
from bench.load.tracks import Load

ENGINE_CPU, SERVER_CPU = 0, 1
DELIVERED = 0.999
"""What counts as holding: the share of packets that arrive."""
SERVERS: dict[str, type[Server]] = {"tongxin": Tongxin, "product": Product, "janus": Janus}
STEPS = {
    "tongxin": [50, 100, 300, 500, 620, 700, 800, 1000, 1300],
    "product": [50, 100, 300, 500, 620, 700, 800, 1000, 1300],
    "janus": [50, 100, 120, 140, 160, 180, 200, 220, 240, 260, 280, 300, 350],
}
TRIES = 2
"""Windows at a step before a server counts as past its most: one may meet others' work."""
VENUES, PARTICIPANTS, NARROW_PARTICIPANTS = 16, 40, 10


async def grow(
    server: Server, load: Load, steps: Iterable[int], seconds: float, tries: int
) -> list[Figures]:
    """Go through `steps` until delivery breaks in all of `tries` windows."""
    found: list[Figures] = []
    async with Engine(load.gcm) as engine, server:
        run = Run(server, engine, load)
        await run.begin()
        for subscribers in steps:
            try:
                await run.grow(subscribers)
            except ConnectionFailed as failed:
                print(f"  {server.name:8} {subscribers:5} subscribers  {failed}")
                return found
            for _ in range(tries):
                found.append(await run.measure(seconds))
                say(found[-1])
                if found[-1].delivery >= DELIVERED:
                    break
            else:
                break
    return found


def say(one: Figures) -> None:
    """One window, for who watches."""
    print(
        f"  {one.server:8} {one.subscribers:5} subscribers  {one.delivery:8.3%}  "
        f"{one.packets_per_cpu_second:8,.0f} packets/CPU-s  p50 {one.p50:.1f}  p99 {one.p99:.1f} ms"
        f"  {100 * one.cpu / one.seconds:.0f} % CPU (others {one.others / one.window:.0%})",
        flush=True,
    )
    if one.simulcast:
        sampled = max(1, sum(one.layers))
        shares = "/".join(f"{layer / sampled:.0%}" for layer in one.layers)
        print(f"           {one.mbit:.0f} Mbit/s, packets by layer, lowest first: {shares}")
    if one.narrow_mbit:
        print(
            f"           behind 2 Mbit/s: {one.narrow_mbit:.2f} Mbit/s, {one.narrow_delivery:.3%}"
        )
    if one.late:
        print("           the engine itself DID NOT KEEP UP")
    if one.undecrypted:
        print(f"           {one.undecrypted} packets of the sample COULD NOT BE DECRYPTED")


class Row(msgspec.Struct, frozen=True):
    """The medians of one server at one number of subscribers."""

    server: str
    subscribers: int
    rounds: int
    packets: float
    delivery: float
    p50: float
    p99: float
    per_peer: float


def rows(figures: Sequence[Figures]) -> list[Row]:
    """Medians over rounds, of each round the window that delivered most."""
    keys = sorted({(f.server, f.subscribers) for f in figures}, reverse=False)
    return [_row([f for f in figures if (f.server, f.subscribers) == key]) for key in keys]


def _row(same: Sequence[Figures]) -> Row:
    def median(value: Callable[[Figures], float]) -> float:
        return statistics.median(map(value, same))

    return Row(
        same[0].server,
        same[0].subscribers,
        len(same),
        median(lambda f: f.packets_per_cpu_second),
        median(lambda f: f.delivery),
        median(lambda f: f.p50),
        median(lambda f: f.p99),
        median(lambda f: f.per_peer),
    )


def most(figures: Iterable[Figures]) -> int:
    """The most subscribers of one run that were served."""
    return max((f.subscribers for f in figures if f.delivery >= DELIVERED), default=0)


def print_table(figures: Sequence[Figures]) -> None:
    """The medians, and each as a multiple of Janus's at 100 subscribers."""
    table = rows(figures)
    yardstick = next((r.packets for r in table if (r.server, r.subscribers) == ("janus", 100)), 0)
    print(
        "| server | subscribers | packets/CPU-s | × Janus at 100 | delivered | p50 ms | p99 ms |"
        " kB/peer | windows |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for r in table:
        ratio = f"{r.packets / yardstick:.2f}" if yardstick else "–"
        print(
            f"| {r.server} | {r.subscribers} | {r.packets:,.0f} | {ratio} | {r.delivery:.3%} |"
            f" {r.p50:.1f} | {r.p99:.1f} | {r.per_peer / 1024:.0f} | {r.rounds} |"
        )


def print_narrow(figures: Iterable[Figures]) -> None:
    """What subscribers behind narrow downlinks got, medians by server."""
    found = list(figures)
    for server in sorted({f.server for f in found}):
        same = [f for f in found if f.server == server]
        delivered = statistics.median(f.narrow_delivery for f in same)
        mbit = statistics.median(f.narrow_mbit for f in same)
        print(f"behind 2 Mbit/s: {server} {delivered:.2%} delivered, {mbit:.2f} Mbit/s each")


def options(arguments: list[str] | None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.relay", description=__doc__)
    add = parser.add_argument
    add("--servers", default="tongxin,janus", help="which, in turn")
    add("--scenarios", default="fan,venues", help="of fan, venues, narrow")
    add("--rounds", type=int, default=3)
    add("--seconds", type=float, default=8.0, help="of each window")
    add("--steps", help="numbers of subscribers for every server, instead of its own")
    add("--codec", choices=["VP8", "H264"], default="VP8")
    add("--plain", action="store_true", help="no header extensions, RTX, transport-wide feedback")
    add("--aes-cm", action="store_true", help="AES128_CM_SHA1_80 instead of AES-GCM")
    add("--out", type=Path, help="append every window here as a JSON line")
    return parser.parse_args(arguments)


async def measure(given: argparse.Namespace) -> None:
    """All rounds of all scenarios, printed."""
    for scenario in given.scenarios.split(","):
        venues = scenario != "fan"
        load = Load(
            VENUES if venues else 1,
            given.codec,
            venues,
            given.plain,
            not given.aes_cm,
            NARROW_PARTICIPANTS if scenario == "narrow" else 0,
        )
        figures: list[Figures] = []
        maxima: dict[str, list[int]] = {}
        for round in range(given.rounds):
            print(f"{scenario}, round {round + 1}", flush=True)
            for name in given.servers.split(","):
                own = [PARTICIPANTS] if venues else STEPS[name]
                steps = [int(n) for n in given.steps.split(",")] if given.steps else own
                server, tries = SERVERS[name](load, SERVER_CPU), 1 if venues else TRIES
                found = await grow(server, load, steps, given.seconds, tries)
                figures += found
                maxima.setdefault(name, []).append(most(found))
                if given.out:
                    with given.out.open("ab") as file:
                        file.writelines(msgspec.json.encode(f) + b"\n" for f in found)
        print_table(figures)
        if load.narrow:
            print_narrow(figures)
        for name, counts in maxima.items() if not venues else ():
            middle = statistics.median(counts)
            print(f"most subscribers at {DELIVERED:.1%}: {name} {middle:.0f} {counts}")


def main(arguments: list[str] | None = None) -> None:
    """Everything that was asked for."""
    given = options(arguments)
    keep_to(ENGINE_CPU)
    asyncio.run(measure(given))


if __name__ == "__main__":
    main()
