"""Makes the extension module `_native` of the C in this folder, with cffi (its API mode).

The package's build does so (`hatch_build.py`); `python -m media.native_build` does after a change.
"""

import os
import shutil
import subprocess
import sysconfig
import tempfile
from pathlib import Path

import cffi

from media.native import HERE, digest

MODULE = HERE / "_native.abi3.so"
HEADERS = ("fan.h", "observer.h", "intake.h", "inbox.h", "seal.h")
"""Read by the C compiler and by cffi alike; each after those it needs."""
OPTIONS = ["-O2", "-Wall", "-Wextra", "-ffp-contract=off", "-shared", "-fPIC"]
"""Without contraction, for figures equal to Python's to the last bit on every processor."""
WITHOUT = "the relay will forward in Python alone, at about half the speed."


def build() -> bool:
    """Make the module, unless it is there; False, with a line on it, where that cannot be done."""
    wanted = digest(HERE)
    if MODULE.is_file() and wanted.encode() in MODULE.read_bytes():
        return True
    MODULE.unlink(missing_ok=True)
    compiler = shutil.which(os.environ.get("CC", "cc"))
    includes = sysconfig.get_path("include")
    if compiler is None:
        print(f"No C compiler: {WITHOUT}")
        return False
    if not Path(includes, "Python.h").is_file():
        print(f"No Python headers (Debian: python3-dev): {WITHOUT}")
        return False
    with tempfile.TemporaryDirectory() as folder:
        module = Path(folder, "_native.c")
        ffi = _described(wanted)
        ffi.emit_c_code(str(module))
        sources = [str(module), *map(str, sorted(HERE.glob("*.c")))]
        folders = [f"-I{includes}", f"-I{HERE}"]
        command = [compiler, *OPTIONS, *folders, "-o", str(MODULE), *sources, "-lm"]
        failed = subprocess.run(command).returncode
    if failed:
        print(f"The C compiler failed: {WITHOUT}")
    return not failed


def _described(wanted: str) -> cffi.FFI:
    """What cffi is to know: the headers, and that the module's `SOURCES` is `wanted`."""
    ffi = cffi.FFI()
    for header in HEADERS:
        ffi.cdef((HERE / header).read_text())
    ffi.cdef("static char *const SOURCES;")
    included = "".join(f'#include "{header}"\n' for header in ("stdint.h", *HEADERS))
    ffi.set_source("media._native", f'{included}static char *const SOURCES = "{wanted}";')
    return ffi


if __name__ == "__main__":
    build()
