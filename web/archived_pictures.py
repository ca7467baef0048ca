"""The pictures of a consultation's live notes in its archive, each in its sizes."""

import re
from collections.abc import Collection, Mapping

from sessions.archive import Log, events_of
from sessions.config import LIVE_PICTURES_MAX
from sessions.events import LivePictureAdded
from web.archived_files import Kind, Thing
from web.live_picture_images import WIDTHS

BYTES_MAX = 4 << 20
"""Of one size of one picture: ten times a large one."""


def added(log: Log) -> Mapping[str, Thing]:
    """All that notes could ever show, also those of notes that were withdrawn."""
    return {
        event.sha256: Thing(f"picture {event.sha256[:12]}…", len(WIDTHS))
        for event in events_of(log, LivePictureAdded)
    }


def has_sizes(picture: Thing, names: Collection[str]) -> bool:
    """Every size is there."""
    return len(names) == picture.pages


PICTURES = Kind(
    name="pictures",
    things=added,
    names=re.compile(rf"({'|'.join(map(str, WIDTHS))})\.webp"),
    original=f"{WIDTHS[-1]}.webp",
    is_whole=has_sizes,
    files_max=LIVE_PICTURES_MAX * len(WIDTHS),
    bytes_max=BYTES_MAX,
)
