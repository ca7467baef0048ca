"""Circulating the minutes 征求意见, settling corrections, approving 定稿 and signing 签发 them."""

from collections.abc import Callable
from datetime import date

from msgspec.structs import replace

from sessions import commands as c
from sessions import events as e
from sessions.config import CORRECTION_MS_MAX, CORRECTIONS_MAX, MINUTES_VERSIONS_MAX
from sessions.errors import Refused
from sessions.minutes_editing import next_revision, require_block, require_words
from sessions.minutes_stages import LEADS_TO, require_stage
from sessions.minutes_types import (
    Approval,
    Circulation,
    Correction,
    MinutesStage,
    Signature,
    SignedVersion,
)
from sessions.ordered import Ordered
from sessions.roles import SPEAKERS
from sessions.state import Consultation
from sessions.types import Actor

# --- decided ----------------------------------------------------------------------------------


def circulate_minutes(
    state: Consultation, command: c.CirculateMinutes, now_ms: int
) -> list[e.AnyEvent]:
    """Whoever takes part may be asked; viewers may not."""
    require_stage(state, command)
    ids = list(dict.fromkeys(command.participant_ids))
    for id in ids:
        participant = state.participants.get(id)
        if participant is None:
            raise Refused("no_such_participant")
        if participant.role not in SPEAKERS:
            raise Refused("cannot_correct", name=participant.name)
    if not now_ms < command.due_at <= now_ms + CORRECTION_MS_MAX:
        raise Refused("correction_deadline", days=CORRECTION_MS_MAX // 86_400_000)
    return [e.MinutesCirculated(state.minutes.version, ids, command.due_at)]


def propose_correction(
    state: Consultation,
    actor: Actor,
    command: c.ProposeCorrection,
    now_ms: int,
    new_id: Callable[[], str],
) -> list[e.AnyEvent]:
    """By who was asked, as long as the record's clock has not passed the deadline."""
    require_stage(state, command)
    work, who = state.minutes, actor.participant_id
    assert work.circulation is not None, "there is one at this stage"
    if who is None or who not in work.circulation.to:
        raise Refused("not_asked_to_correct")
    if now_ms >= work.circulation.due_at:
        raise Refused("corrections_over")
    require_block(state, command.block)
    require_words(command.text)
    if len(work.corrections) >= CORRECTIONS_MAX:
        raise Refused("too_many", limit=CORRECTIONS_MAX)
    return [e.CorrectionProposed(new_id(), command.block, command.text, command.reason, who)]


def settle_correction(state: Consultation, command: c.SettleCorrection) -> list[e.AnyEvent]:
    """Once; declining needs a reason, which its author is shown."""
    require_stage(state, command)
    correction = state.minutes.corrections.get(command.correction_id)
    if correction is None:
        raise Refused("no_such_correction")
    if correction.accepted is not None:
        raise Refused("correction_settled")
    settled = e.CorrectionSettled(command.correction_id, command.accept, command.reason)
    if not command.accept:
        if not command.reason.strip():
            raise Refused("declined_without_reason")
        return [settled]
    block = correction.block
    revision = next_revision(state, block, command.base_revision)
    edit = e.MinutesEdited(
        block, correction.text, revision, command.drafted, correction.correction_id
    )
    return [settled, edit]


def approve_minutes(
    state: Consultation, command: c.ApproveMinutes, now_ms: int
) -> list[e.AnyEvent]:
    """Once every correction is settled; before the deadline only with a reason not to wait."""
    require_stage(state, command)
    work = state.minutes
    assert work.circulation is not None, "there is one at this stage"
    waiting = sum(one.accepted is None for one in work.corrections.values())
    if waiting:
        raise Refused("corrections_unsettled", count=waiting)
    if now_ms >= work.circulation.due_at:
        return [e.MinutesApproved(work.version, None)]
    if command.before_deadline is None or not command.before_deadline.strip():
        raise Refused("corrections_awaited")
    return [e.MinutesApproved(work.version, command.before_deadline)]


def sign_minutes(state: Consultation, command: c.SignMinutes) -> list[e.AnyEvent]:
    """Exactly what was approved; `sha256` is the service's word of it."""
    require_stage(state, command)
    work = state.minutes
    assert work.approval is not None, "there is one at this stage"
    try:
        date.fromisoformat(command.date)
    except ValueError:
        raise Refused("no_such_date", date=command.date) from None
    if not (command.number.strip() and command.signer.strip()):
        raise Refused("signature_incomplete")
    if command.sha256 is None or command.approved_seq != work.approval.seq:
        raise Refused("approved_anew")
    return [
        e.MinutesSigned(
            version=work.version,
            number=command.number,
            date=command.date,
            signer=command.signer,
            sha256=command.sha256,
            approved_seq=work.approval.seq,
            bytes=command.bytes,
            data_sha256=command.data_sha256 or "",
            data_bytes=command.data_bytes,
        )
    ]


def reopen_minutes(state: Consultation, command: c.ReopenMinutes) -> list[e.AnyEvent]:
    """退回修改; a signed version stays as it is, and the next one begins."""
    require_stage(state, command)
    work = state.minutes
    if not command.reason.strip():
        raise Refused("reopened_without_reason")
    next_one = work.stage is MinutesStage.SIGNED
    if next_one and work.version >= MINUTES_VERSIONS_MAX:
        raise Refused("too_many", limit=MINUTES_VERSIONS_MAX)
    return [e.MinutesReopened(work.version + next_one, command.reason)]


# --- applied ----------------------------------------------------------------------------------


def circulated(state: Consultation, event: e.MinutesCirculated, at: int) -> Consultation:
    """The latest circulation counts."""
    circulation = Circulation(tuple(event.participant_ids), event.due_at, at)
    work = replace(state.minutes, stage=LEADS_TO[c.CirculateMinutes], circulation=circulation)
    return replace(state, minutes=work)


def correction_proposed(state: Consultation, event: e.CorrectionProposed, at: int) -> Consultation:
    """It waits to be settled."""
    correction = Correction(
        event.correction_id, event.block, event.text, event.reason, event.participant_id, at
    )
    corrections = state.minutes.corrections.set(event.correction_id, correction)
    return replace(state, minutes=replace(state.minutes, corrections=corrections))


def correction_settled(state: Consultation, event: e.CorrectionSettled, at: int) -> Consultation:
    """For good."""
    work = state.minutes
    settled = replace(
        work.corrections[event.correction_id],
        accepted=event.accepted,
        answer=event.reason,
        settled_at=at,
    )
    corrections = work.corrections.set(event.correction_id, settled)
    return replace(state, minutes=replace(work, corrections=corrections))


def approved(state: Consultation, by: Actor, seq: int, at: int) -> Consultation:
    """Nothing in it changes from here on."""
    approval = Approval(seq, at, by)
    work = replace(state.minutes, stage=LEADS_TO[c.ApproveMinutes], approval=approval)
    return replace(state, minutes=work)


def signed(
    state: Consultation, event: e.MinutesSigned, by: Actor, seq: int, at: int
) -> Consultation:
    """One version more that stands."""
    signature = Signature(event.version, event.number, event.date, event.signer)
    version = SignedVersion(
        signature=signature,
        sha256=event.sha256,
        approved_seq=event.approved_seq,
        seq=seq,
        at=at,
        by=by,
        bytes=event.bytes,
        data_sha256=event.data_sha256,
        data_bytes=event.data_bytes,
        template=state.minutes.template,
    )
    work = replace(
        state.minutes,
        stage=LEADS_TO[c.SignMinutes],
        signed=(*state.minutes.signed, version),
    )
    return replace(state, minutes=work)


def reopened(state: Consultation, event: e.MinutesReopened) -> Consultation:
    """What was edited stays; corrections belong to the version that they were proposed to."""
    work = replace(state.minutes, stage=LEADS_TO[c.ReopenMinutes], approval=None)
    if event.version != work.version:
        work = replace(work, version=event.version, corrections=Ordered())
    return replace(state, minutes=work)
