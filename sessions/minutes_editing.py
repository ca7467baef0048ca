"""Editing the minutes: what is kept is how they differ from the draft, block by block."""

from collections.abc import Callable

from msgspec.structs import replace

from sessions import commands as c
from sessions import events as e
from sessions.config import MINUTES_BLOCKS_MAX, MINUTES_CHANGES_MAX
from sessions.errors import Refused
from sessions.minutes_blocks import added_key, exists, is_added
from sessions.minutes_stages import require_stage
from sessions.minutes_types import AddedParagraph, Edit
from sessions.state import Consultation
from sessions.types import Actor

# --- decided ----------------------------------------------------------------------------------


def edit_minutes(state: Consultation, command: c.EditMinutes) -> list[e.AnyEvent]:
    """A paragraph's words; nothing happens where it reads so already."""
    require_stage(state, command)
    revision = next_revision(state, command.block, command.base_revision)
    require_words(command.text)
    edit = state.minutes.edits.get(command.block)
    if edit is not None and not edit.removed and edit.text == command.text:
        return []
    return [e.MinutesEdited(command.block, command.text, revision, command.drafted)]


def add_minutes_paragraph(
    state: Consultation, command: c.AddMinutesParagraph, new_id: Callable[[], str]
) -> list[e.AnyEvent]:
    """Below any block that is there."""
    require_stage(state, command)
    require_block(state, command.after)
    _require_room(state, command.after, new=True)
    block = added_key(new_id())
    require_words(command.text)
    return [e.MinutesParagraphAdded(block, command.after, command.text)]


def remove_minutes_block(state: Consultation, command: c.RemoveMinutesBlock) -> list[e.AnyEvent]:
    """Left out; a paragraph that was added is gone for good."""
    require_stage(state, command)
    revision = next_revision(state, command.block, command.base_revision)
    edit = state.minutes.edits.get(command.block)
    if edit is not None and edit.removed:
        return []
    return [e.MinutesBlockRemoved(command.block, revision)]


def reset_minutes_block(state: Consultation, command: c.ResetMinutesBlock) -> list[e.AnyEvent]:
    """What was drafted, and nothing where it is so; an added paragraph was never drafted."""
    require_stage(state, command)
    revision = next_revision(state, command.block, command.base_revision)
    if is_added(command.block):
        raise Refused("minutes_block_not_drafted")
    edit = state.minutes.edits.get(command.block)
    if edit is None or (edit.text is None and not edit.removed):
        return []
    return [e.MinutesBlockReset(command.block, revision)]


def require_block(state: Consultation, block: str) -> None:
    """There is such a block."""
    if not exists(state, block):
        raise Refused("no_such_minutes_block")


def require_words(text: str) -> None:
    """`text` says something."""
    if not text.strip():
        raise Refused("minutes_text_empty")


def next_revision(state: Consultation, block: str, base: int) -> int:
    """Raises `Refused` where somebody else changed the block since revision `base`."""
    require_block(state, block)
    _require_room(state, block, new=False)
    edit = state.minutes.edits.get(block)
    revision = 0 if edit is None else edit.revision
    if base != revision:
        raise Refused("stale_revision")
    return revision + 1


def _require_room(state: Consultation, block: str, *, new: bool) -> None:
    work = state.minutes
    if work.changes >= MINUTES_CHANGES_MAX:
        raise Refused("too_many", limit=MINUTES_CHANGES_MAX)
    if (new or block not in work.edits) and len(work.edits) >= MINUTES_BLOCKS_MAX:
        raise Refused("too_many", limit=MINUTES_BLOCKS_MAX)


# --- applied ----------------------------------------------------------------------------------


def edited(state: Consultation, event: e.MinutesEdited, by: Actor, at: int) -> Consultation:
    """It reads otherwise."""
    edit = Edit(event.text, event.drafted, event.revision, by, at)
    return _changed(state, event.block, edit)


def paragraph_added(
    state: Consultation, event: e.MinutesParagraphAdded, by: Actor, at: int
) -> Consultation:
    """One more."""
    after = _changed(state, event.block, Edit(event.text, "", 1, by, at))
    added = (*state.minutes.added, AddedParagraph(event.block, event.after))
    return replace(after, minutes=replace(after.minutes, added=added))


def block_removed(
    state: Consultation, event: e.MinutesBlockRemoved, by: Actor, at: int
) -> Consultation:
    """Left out."""
    return _changed(state, event.block, Edit(None, "", event.revision, by, at, removed=True))


def block_reset(
    state: Consultation, event: e.MinutesBlockReset, by: Actor, at: int
) -> Consultation:
    """As drafted; the revision goes on counting."""
    return _changed(state, event.block, Edit(None, "", event.revision, by, at))


def _changed(state: Consultation, block: str, edit: Edit) -> Consultation:
    work = state.minutes
    work = replace(work, edits=work.edits.set(block, edit), changes=work.changes + 1)
    return replace(state, minutes=work)
