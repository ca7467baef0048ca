"""Interpreted sound goes to those who chose its language and to nobody else, by whatever way."""

import itertools
from collections.abc import Collection, Iterable
from pathlib import Path

import pytest

from media import messages as relay
from sessions.commands import (
    AdjournConsultation,
    GrantFloor,
    JoinConsultation,
    MuteParticipant,
    RegisterParticipant,
    StartInterpreting,
    StopInterpreting,
)
from sessions.types import SYSTEM, Actor, Participant
from signaling import access
from signaling import messages as m
from signaling.errors import NotAllowed
from signaling.peers import route_of
from tests.signaling.hall import Client, Hall, hall, until
from tests.signaling.parts import ORGANIZER, ROSTER, Log, track

BOOTHS = {"en1": "en", "en2": "en", "bo1": "bo"}
TRACKS = [track(n, who) for n, who in enumerate(("chair", "li", *BOOTHS), start=1)]
"""1 is the chair's, 2 li's, 3 and 4 the English booth's, 5 the Tibetan interpreter's."""


def interpreter(id: str) -> Participant:
    return Participant(id, f"{id}译员", "interpreter", "v-city", interprets_into=BOOTHS[id])


def acting(id: str) -> Actor:
    return Actor("interpreter", id, "v-city", f"{id}译员")


def log() -> Log:
    """The sitting has begun, everybody is there."""
    made = Log()
    for id in BOOTHS:
        made.do(RegisterParticipant(interpreter(id)), ORGANIZER)
        made.do(JoinConsultation(id), SYSTEM)
    made.open("chair", "li", "wang")
    return made


# --- by tables --------------------------------------------------------------------------------


def sent(made: Log, who: str, listens: str | None) -> set[int]:
    return set(access.tracks_for(who, TRACKS, made.state, videos=24, listens=listens))


@pytest.mark.parametrize(
    ("who", "listens", "tracks"),
    [
        ("wang", None, {1, 2}),
        ("wang", "en", {1, 2, 3, 4}),
        ("wang", "bo", {1, 2, 5}),
        ("wang", "ug", {1, 2}),
        ("wang", "EN", {1, 2}),
        ("chair", None, {2}),
        ("wall:x", None, {1, 2}),
        ("wall:x", "en", {1, 2, 3, 4}),
        ("en1", None, {1, 2}),
        ("en1", "bo", {1, 2, 5}),
        ("en1", "en", {1, 2, 4}),
    ],
)
def test_who_is_sent_which_sound(who: str, listens: str | None, tracks: set[int]) -> None:
    made = log()
    assert sent(made, who, listens) == tracks
    made.do(StartInterpreting(), acting("en1"))
    assert sent(made, who, listens) == tracks, "who is heard changes without an offer"


@pytest.mark.parametrize("everybody", [tuple(ROSTER), ("wall:x",)])
def test_without_a_choice_nobody_is_sent_an_interpreter(everybody: Iterable[str]) -> None:
    made = log()
    for on in BOOTHS:
        made.do(StartInterpreting(), acting(on))
    for who, more in itertools.product(everybody, [(), tuple(BOOTHS)]):
        ids = access.tracks_for(who, TRACKS, made.state, 24, more)
        assert not {3, 4, 5} & set(ids)


def test_who_interprets_is_sent_before_any_other_sound() -> None:
    made = log()
    crowd = [track(100 + n, f"somebody{n}") for n in range(access.SOUNDS)]
    made.do(StartInterpreting(), acting("en2"))
    ids = access.tracks_for("wang", [*crowd, *TRACKS], made.state, 24, listens="en")
    assert ids[:2] == (4, 1)
    assert len(ids) == access.SOUNDS


def test_the_gate_lets_one_of_each_language_through() -> None:
    made = log()

    def gate() -> Collection[str]:
        return route_of("c", made.state).audible

    assert set(gate()) == {"chair"}
    made.do(StartInterpreting(), acting("en1"))
    made.do(StartInterpreting(), acting("bo1"))
    assert set(gate()) == {"chair", "en1", "bo1"}
    made.do(StartInterpreting(), acting("en2"))
    assert set(gate()) == {"chair", "en2", "bo1"}
    made.do(MuteParticipant("bo1", "杂音"), "chair")
    made.do(GrantFloor(participant_id="li"), "chair")
    assert set(gate()) == {"chair", "li", "en2"}
    made.do(StopInterpreting(), acting("en2"))
    assert set(gate()) == {"chair", "li"}
    made.do(StartInterpreting(), acting("en1"))
    made.do(AdjournConsultation(), "chair")
    assert set(gate()) == {"chair"}


def test_the_public_hears_the_floor_alone() -> None:
    made = log()
    before = access.programme(made.state)
    for on in BOOTHS:
        made.do(StartInterpreting(), acting(on))
    assert access.programme(made.state) == before
    assert route_of("c", made.state).programme_audio == "chair"


@pytest.mark.parametrize(
    ("listens", "heard"),
    [(None, {"chair"}), ("en", {"chair", "en1"}), ("bo", {"chair", "bo1"}), ("ug", {"chair"})],
)
def test_whose_loudness_is_told(listens: str | None, heard: set[str]) -> None:
    made = log()
    made.do(StartInterpreting(), acting("en1"))
    made.do(StartInterpreting(), acting("bo1"))
    assert access.heard_by(made.state, listens) == heard


# --- by the hub -------------------------------------------------------------------------------


async def prepare(place: Hall) -> None:
    for id in BOOTHS:
        await place.do(RegisterParticipant(interpreter(id)), ORGANIZER)


