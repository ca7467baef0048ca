"""Patrol 轮巡: which venues the director's walls go through, and how fast; the same for all walls.

Walls count turns from `started_at` by the server's time, so that nothing is said while it runs. It
chooses for walls alone, and is momentary: what everybody sees is a `set_layout` of the record.
"""

from msgspec.structs import replace

from signaling.messages import Patrol, SetPatrol

INTERVAL = 8
"""Seconds: time to look at twelve pictures."""


def begin(wall: int) -> Patrol:
    """As it is before anybody touched it; `wall` is Unix ms."""
    return Patrol(interval=INTERVAL, started_at=wall, held_at=None, levels=[])


def change(patrol: Patrol, wanted: SetPatrol, wall: int) -> Patrol:
    """The patrol after a director's word; what was not named stays.

    A hold keeps its turn. Resuming goes on from there, another interval begins its turn anew.
    """
    turn = (patrol.held_at or wall) - patrol.started_at
    if wanted.interval is not None and wanted.interval != patrol.interval:
        whole = turn // (patrol.interval * 1000)
        turn = whole * wanted.interval * 1000
        held = None if patrol.held_at is None else wall
        patrol = replace(patrol, interval=wanted.interval, started_at=wall - turn, held_at=held)
    if wanted.levels is not None and wanted.levels != patrol.levels:
        turn = 0
        held = None if patrol.held_at is None else wall
        patrol = replace(patrol, levels=wanted.levels, started_at=wall, held_at=held)
    if wanted.held is True and patrol.held_at is None:
        return replace(patrol, held_at=wall)
    if wanted.held is False and patrol.held_at is not None:
        return replace(patrol, started_at=wall - turn, held_at=None)
    return patrol
