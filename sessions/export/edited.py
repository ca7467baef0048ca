"""The drafted blocks with what was edited in their place, and without what was left out."""

from collections.abc import Sequence

from sessions.export.blocks import Block, Paragraph
from sessions.minutes_types import BlockChange


def edited(drafted: Sequence[Block], changes: Sequence[BlockChange]) -> list[Block]:
    """`drafted` as changed. What was changed of a block that is drafted no more waits unseen."""
    by_block = {one.block: one for one in changes}
    blocks = [_reads(block, by_block.get(block.key)) for block in arranged(drafted, changes)]
    return [block for block in blocks if block is not None]


def arranged(drafted: Sequence[Block], changes: Sequence[BlockChange]) -> list[Block]:
    """`drafted`, with the paragraphs that were added; each right below the block that it follows.

    Where that is gone, at the end of what can be edited.
    """
    blocks = list(drafted)
    for one in changes:
        if one.after is not None:
            blocks.insert(_below(blocks, one.after), Paragraph(one.text or "", one.block))
    return blocks


def _below(blocks: Sequence[Block], key: str) -> int:
    keyed = [place for place, block in enumerate(blocks, start=1) if block.key]
    found = (place for place in keyed if blocks[place - 1].key == key)
    return next(found, keyed[-1] if keyed else len(blocks))


def _reads(block: Block, change: BlockChange | None) -> Block | None:
    if change is None:
        return block
    if change.removed:
        return None
    moment = block.moment if isinstance(block, Paragraph) else None
    return Paragraph(change.text or "", block.key, moment)
