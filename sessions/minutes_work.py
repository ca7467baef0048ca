"""Who goes where among the acts on the minutes, as `deciding.py` and `applying.py` for all else."""

from collections.abc import Callable
from typing import assert_never

from msgspec.structs import replace

from sessions import commands as c
from sessions import events as e
from sessions import minutes_approval as approval
from sessions import minutes_editing as editing
from sessions import minutes_template as template
from sessions.events import Record
from sessions.state import Consultation
from sessions.types import Actor


def decide(
    state: Consultation,
    actor: Actor,
    command: c.MinutesCommand,
    now_ms: int,
    new_id: Callable[[], str],
) -> list[e.AnyEvent]:
    """The events of a command on the minutes; raises `Refused`."""
    match command:
        case c.EditMinutes():
            return editing.edit_minutes(state, command)
        case c.AddMinutesParagraph():
            return editing.add_minutes_paragraph(state, command, new_id)
        case c.RemoveMinutesBlock():
            return editing.remove_minutes_block(state, command)
        case c.ResetMinutesBlock():
            return editing.reset_minutes_block(state, command)
        case c.CirculateMinutes():
            return approval.circulate_minutes(state, command, now_ms)
        case c.ProposeCorrection():
            return approval.propose_correction(state, actor, command, now_ms, new_id)
        case c.SettleCorrection():
            return approval.settle_correction(state, command)
        case c.ApproveMinutes():
            return approval.approve_minutes(state, command, now_ms)
        case c.SignMinutes():
            return approval.sign_minutes(state, command)
        case c.ReopenMinutes():
            return approval.reopen_minutes(state, command)
        case c.SetMinutesTemplate():
            return template.set_minutes_template(state, command)
        case c.RemoveMinutesTemplate():
            return template.remove_minutes_template(state, command)
        case _:
            assert_never(command)


def apply(state: Consultation, record: Record, event: e.MinutesEvent) -> Consultation:
    """The state after one of them."""
    after = _apply(state, record, event)
    return replace(after, minutes=replace(after.minutes, seq=record.seq))


def _apply(state: Consultation, record: Record, event: e.MinutesEvent) -> Consultation:
    by, seq, at = record.actor, record.seq, record.at
    match event:
        case e.MinutesEdited():
            return editing.edited(state, event, by, at)
        case e.MinutesParagraphAdded():
            return editing.paragraph_added(state, event, by, at)
        case e.MinutesBlockRemoved():
            return editing.block_removed(state, event, by, at)
        case e.MinutesBlockReset():
            return editing.block_reset(state, event, by, at)
        case e.MinutesCirculated():
            return approval.circulated(state, event, at)
        case e.CorrectionProposed():
            return approval.correction_proposed(state, event, at)
        case e.CorrectionSettled():
            return approval.correction_settled(state, event, at)
        case e.MinutesApproved():
            return approval.approved(state, by, seq, at)
        case e.MinutesSigned():
            return approval.signed(state, event, by, seq, at)
        case e.MinutesReopened():
            return approval.reopened(state, event)
        case e.MinutesTemplateSet():
            return template.template_set(state, event)
        case e.MinutesTemplateRemoved():
            return template.template_removed(state)
        case _:
            assert_never(event)
