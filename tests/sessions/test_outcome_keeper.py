"""The clock acts on outcomes of consultations that nobody has open, once, restarts or not."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from sessions import config
from sessions.commands import CloseConsultation, RecordOutcome, ReviewOutcome, StartItem
from sessions.events import OutcomeUrged
from sessions.outcome_index import OUTCOME_KINDS, next_act
from sessions.service import Service
from sessions.types import Source
from tests.sessions.test_service import CHAIR, CLERK, House
from tests.support.outcome import RULES, at_stage, recorded

DAY = 24 * 3_600_000


@pytest.fixture
async def house(record_url: str) -> AsyncIterator[House]:
    house = House(record_url)
    await house.start()
    await house.prepare()
    await house.do(CHAIR, StartItem("statements"))
    await house.do(CHAIR, CloseConsultation())
    outcome = RecordOutcome("按月公开", "市生态环境局", "2026-12-31", Source("item", "statements"))
    await house.do(CLERK, outcome)
    yield house
    await house.stop()


async def urged(house: House) -> int:
    return sum(isinstance(record.event, OutcomeUrged) for record in await house.log())


async def test_it_is_urged_on_the_day_by_a_server_that_has_just_started(house: House) -> None:
    house.now += 14 * DAY  # ten working days later
    await house.restart()  # nothing is loaded
    keeper = house.service._outcomes
    assert house.service.current(house.id) is None
    for _ in range(2):
        await keeper.take_up()
        await keeper.look()
    assert await urged(house) == 1
    await house.restart()
    keeper = house.service._outcomes
    await keeper.take_up()
    await keeper.look()
    assert await urged(house) == 1


async def test_nothing_is_loaded_before_its_day(house: House) -> None:
    await house.restart()
    await house.service._outcomes.take_up()
    await house.service._outcomes.look()
    assert house.service.current(house.id) is None


async def test_what_is_done_is_no_longer_looked_at(house: House) -> None:
    (id,) = (await house.service.state(house.id)).outcomes
    assert house.service._outcomes._due
    await house.do(CLERK, ReviewOutcome(id, "decline", reason="不属职责"))
    assert not house.service._outcomes._due


async def test_the_loop_looks_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sessions.outcome_keeper.OUTCOME_LOOK_S", 0.01)
    house.now += 14 * DAY
    await house.restart()
    async with asyncio.timeout(10):
        while not await urged(house):
            await asyncio.sleep(0.01)
    assert config.OUTCOME_LOOK_S > 1


def test_the_index_is_what_the_logs_amount_to() -> None:
    for scene in (recorded(), at_stage("handling"), at_stage("settled"), at_stage("merged")):
        records = [r for r in scene.records if isinstance(r.event, OUTCOME_KINDS)]
        assert next_act(records) == scene.now_state.outcome_due


async def test_the_rules_of_the_place_hold(record_url: str) -> None:
    house = House(record_url)
    house.service = Service(house.store, clock=lambda: house.now, rules=RULES)
    await house.start()
    await house.prepare()
    await house.do(CHAIR, StartItem("statements"))
    outcome = RecordOutcome("按月公开", "市生态环境局", "2026-12-31", Source("item", "statements"))
    await house.do(CLERK, outcome)
    (kept,) = (await house.service.state(house.id)).outcomes.values()
    assert kept.deadline is not None
    assert not kept.deadline.assumed
    await house.stop()
