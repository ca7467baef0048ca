"""How long pictures stand still when a path changes: two Chromiums over networks made and broken.

`python -m bench.paths [--runs 5] [switch replug rebind blackout tcp]` prints one JSON line a run,
then one a scenario. Needs root (network namespaces), Debian's chromium, iproute2 and iptables.
"""

import argparse
import itertools
import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, Playwright, sync_playwright

from tests.end_to_end.paths import SERVER, arrivals, meeting, protocols
from tests.support.namespaces import Namespace, link, missing, namespaces

SETTLED = 8.0
"""Seconds between two runs, and from the first pictures to the first."""
WATCHED = 6.0
"""Seconds after an event in which pictures must be back."""
BEFORE = 0.3
"""Seconds before it: the pause that it cuts short belongs to it."""
DARK = 10.0
"""Seconds of a blackout."""
GOALS = {"switch": 0.8, "replug": 4.0, "rebind": 1.0, "blackout": 0.5, "tcp": 3.0}
"""Seconds, for the 95th percentile."""

Run = dict[str, float]
Measure = Callable[[Page, float], float]


def gap(page: Page, at: float) -> float:
    """The longest time without a picture around `at`, until the end of the watch."""
    times = [t for t in arrivals(page) if at - BEFORE <= t <= at + WATCHED]
    edges = [at - BEFORE, *times, at + WATCHED]
    return max(later - earlier for earlier, later in itertools.pairwise(edges))


def first_after(page: Page, at: float) -> float:
    """Seconds from `at` to the next picture; infinite where none came."""
    return next((t - at for t in arrivals(page) if t > at), math.inf)


@contextmanager
def pair(
    play: Playwright, server: Namespace, client: Namespace, other: Namespace | None = None
) -> Iterator[tuple[Page, Page]]:
    """A meeting with somebody beside the server and somebody at the client, seeing each other."""
    with (
        tempfile.TemporaryDirectory(prefix="tongxin-paths-") as folder,
        meeting(play, Path(folder), server) as held,
    ):
        near, far = held.join("chair", other or server), held.join("member", client)
        held.wait_for_pictures(near, far)
        yield near, far


def repeated(
    near: Page,
    far: Page,
    runs: int,
    event: Callable[[], float],
    measure: Measure,
    prepare: Callable[[], None] = lambda: None,
) -> Iterator[Run]:
    """`event` happens at the time it returns; `up` is what the other sees of the client."""
    for _ in range(runs):
        prepare()
        far.wait_for_timeout(SETTLED * 1000)
        at = event()
        far.wait_for_timeout(WATCHED * 1000)
        yield {"down": measure(far, at), "up": measure(near, at)}


def switch(play: Playwright, runs: int) -> Iterator[Run]:
    """Of two networks the one in use goes, as when a cable is pulled where there is Wi-Fi."""
    return _switch(play, runs, both=True)


def replug(play: Playwright, runs: int) -> Iterator[Run]:
    """One network goes and only then another comes, which Chromium looks at two seconds later."""
    return _switch(play, runs, both=False)


@contextmanager
def two_networks(both: bool = True) -> Iterator[tuple[Namespace, Namespace, Namespace]]:
    """A server, a client with `wifi` and, if `both`, `wire`, and another with its own cable."""
    with namespaces("server", "client", "other") as (server, client, other):
        link(server, f"{SERVER}/24", other, "10.77.0.2/24", "there")
        for name, gateway in GATEWAYS.items():
            link(server, f"{gateway}/24", client, f"{gateway}0/24", name)
            network = gateway.removesuffix("1") + "0/24"
            server.ip("route", "replace", network, "dev", name, "src", SERVER)  # answer from there
        client.ip_batch(route("wifi", 1), *([route("wire", 2)] if both else gone("wire")))
        yield server, client, other


def _switch(play: Playwright, runs: int, both: bool) -> Iterator[Run]:
    with two_networks(both) as (server, client, other):
        using, changed = ["wifi", "wire"], list[str]()

        def prepare() -> None:
            if both and changed:
                client.ip_batch(*come(using[1]), route(using[1], len(changed) + 2))

        def change() -> float:
            old, new = using
            using.reverse()
            changed.append(old)
            at = time.time()
            client.ip_batch(*gone(old), *([] if both else [*come(new), route(new, 1)]))
            return at

        with pair(play, server, client, other) as (near, far):
            yield from repeated(near, far, runs, change, gap, prepare)


GATEWAYS = {"wifi": "10.78.1.1", "wire": "10.78.2.1"}


