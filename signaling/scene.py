"""What the public's picture looks like, by the log: layout, whose pictures, the words on it."""

from collections.abc import Mapping, Sequence

from media.egress.scene import MAX_TILES, Layout, Mode, Occasion, Scene, Tile, Titles
from media.messages import TrackInfo
from sessions.programme import drawn_opinion
from sessions.speaking import chair, holders
from sessions.stage import Slot, lead, slots
from sessions.state import Consultation
from sessions.types import Level, Participant, Seat
from signaling import access

LEVEL_WORDS: Mapping[Level, str] = {
    "national": "全国",
    "provincial": "省",
    "municipal": "市",
    "county": "县",
}
"""As on the interface's badges."""
LAYOUTS: Mapping[str, Layout] = {
    "single": "single",
    "dialogue": "dialogue",
    "venues": "venues",
    "grid": "grid",
    "shared": "document",
}


def scene_of(state: Consultation, tracks: Sequence[TrackInfo]) -> Scene:
    """The programme's picture; in passthrough without what only a composed one draws."""
    if not access.is_public(state):
        return Scene()
    occasion = _occasion(state)
    titles = _titles(state) if occasion == "sitting" else Titles()
    venue = _venue_name(state, lead(state))
    mode: Mode = state.direction.mode
    if mode == "passthrough" or occasion != "sitting":
        return Scene(mode=mode, titles=titles, occasion=occasion, venue=venue)
    places = slots(state, access.sharing(tracks))[:MAX_TILES]
    return Scene(
        mode=mode,
        layout=_layout(state, places),
        tiles=tuple(_tile(state, place) for place in places),
        titles=titles,
        caption=_caption(state),
        opinion=drawn_opinion(state),
        occasion=occasion,
        venue=venue,
    )


def _occasion(state: Consultation) -> Occasion:
    if state.status == "adjourned":
        return "paused"
    return "unattended" if state.interrupted_at is not None else "sitting"


def _layout(state: Consultation, places: Sequence[Slot]) -> Layout:
    """The one chosen, or what the floor makes of the places."""
    if any(place.source == "screen" for place in places):
        return "document"
    if state.stage is not None and state.stage.layout != "shared":
        return LAYOUTS[state.stage.layout]
    return "dialogue" if len(places) > 1 else "single"


def _tile(state: Consultation, place: Slot) -> Tile:
    one = state.participants[place.participant_id]
    name = _person(state, one.id).name
    venue = state.venues[one.venue_id].name
    return Tile(one.id, place.source, name, "" if venue == name else venue)


def _titles(state: Consultation) -> Titles:
    """Of whoever is seen first where a director chose them, else of the floor's latest holder."""
    speaking = next(reversed(holders(state)), None) or chair(state)
    seen = lead(state)
    who = seen if seen is not None and seen not in holders(state) else speaking
    if who is None:
        return Titles(item=_item(state))
    person = _person(state, who)
    venue = state.venues[state.participants[who].venue_id]
    parts = (person.organization, person.title)
    return Titles(
        name=person.name,
        title=" ".join(part for part in parts if part),
        venue="" if venue.name == person.name else venue.name,
        level=LEVEL_WORDS[venue.level],
        item=_item(state),
    )


def _person(state: Consultation, who: str) -> Participant | Seat:
    """The participant, or the seat's person while they speak for one of their seats."""
    speeches = (state.speeches[id] for id in reversed(state.floor))
    seats = (one.seat_id for one in speeches if one.participant_id == who)
    seat_id = next(seats, None)
    seat = None if seat_id is None else state.seats.get(seat_id)
    return state.participants[who] if seat is None else seat.seat


def _item(state: Consultation) -> str:
    if state.running_item is None:
        return ""
    number = list(state.agenda).index(state.running_item) + 1
    return f"第 {number} 项 {state.agenda[state.running_item].item.title}"


def _venue_name(state: Consultation, who: str | None) -> str:
    if who is None:
        return ""
    return state.venues[state.participants[who].venue_id].name


def _caption(state: Consultation) -> str:
    """The latest in the language that was captioned first, the meeting's own."""
    if not state.caption_languages:
        return ""
    first = state.caption_languages[0]
    said = (one for one in reversed(state.captions) if one.language == first)
    latest = next(said, None)
    return "" if latest is None else latest.text
