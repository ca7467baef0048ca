"""The stages of the minutes, and the only ways from one to the next.

draft ⇄ circulated → approved → signed        every way back is 退回修改, with a reason;
  ↑________|____________|___________|         after signing it begins the next version
"""

from collections.abc import Mapping
from typing import assert_never

from sessions import commands as c
from sessions.errors import Refused
from sessions.minutes_types import MinutesStage
from sessions.rehearsal import require_recorded
from sessions.state import Consultation
from sessions.status import require_opened

DRAFT, CIRCULATED = MinutesStage.DRAFT, MinutesStage.CIRCULATED
APPROVED, SIGNED = MinutesStage.APPROVED, MinutesStage.SIGNED

STAGES: Mapping[type[c.Command], frozenset[MinutesStage]] = {
    c.EditMinutes: frozenset({DRAFT, CIRCULATED}),
    c.AddMinutesParagraph: frozenset({DRAFT, CIRCULATED}),
    c.RemoveMinutesBlock: frozenset({DRAFT, CIRCULATED}),
    c.ResetMinutesBlock: frozenset({DRAFT, CIRCULATED}),
    c.SettleCorrection: frozenset({DRAFT, CIRCULATED}),
    c.CirculateMinutes: frozenset({DRAFT, CIRCULATED}),
    c.ProposeCorrection: frozenset({CIRCULATED}),
    c.ApproveMinutes: frozenset({CIRCULATED}),
    c.SignMinutes: frozenset({APPROVED}),
    c.ReopenMinutes: frozenset({CIRCULATED, APPROVED, SIGNED}),
    c.SetMinutesTemplate: frozenset({DRAFT, CIRCULATED, APPROVED}),
    c.RemoveMinutesTemplate: frozenset({DRAFT, CIRCULATED, APPROVED}),
}
"""At which stages each may be done."""

LEADS_TO: Mapping[type[c.Command], MinutesStage] = {
    c.CirculateMinutes: CIRCULATED,
    c.ApproveMinutes: APPROVED,
    c.SignMinutes: SIGNED,
    c.ReopenMinutes: DRAFT,
}
"""Which stage follows; the others leave it as it is."""

WHILE_IT_SITS = (
    c.EditMinutes, c.AddMinutesParagraph, c.RemoveMinutesBlock, c.ResetMinutesBlock,
)  # fmt: skip
"""What may be drafted while the meeting goes on; all else but these follows its close."""
AT_ANY_TIME = (c.SetMinutesTemplate, c.RemoveMinutesTemplate)
"""Before the opening too: the template is the office's, not the meeting's."""


def require_stage(state: Consultation, command: c.Command) -> None:
    """Raise `Refused` unless `command` may be done to the minutes as they stand."""
    require_recorded(state)
    if not isinstance(command, AT_ANY_TIME):
        require_opened(state)
        if state.status != "closed" and not isinstance(command, WHILE_IT_SITS):
            raise Refused("consultation_not_closed")
    stage = state.minutes.stage
    if stage in STAGES[type(command)]:
        return
    match stage:
        case MinutesStage.DRAFT:
            raise Refused("minutes_not_circulated")
        case MinutesStage.CIRCULATED:
            raise Refused("minutes_not_approved")
        case MinutesStage.APPROVED:
            raise Refused("minutes_approved")
        case MinutesStage.SIGNED:
            raise Refused("minutes_signed", number=state.minutes.signed[-1].signature.number)
        case _:
            assert_never(stage)
