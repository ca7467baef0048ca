"""The blocks of the drafted minutes by key, which stays the same however often they are drafted.

Each is a paragraph. A block without a key is a fact that nobody edits: votes, attendance,
overrides, the proof.
"""

from sessions.state import Consultation

SINGLE = ("opening", "other_speeches", "opinions", "outcomes")
"""Beside these there are `item:ID`, `outcome:ID` and `added:ID`."""


def item_key(item_id: str) -> str:
    """How an item went."""
    return f"item:{item_id}"


def outcome_key(outcome_id: str) -> str:
    """An outcome."""
    return f"outcome:{outcome_id}"


def added_key(id: str) -> str:
    """A paragraph of the clerk's own."""
    return f"added:{id}"


def is_added(block: str) -> bool:
    """Whether it was written by hand and not drafted."""
    return block.startswith("added:")


def exists(state: Consultation, block: str) -> bool:
    """Whether there is, or may come to be, such a block in the document of `state`."""
    kind, _, id = block.partition(":")
    match kind:
        case "item":
            return id in state.agenda
        case "outcome":
            return id in state.outcomes
        case "added":
            edit = state.minutes.edits.get(block)
            return edit is not None and not edit.removed
        case _:
            return block in SINGLE
