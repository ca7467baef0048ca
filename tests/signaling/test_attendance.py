"""What the log is told of who is here."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from sessions.commands import (
    AnyCommand,
    CloseConsultation,
    JoinConsultation,
    LeaveConsultation,
    OpenConsultation,
)
from sessions.errors import Unavailable
from sessions.events import ParticipantJoined, ParticipantLeft, Record
from sessions.service import Service
from sessions.types import SYSTEM, Actor
from signaling.attendance import Attendance
from signaling.config import SignalingConfig
from signaling.room import Room
from tests.signaling.hall import Hall, hall, until

GRACE = 30.0


class Scene:
    """A room and its attendance, of a consultation that no hub has taken up."""

    def __init__(self, place: Hall) -> None:
        self.place = place
        place.service.subscribe(place.id, lambda records: None)  # as a meeting does
        config = SignalingConfig(live_directory=Path("live"), grace=GRACE)
        self.room = Room(place.id, config, (), 0.0, 0)
        self.attendance = Attendance(place.id, place.service, self.room)

    def come(self, *who: str) -> None:
        for one in who:
            self.room.attach(one, "tie", 0)

    def go(self, who: str, for_good: bool = False) -> None:
        self.room.detach(who, "tie", 0.0, 0, for_good)

    async def noted(self) -> tuple[list[str], list[str]]:
        """Who came and who went, by the log."""
        joined = await self.place.log(ParticipantJoined)
        left = await self.place.log(ParticipantLeft)
        return [e.participant_id for e in joined], [e.participant_id for e in left]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The commands that services are given."""
    commands, execute = list[Any](), Service.execute

    async def noting(self: Service, id: str, by: Actor, command: AnyCommand) -> list[Record]:
        commands.append(command)
        return await execute(self, id, by, command)

    monkeypatch.setattr(Service, "execute", noting)
    return commands


async def test_who_came_and_who_went_is_noted_once(tmp_path: Path, asked: list[Any]) -> None:
    async with hall(tmp_path) as place:
        scene = Scene(place)
        asked.clear()
        scene.come("wang", "li")
        await scene.attendance.settle()
        await scene.attendance.settle()
        assert await scene.noted() == (["li", "wang"], [])
        assert [e.connection for e in await place.log(ParticipantJoined)] == ["room_encoder"] * 2
        scene.go("li", for_good=True)
        scene.go("wang")
        await scene.attendance.settle()
        assert await scene.noted() == (["li", "wang"], ["li"]), "wang may be back any moment"
        scene.room.tick(GRACE, 0)
        await scene.attendance.settle()
        assert await scene.noted() == (["li", "wang"], ["li", "wang"])
        assert asked[2:] == [LeaveConsultation("li", for_good=True), LeaveConsultation("wang")]


async def test_two_who_cannot_wait_note_nobody_twice(tmp_path: Path, asked: list[Any]) -> None:
    async with hall(tmp_path) as place:
        scene = Scene(place)
        asked.clear()
        scene.come("li")
        await asyncio.gather(scene.attendance.settle(), scene.attendance.settle())
        assert asked == [JoinConsultation("li", "room_encoder")]


async def test_what_is_not_noted_keeps_nobody_else_out_and_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hall(tmp_path) as place:
        scene, execute = Scene(place), place.service.execute

        async def failing(id: str, by: Actor, command: AnyCommand) -> list[Record]:
            if isinstance(command, JoinConsultation) and command.participant_id == "li":
                raise Unavailable("overloaded")
            return await execute(id, by, command)

        scene.come("li", "wang")
        with monkeypatch.context() as patch:
            patch.setattr(place.service, "execute", failing)
            await scene.attendance.settle()
        assert await scene.noted() == (["wang"], [])
        await scene.attendance.settle()
        assert await scene.noted() == (["wang", "li"], [])


async def test_of_a_closed_consultation_nothing_is_noted(tmp_path: Path, asked: list[Any]) -> None:
    async with hall(tmp_path) as place:
        scene = Scene(place)
        await place.do(OpenConsultation())
        await place.do(CloseConsultation())
        asked.clear()
        scene.come("li")
        await scene.attendance.settle()
        assert asked == []


async def test_it_is_noted_soon_after_a_look(tmp_path: Path) -> None:
    async with hall(tmp_path) as place:
        scene = Scene(place)
        running = asyncio.create_task(scene.attendance.run())
        scene.come("li")
        scene.attendance.look()
        await until(lambda: "li" in place.state.joined)
        await place.do(LeaveConsultation("li"), SYSTEM)  # a log may lose what it was told
        scene.attendance.look()
        await until(lambda: "li" in place.state.joined)
        running.cancel()
