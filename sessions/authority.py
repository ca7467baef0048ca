"""The authority matrix, read off `roles.TABLE`: role × venue relation × command, and its document.

`docs/authority.md` is this module's output (`make authority`); a test goes through every cell.
"""

from collections.abc import Iterator
from typing import Literal, get_args

import msgspec

from sessions.commands import AnyCommand, Command, CreateConsultation
from sessions.events import tag
from sessions.roles import (
    BY_WORD,
    NEED_REASON,
    OVERRULING,
    REACHED,
    STAFF,
    TABLE,
    Reach,
)
from sessions.subjects import Relation
from sessions.types import ActorRole, Role

Verdict = Literal["may", "may_with_reason", "may_by_word", "may_not"]
"""`may_by_word`: with a reason where somebody of the venue is there to say it."""

ROLES: tuple[ActorRole, ...] = (*get_args(Role), "captioner", "system")


RELATIONS: dict[Relation, str] = {
    Relation.SELF: "own self",
    Relation.OWN: "own venue",
    Relation.BELOW: "venue below",
    Relation.ELSEWHERE: "elsewhere",
    Relation.ABOVE: "venue above",
}
WITHOUT_SELF: frozenset[ActorRole] = frozenset({"organizer", "captioner", "system"})
"""Those who are on no roster: to them every venue is elsewhere."""


class Cell(msgspec.Struct, frozen=True):
    """One role's authority over one relation by one command."""

    command: type[Command]
    role: ActorRole
    relation: Relation
    verdict: Verdict


def verdict(command: type[Command], role: ActorRole, relation: Relation) -> Verdict:
    """What the table says of a role, and of a subject that stands so to it."""
    reach = TABLE[command].get(role)
    if reach is None or relation not in REACHED[reach]:
        return "may_not"
    if relation is Relation.SELF or command not in NEED_REASON:
        return "may"
    if relation is Relation.OWN and not (command in OVERRULING and role in STAFF):
        return "may"
    return "may_by_word" if command in BY_WORD and role in STAFF else "may_with_reason"


def commands() -> tuple[type[Command], ...]:
    """All commands, in their order."""
    return (CreateConsultation, *get_args(AnyCommand))


def has_subject(command: type[Command]) -> bool:
    """Whether a command is about somebody or some venue, so that nearness can matter."""
    if command in NEED_REASON:
        return True
    return any(reach is not Reach.ANY for reach in TABLE[command].values())


def matrix() -> Iterator[Cell]:
    """Every cell."""
    for command in commands():
        for role in ROLES:
            for relation in relations(role):
                yield Cell(command, role, relation, verdict(command, role, relation))


def relations(role: ActorRole) -> tuple[Relation, ...]:
    """How a subject can stand to a role."""
    return (Relation.ELSEWHERE,) if role in WITHOUT_SELF else tuple(RELATIONS)


# --- the document -----------------------------------------------------------------------------

HEAD = """\
# Authority 权限: who may do what to whom

Generated from `sessions/roles.py` by `make authority`; do not edit. It is the specification: the
server refuses what it does not allow with `not_authorized` (403), whatever door a command comes by,
and a test goes through every cell.

How a subject stands to whoever acts is read off the roster and the venue tree:

| | |
|---|---|
| own self | the actor |
| own venue | somebody else, or a seat, of the actor's venue |
| venue below | of any venue below it, however deep |
| elsewhere | of a sibling, or of any venue that is neither below nor above |
| venue above | of any venue that it stands below |

Organizers, the service (`system`) and caption ports (`captioner`) are on no roster: every venue is
elsewhere to them. A role holds by the roster alone, a port by its invitation; whoever claims
another is refused. Somebody who still waits to be admitted may nothing (`waiting_to_be_admitted`).

**Override 越级处理.** “reason” means: allowed, and the command must give a `reason`
(`override_needs_reason` without), which goes on the record before the act, with the operators in
whose place it was done (`authority_overridden`), and into the minutes. The same holds inside the
own venue where staff undo what its operator decided, or take off the speaking list what somebody
asked for themselves. What staff or an operator above decided, an operator below cannot undo
(`decided_above`). Whoever presides cannot be muted.

An override is to act in the place of somebody who is there to act. What the office of chair and
clerk is (the floor, the order of the list, the agenda) is none. Nor is it where they keep the list
of attendance by somebody's word: “by word” means that staff need a reason once the consultation has
been opened and an operator of that venue is connected, who could say so themselves. Before the
opening, and for a room whose operator is away, nobody is overridden, and the record says who gave
the word. An operator above always gives the reason.
"""

MARKS: dict[Verdict, str] = {
    "may": "yes",
    "may_with_reason": "reason",
    "may_by_word": "by word",
    "may_not": "–",
}


def document() -> str:
    """The whole matrix as Markdown."""
    with_subject = [one for one in commands() if has_subject(one)]
    whole = [one for one in commands() if not has_subject(one)]
    parts = [HEAD, "## Of somebody, or of a venue\n"]
    parts += [_section(one) for one in with_subject]
    parts += ["## Of the consultation as a whole\n", _table(whole)]
    return "\n".join(parts)


def _section(command: type[Command]) -> str:
    rows = [
        [f"`{role}`", *(_mark(command, role, relation) for relation in RELATIONS)]
        for role in ROLES
        if TABLE[command].get(role) is not None
    ]
    rest = [f"`{role}`" for role in ROLES if TABLE[command].get(role) is None]
    note = f"\nNot at all: {', '.join(rest)}.\n" if rest else ""
    return f"### `{tag(command)}`\n\n{_drawn(['', *RELATIONS.values()], rows)}{note}"


def _mark(command: type[Command], role: ActorRole, relation: Relation) -> str:
    return MARKS[verdict(command, role, relation)] if relation in relations(role) else ""


def _table(whole: list[type[Command]]) -> str:
    rows = [
        [f"`{tag(one)}`", *(MARKS[verdict(one, role, Relation.ELSEWHERE)] for role in ROLES)]
        for one in whole
    ]
    return _drawn(["", *(f"`{role}`" for role in ROLES)], rows)


def _drawn(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(document(), end="")
