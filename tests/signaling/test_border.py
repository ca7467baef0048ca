"""What comes in from outside: joining is not for clients, ids and receipts are ours."""

import re

import pytest

from sessions.commands import JoinConsultation, LeaveConsultation, RequestFloor, SubmitOpinion
from signaling.border import admitted, new_receipt, receipt_of
from signaling.errors import NotAllowed
from tests.signaling.parts import Log


@pytest.mark.parametrize("command", [JoinConsultation("li"), LeaveConsultation("li")])
def test_connections_alone_join_and_leave(command: JoinConsultation | LeaveConsultation) -> None:
    with pytest.raises(NotAllowed):
        admitted(command)


def test_other_commands_pass_unchanged() -> None:
    assert admitted(RequestFloor(note="n")) == RequestFloor(note="n")


def test_ids_and_receipts_of_opinions_are_made_here() -> None:
    asked = SubmitOpinion(opinion_id="mine", receipt="guess", text="路灯不亮")
    made = [admitted(asked) for _ in range(50)]
    assert all(isinstance(one, SubmitOpinion) and one.text == asked.text for one in made)
    assert len({one.receipt for one in made if isinstance(one, SubmitOpinion)} - {"guess"}) == 50


def test_receipts_can_be_read_out() -> None:
    assert all(
        re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", new_receipt())
        for _ in range(50)
    )


def test_receipt_is_found_in_the_records() -> None:
    log = Log()
    records = log.do(SubmitOpinion(opinion_id="o1", receipt="r1", text="路灯不亮"), "li")
    assert receipt_of(records) == "r1"
    assert receipt_of(log.records[:3]) is None
