"""The relay's C code, `fan.c` and its like, where the build could make a module of it.

Without it, `load` says None and everything goes the way of the Python that the C is tested against,
at about half the speed.
"""

import hashlib
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import cffi

HERE = Path(__file__).parent


def _module() -> ModuleType | None:
    try:
        return import_module("media._native")
    except ImportError:
        return None


_native = _module()
ffi: Any = cffi.FFI() if _native is None else _native.ffi


def digest(folder: Path) -> str:
    """SHA-256 of all of the C in `folder`."""
    sources = sorted([*folder.glob("*.c"), *folder.glob("*.h")])
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()


def load() -> Any | None:
    """The module's functions, or None where it was not built, or was from other sources."""
    if _native is None or ffi.string(_native.lib.SOURCES).decode() != digest(HERE):
        return None
    return _native.lib
