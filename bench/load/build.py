"""Builds the benchmarks' C programs where they are missing or older than their source."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
BUILT = HERE / "build"
INSTALL = "Run scripts/install-bench-tools first."


def engine() -> Path:
    """The load engine."""
    flags = ["-lssl", "-lcrypto", "-lsrtp2", "-lm"]
    return _built("engine", sorted((HERE / "engine").glob("*.[ch]")), flags)


def show_lo() -> Path:
    """The library that shows Janus the loopback interface."""
    return _built("show_lo.so", [HERE / "show_lo.c"], ["-shared", "-fPIC", "-ldl"])


def link() -> Path:
    """The bad network path between two namespaces."""
    return _built("link", [HERE / "link.c"], [])


def tool(name: str) -> str:
    """The path of a program; ends the process with a hint where it is not installed."""
    path = shutil.which(name)
    if path is None:
        raise SystemExit(f"{name} is not installed. {INSTALL}")
    return path


def _built(name: str, sources: Sequence[Path], flags: Sequence[str]) -> Path:
    made = BUILT / name
    newest = max(source.stat().st_mtime for source in sources)
    if made.exists() and made.stat().st_mtime > newest:
        return made
    BUILT.mkdir(exist_ok=True)
    compiled = [str(source) for source in sources if source.suffix == ".c"]
    command = [tool("gcc"), "-O2", "-D_GNU_SOURCE", "-o", str(made), *compiled, *flags]
    if subprocess.run(command).returncode:
        raise SystemExit(f"{name} did not compile. {INSTALL}")
    return made