def come(name: str) -> list[str]:
    """A network is there."""
    return [f"link set {name} up", f"addr add {GATEWAYS[name]}0/24 dev {name}"]


def gone(name: str) -> list[str]:
    """A network is there no more."""
    return [f"addr del {GATEWAYS[name]}0/24 dev {name}", f"link set {name} down"]


def route(name: str, metric: int) -> str:
    """The way to everywhere by a network; the lowest metric is taken."""
    return f"route add default via {GATEWAYS[name]} metric {metric}"


def rebind(play: Playwright, runs: int) -> Iterator[Run]:
    """A NAT forgets every mapping and gives new ports; TCP goes around it and stands."""
    with namespaces("server", "client", "nat") as (server, client, nat):
        link(server, f"{SERVER}/24", nat, "10.77.0.2/24", "outside")
        link(nat, "10.78.0.1/24", client, "10.78.0.2/24", "inside")
        client.ip("route", "add", "default", "via", "10.78.0.1")
        server.ip("route", "add", "10.78.0.0/24", "via", "10.77.0.2")
        nat.run("sysctl", "-q", "-w", "net.ipv4.ip_forward=1")
        masquerade = ["-p", "udp", "-o", "outside", "-j", "MASQUERADE", "--random"]
        nat.filter("-t", "nat", "-A", "POSTROUTING", *masquerade)

        def forget() -> float:
            at = time.time()
            nat.forget_connections()
            return at

        with pair(play, server, client) as (near, far):
            yield from repeated(near, far, runs, forget, gap)


def blackout(play: Playwright, runs: int) -> Iterator[Run]:
    """Nothing passes for ten seconds; counted from the end of that."""
    with namespaces("server", "client") as (server, client):
        link(server, f"{SERVER}/24", client, "10.77.0.2/24", "cable")

        def darken() -> float:
            client.filter("-A", "INPUT", "-i", "cable", "-j", "DROP")
            client.filter("-A", "OUTPUT", "-o", "cable", "-j", "DROP")
            time.sleep(DARK)
            at = time.time()
            client.filter("-F")
            return at

        with pair(play, server, client) as (near, far):
            yield from repeated(near, far, runs, darken, first_after)


def tcp(play: Playwright, runs: int) -> Iterator[Run]:
    """UDP is blocked: from the click on "join" to the first picture, and to the other's first."""
    with namespaces("server", "client") as (server, client):
        link(server, f"{SERVER}/24", client, "10.77.0.2/24", "cable")
        client.filter("-A", "OUTPUT", "-o", "cable", "-p", "udp", "-j", "DROP")
        client.filter("-A", "INPUT", "-i", "cable", "-p", "udp", "-j", "DROP")
        with pair(play, server, client) as (near, far):
            for _ in range(runs):
                far.reload()
                button = far.get_by_test_id("join-button")
                button.wait_for()
                far.wait_for_timeout(SETTLED * 1000)
                at = time.time()
                button.click()
                far.wait_for_timeout(WATCHED * 1000)
                assert set(protocols(far)) == {"tcp"}
                yield {"down": first_after(far, at), "up": first_after(near, at)}


SCENARIOS = {"switch": switch, "replug": replug, "rebind": rebind, "blackout": blackout, "tcp": tcp}


def summary(name: str, runs: list[Run]) -> dict[str, object]:
    """Median and 95th percentile of each way, and whether the worse one meets the goal."""
    found: dict[str, object] = {"scenario": name, "runs": len(runs), "goal": GOALS[name]}
    worst = 0.0
    for way in ("down", "up"):
        values = sorted(run[way] for run in runs)
        p95 = values[math.ceil(0.95 * len(values)) - 1]
        found[f"{way}_median"] = round(statistics.median(values), 3)
        found[f"{way}_p95"] = round(p95, 3)
        worst = max(worst, p95)
    return found | {"met": worst <= GOALS[name]}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.paths", description=__doc__)
    parser.add_argument("scenarios", nargs="*", help=f"of {', '.join(SCENARIOS)}; all if not given")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    reason = missing()
    if reason is not None:
        sys.exit(f"{reason}.")
    if unknown := set(options.scenarios) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(unknown)}")
    with sync_playwright() as play:
        for name in options.scenarios or SCENARIOS:
            runs = []
            for run in SCENARIOS[name](play, options.runs):
                runs.append(run)
                print(json.dumps({"scenario": name, **{k: round(v, 3) for k, v in run.items()}}))
                sys.stdout.flush()
            print(json.dumps(summary(name, runs)))


if __name__ == "__main__":
    main()
