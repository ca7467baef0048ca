"""The processes beside ours: how the hub starts relays and egress, and what a child is given."""

import os
import sys
from functools import partial
from pathlib import Path

from media.client import RelayWorker
from media.config import RelayConfig
from signaling.ports import StartRelay
from web.config import Settings

ROOT = Path(__file__).parent.parent


def relay_starter(settings: Settings) -> StartRelay:
    """What starts a relay, as often as the hub needs one."""
    return partial(
        RelayWorker, RelayConfig(port=settings.relay_port, announce=tuple(settings.announce))
    )


def environment() -> dict[str, str]:
    """Ours, with our packages importable whatever the working directory is."""
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths)}


def module_command(module: str, *arguments: str) -> list[str]:
    """A module of ours as a command of this very Python."""
    return [sys.executable, "-m", module, *arguments]
