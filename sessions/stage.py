"""The stage 画面: what everybody sees large, as the floor has it or as a director chose it.

The chair, and the clerk or organizer as director 导播, choose a layout for all, and may name the
venue or participant that it shows: the broadcast venue 广播会场. No choice opens a microphone: who
is heard is the floor's alone. Somebody chosen who is away is not shown until they are back;
meanwhile the floor decides. `slots` is the whole rule, a pure table from state to places.
"""

from collections.abc import Collection
from typing import Literal, assert_never

import msgspec
from msgspec.structs import replace

from sessions.commands import SetLayout
from sessions.errors import Refused
from sessions.events import AnyEvent, FloorFollowed, LayoutSet
from sessions.roles import SPEAKERS
from sessions.speaking import chair, holders
from sessions.state import Consultation
from sessions.state.stage import Stage
from sessions.status import require_sitting
from sessions.types import LEVELS, Participant

VENUES_SHOWN = 8
"""Small pictures beside the main venue: as many as are recognized on a 1280-pixel stage."""
GRID_SHOWN = 16
"""Pictures of a grid: four by four, each still 300 pixels wide on a wall."""


class Slot(msgspec.Struct, frozen=True):
    """One place of the stage: whose, which of their pictures, and how large."""

    participant_id: str
    source: Literal["camera", "screen"] = "camera"
    size: Literal["main", "side", "small"] = "main"


# --- decided ----------------------------------------------------------------------------------


def set_layout(state: Consultation, command: SetLayout) -> list[AnyEvent]:
    """Everybody sees this layout from now on; nothing happens where it is so already."""
    require_sitting(state)
    if command.participant_id is not None:
        participant = state.participants.get(command.participant_id)
        if participant is None:
            raise Refused("no_such_participant")
        if participant.role not in SPEAKERS:
            raise Refused("cannot_be_shown", name=participant.name)
        if participant.id not in state.joined:
            raise Refused("not_there_to_show", name=participant.name)
    if state.stage == Stage(command.layout, command.participant_id):
        return []
    return [LayoutSet(layout=command.layout, participant_id=command.participant_id)]


def follow_floor(state: Consultation) -> list[AnyEvent]:
    """The stage follows the floor again."""
    require_sitting(state)
    return [] if state.stage is None else [FloorFollowed()]


# --- applied ----------------------------------------------------------------------------------


def layout_set(state: Consultation, event: LayoutSet) -> Consultation:
    """Chosen."""
    return replace(state, stage=Stage(event.layout, event.participant_id))


def floor_followed(state: Consultation) -> Consultation:
    """Chosen no longer."""
    return replace(state, stage=None)


# --- read -------------------------------------------------------------------------------------


def chosen(state: Consultation) -> str | None:
    """The broadcast venue or participant, while they are here."""
    if state.stage is None or state.stage.participant_id not in state.joined:
        return None
    return state.stage.participant_id


def lead(state: Consultation) -> str | None:
    """Whom the stage and the public see first: who was chosen, the latest holder, the chair."""
    return chosen(state) or next(reversed(holders(state)), None) or chair(state)


def may_show_screen(state: Consultation) -> tuple[str, ...]:
    """Whose shared documents are seen: the holders', the chosen one's, chair's and clerks'."""
    picked = chosen(state) if state.stage is not None and state.stage.layout == "shared" else None
    leading = [p.id for p in state.participants.values() if p.role in ("chair", "clerk")]
    first = [picked] if picked else []
    return tuple(dict.fromkeys([*first, *holders(state), *leading]))


def slots(state: Consultation, sharing: Collection[str] = ()) -> tuple[Slot, ...]:
    """The stage's places, the first first; `sharing` are those who share a document just now."""
    if state.status == "closed":
        return ()
    match state.stage.layout if state.stage else None:
        case None:
            return _shared(state, sharing) or _pair(state)
        case "single":
            return _mains(_here(state, lead(state)))
        case "dialogue":
            return _dialogue(state)
        case "venues":
            return _venues(state)
        case "grid":
            return _grid(state)
        case "shared":
            return _shared(state, sharing) or _mains(_here(state, lead(state)))
        case layout:
            assert_never(layout)


def _mains(ids: Collection[str]) -> tuple[Slot, ...]:
    return tuple(Slot(id) for id in ids)


def _here(state: Consultation, *ids: str | None) -> list[str]:
    """Those of `ids` who are connected, each once: an empty chair is nobody's counterpart."""
    return [id for id in dict.fromkeys(ids) if id is not None and id in state.joined]


def _pair(state: Consultation) -> tuple[Slot, ...]:
    """The holders; a single one stands beside the chair, whom everybody hears as well."""
    return _mains(_here(state, *holders(state), chair(state))[:2])


def _dialogue(state: Consultation) -> tuple[Slot, ...]:
    """Two equal pictures: of the floor and of whom the director chose to stand beside it."""
    beside = chosen(state)
    if beside is None:
        return _pair(state)
    floor = [one for one in _here(state, *reversed(holders(state)), chair(state)) if one != beside]
    return _mains([*floor[:1], beside])


def _shared(state: Consultation, sharing: Collection[str]) -> tuple[Slot, ...]:
    """A document and whoever speaks; nothing while none is shared that may be seen."""
    owner = next((one for one in _here(state, *may_show_screen(state)) if one in sharing), None)
    if owner is None:
        return ()
    speaker = next(reversed(holders(state)), None) or chair(state) or owner
    return (Slot(owner, "screen"), *(Slot(one, size="side") for one in _here(state, speaker)))


def _venues(state: Consultation) -> tuple[Slot, ...]:
    """The main picture, and one of each other venue by level."""
    main = _here(state, lead(state))
    seen = {state.participants[one].venue_id for one in main}
    faces: list[str] = []
    for one in sorted(_pictured(state), key=lambda p: p.role != "venue"):
        if one.venue_id not in seen:
            seen.add(one.venue_id)
            faces.append(one.id)
    ordered = [one.id for one in _pictured(state) if one.id in faces]
    return (*_mains(main), *(Slot(one, size="small") for one in ordered[:VENUES_SHOWN]))


def _grid(state: Consultation) -> tuple[Slot, ...]:
    """Everybody of one size, who leads first."""
    everybody = _here(state, lead(state), *(one.id for one in _pictured(state)))
    return tuple(Slot(one, size="small") for one in everybody[:GRID_SHOWN])


def _pictured(state: Consultation) -> list[Participant]:
    """Those here who have a picture to show, by level; a clerk is seen when chosen alone."""
    here = [
        one
        for one in state.participants.values()
        if one.id in state.joined and one.role in SPEAKERS and one.role != "clerk"
    ]
    return sorted(here, key=lambda one: LEVELS.index(state.venues[one.venue_id].level))
