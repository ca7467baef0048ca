"""The blocks of the drafted minutes by key, which stays the same however often they are drafted.

A block without a key is a fact that nobody edits: votes, attendance, overrides, the proof.
"""

from sessions.state import Consultation

PARAGRAPHS = ("opening", "opinions", "outcomes")
"""In words, so they can be put otherwise; likewise `item:ID`, `outcome:ID` and `added:ID`."""
LISTS = ("venues", "other_speeches", "published")
"""Tables, which can be left out; likewise `speeches:ID`, those of an item."""


def item_key(item_id: str) -> str:
    """How an item went."""
    return f"item:{item_id}"


def speeches_key(item_id: str) -> str:
    """The speeches under an item."""
    return f"speeches:{item_id}"


def outcome_key(outcome_id: str) -> str:
    """An outcome."""
    return f"outcome:{outcome_id}"


def added_key(id: str) -> str:
    """A paragraph of the clerk's own."""
    return f"added:{id}"


def is_added(block: str) -> bool:
    """Whether it was written by hand and not drafted."""
    return block.startswith("added:")


def is_paragraph(block: str) -> bool:
    """Whether it has words to be edited."""
    return block in PARAGRAPHS or block.startswith(("item:", "outcome:", "added:"))


def exists(state: Consultation, block: str) -> bool:
    """Whether there is, or may come to be, such a block in the document of `state`."""
    kind, _, id = block.partition(":")
    match kind:
        case "item" | "speeches":
            return id in state.agenda
        case "outcome":
            return id in state.outcomes
        case "added":
            edit = state.minutes.edits.get(block)
            return edit is not None and not edit.removed
        case _:
            return block in PARAGRAPHS or block in LISTS