async def booth(place: Hall, id: str) -> Client:
    client = await place.joined(id, receive=False)
    await client.publish(a="microphone")
    return client


async def offered(client: Client, *owners: str) -> m.Offer:
    """Offers are answered until one carries exactly what these owners send."""
    while True:
        offer = await client.expect(m.Offer)
        client.send(m.Answer(revision=offer.revision, sdp="answer"))
        if {one.participant_id for one in offer.tracks} == set(owners):
            return offer


def owners_ever_offered(client: Client) -> set[str]:
    offers = [one for one in client.received if isinstance(one, m.Offer)]
    return {one.participant_id for offer in offers for one in offer.tracks}


def peers_asked_for(place: Hall, owner: str) -> set[str]:
    """The transports that the relay was asked to send an owner's tracks on."""
    known = {t.track_id for tracks in place.relay.tracks.values() for t in tracks}
    ids = {t.track_id for tracks in place.relay.tracks.values() for t in tracks if t.owner == owner}
    assert ids <= known
    return {s.peer for s in place.relay.heard(relay.Subscribe) if ids & set(s.tracks)}


async def test_a_channel_is_offered_to_its_listeners_alone(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await prepare(place)
        chair = await place.joined("chair", receive=False)
        await chair.publish(a="microphone")
        li, wang = await place.joined("li"), await place.joined("wang")
        en1, _, bo1 = [await booth(place, id) for id in BOOTHS]
        li.send(m.Listen(language="en"))
        await offered(li, "chair", "en1", "en2")
        assert isinstance(await en1.do(StartInterpreting()), m.Accepted)
        assert isinstance(await bo1.do(StartInterpreting()), m.Accepted)
        await until(lambda: set(place.relay.heard(relay.Route)[-1].audible) >= {"en1", "bo1"})
        li.send(m.Listen(language="bo"))
        await offered(li, "chair", "bo1")
        li.send(m.Listen(language=None))
        await offered(li, "chair")
        wang.send(m.Watch(pictures=[], first=["en1", "bo1"]))
        wang.send(m.RestartMedia())
        await offered(wang, "chair")
        assert owners_ever_offered(wang) == {"chair"}
        sessions = (await place.meeting()).room.sessions
        for owner in BOOTHS:
            assert peers_asked_for(place, owner) == {sessions["li"].media.down}


async def test_the_choice_lasts_as_long_as_the_session(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await prepare(place)
        li = await place.joined("li")
        li.send(m.Listen(language="en"))
        await booth(place, "en1")
        await offered(li, "en1")
        li.wire.drop()
        await li.serving
        again = place.client()
        await again.join(await place.token("li"), resume=m.Resume(li.session, 0))
        await booth(place, "en2")
        await offered(again, "en1", "en2")
        anew = place.client()
        await anew.join(await place.token("li"))
        chair = await place.joined("chair", receive=False)
        await chair.publish(a="microphone")
        await offered(anew, "chair")
        assert owners_ever_offered(anew) == {"chair"}


async def test_an_interpreter_hears_another_channel_and_not_themself(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await prepare(place)
        bo1 = await place.joined("bo1")
        await bo1.publish(a="microphone")
        bo1.send(m.Listen(language="en"))
        en1 = await booth(place, "en1")
        await en1.do(StartInterpreting())
        await offered(bo1, "en1")
        bo1.send(m.Listen(language="bo"))
        bo1.send(m.Ping(time=0))
        await bo1.expect(m.Pong)
        await until(lambda: place.relay.heard(relay.Subscribe)[-1].tracks == [])


async def test_levels_go_to_listeners_and_walls(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await prepare(place)
        li, wang = await place.joined("li"), await place.joined("wang")
        wall = place.client()
        await wall.join(await place.token("clerk"), purpose="wall")
        en1 = await booth(place, "en1")
        await en1.do(StartInterpreting())
        li.send(m.Listen(language="en"))
        li.send(m.Ping(time=0))
        await li.expect(m.Pong)
        place.relay.tell(relay.Levels(place.id, {"chair": -20, "en1": -30, "en2": -9}))
        assert (await li.expect(m.Levels)).levels == {"chair": -20, "en1": -30}
        assert (await wang.expect(m.Levels)).levels == {"chair": -20}
        assert set((await wall.expect(m.Levels)).levels) == {"chair", "en1", "en2"}
        place.clock.time += 1
        place.relay.tell(relay.Levels(place.id, {"en1": -30}))
        assert (await li.expect(m.Levels)).levels == {"en1": -30}
        wang.send(m.Ping(time=0))
        await wang.expect(m.Pong)
        assert len([one for one in wang.received if isinstance(one, m.Levels)]) == 1


async def test_nobody_plays_an_interpreter_by_whep(tmp_path: Path) -> None:
    async with hall(tmp_path, opened=True) as place:
        await prepare(place)
        for who in ("li", "chair", "en2"):
            claims = place.claims(await place.token(who))
            await place.hub.view_whep(place.id, "chair", claims, "cert-a")
            with pytest.raises(NotAllowed):
                await place.hub.view_whep(place.id, "en1", claims, "cert-a")


@pytest.mark.parametrize("source", ["camera", "screen"])
async def test_an_interpreter_sends_sound_alone(tmp_path: Path, source: m.Source) -> None:
    async with hall(tmp_path, opened=True) as place:
        await prepare(place)
        en1 = await place.joined("en1")
        en1.send(m.Publish(id="p", sdp="cert-a", sources={"0": "microphone", "1": source}))
        assert (await en1.expect(m.Refused)).code == "not_allowed"
        await until(lambda: not place.relay.tracks)
