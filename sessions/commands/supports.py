"""What the public says of each other's opinions."""

from typing import Annotated

from msgspec import Meta

from sessions.commands.base import Command
from sessions.types import SupportCount


class RecordSupports(Command, frozen=True, tag="record_supports"):
    """By the service alone: how many support each of these opinions by now, a batch at a time."""

    counts: Annotated[list[SupportCount], Meta(max_length=500)]
