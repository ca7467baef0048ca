"""Coverage-guided fuzzing with atheris: `python -m tests.fuzz.guided [--seconds N] [TARGET …]`.

Without `--seconds` for ever, target after target in processes of their own; the corpus that a run
finds is kept in `.fuzz/` and used by the next. It ends at the first finding, with its input's file.
"""

import argparse
import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

CORPUS = Path(".fuzz")
RECYCLED = 200
"""Inputs given to one meeting: its handshakes cost more than an input does."""
MAX_INPUT = 4096
TURN_SECONDS = 300
"""For one target's turn, where the run is to go on for ever."""
SLOW_SECONDS = 5
"""An input that takes longer is a finding too: honest ones take milliseconds."""
MEMORY_MB = 2048


def run(name: str, seconds: int) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    with atheris.instrument_imports(include=["media", "signaling", "sessions", "web", "aioice"]):
        from tests.fuzz import targets
        from tests.fuzz.seeds import SEEDS

    meetings = itertools.count()
    kept: list[targets.Meeting] = []

    def recycled() -> targets.Meeting:
        fresh = next(meetings) % RECYCLED == 0
        if fresh or not {"pub", "sub", "view"} <= set(kept[0].scene.relay.peers):
            kept[:] = [targets.Meeting()]
        return kept[0]

    targets.new_meeting = recycled
    corpus = CORPUS / name
    corpus.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as seeds:
        for number, seed in enumerate(SEEDS[name]):
            (Path(seeds) / str(number)).write_bytes(seed)
        options = [f"-max_total_time={seconds}", f"-max_len={longest(SEEDS[name])}"]
        options += [f"-timeout={SLOW_SECONDS}", f"-rss_limit_mb={MEMORY_MB}"]
        options += [f"-artifact_prefix={CORPUS}/{name}-", "-print_final_stats=1", "-verbosity=1"]
        atheris.Setup([sys.argv[0], *options, str(corpus), seeds], targets.TARGETS[name])
        atheris.Fuzz()


def longest(seeds: list[bytes]) -> int:
    """What an input may grow to: beyond the seeds, but not to where only time is spent."""
    return max(MAX_INPUT, *(2 * len(seed) for seed in seeds))


def main() -> None:
    """The command line: every target in turn, each in a process of its own."""
    parser = argparse.ArgumentParser(prog="make fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", help="all, if none is named")
    parser.add_argument("--seconds", type=int, help="for all targets together")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        run(options.targets[0], options.seconds)  # nothing to be instrumented is imported yet
        return
    from tests.fuzz.targets import TARGETS

    chosen = options.targets or list(TARGETS)
    if unknown := set(chosen) - set(TARGETS):
        parser.error(f"no such target: {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    turn = TURN_SECONDS if options.seconds is None else max(1, options.seconds // len(chosen))
    for name in itertools.cycle(chosen) if options.seconds is None else chosen:
        print(f"--- {name}, {turn} s", flush=True)
        command = [sys.executable, "-m", "tests.fuzz.guided", "--here", "--seconds", str(turn)]
        if code := subprocess.run([*command, name], check=False).returncode:
            sys.exit(code)


if __name__ == "__main__":
    main()
