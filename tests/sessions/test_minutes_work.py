"""The work on the minutes: who may do what at which stage, and that what was signed stands."""

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sessions import commands as c
from sessions import config
from sessions import events as e
from sessions.consultation import replay
from sessions.errors import Refused
from sessions.export.document import compose
from sessions.export.markdown import render as markdown
from sessions.minutes_drafting import build
from sessions.minutes_editor import circulated_minutes, minutes_editor
from sessions.minutes_seal import differing, sealed
from sessions.minutes_stages import AT_ANY_TIME, LEADS_TO, STAGES
from sessions.minutes_types import MinutesStage
from sessions.minutes_versions import as_signed
from sessions.types import Source
from sessions.views import snapshot
from tests.support.consultation import Scene, joined, opened, started
from tests.support.minutes import (
    HOUR,
    SIGNATURE,
    TEMPLATE,
    approve,
    approved,
    circulate,
    circulated,
    document,
    over,
    propose,
    sign,
    signed,
)

DRAFT, CIRCULATED = MinutesStage.DRAFT, MinutesStage.CIRCULATED
APPROVED, SIGNED = MinutesStage.APPROVED, MinutesStage.SIGNED

AT: dict[MinutesStage, Callable[[], Scene]] = {
    DRAFT: over, CIRCULATED: circulated, APPROVED: approved, SIGNED: signed,
}  # fmt: skip
REFUSED = {
    DRAFT: "minutes_not_circulated",
    CIRCULATED: "minutes_not_approved",
    APPROVED: "minutes_approved",
    SIGNED: "minutes_signed",
}
"""How a stage refuses what is not of it."""


def acts(scene: Scene) -> dict[type[c.Command], tuple[str, c.AnyCommand]]:
    """One of each kind, and by whom, that only the stage can stand in the way of."""
    waiting = scene.now_state.minutes.corrections
    correction = next(iter(waiting), "none")
    due_at = scene.now + HOUR
    return {
        c.EditMinutes: ("clerk", c.EditMinutes("opening", "会议开始。", 0)),
        c.AddMinutesParagraph: ("organizer", c.AddMinutesParagraph("opening", "会议认为。")),
        c.RemoveMinutesBlock: ("clerk", c.RemoveMinutesBlock("opinions", 0)),
        c.ResetMinutesBlock: ("chair", c.ResetMinutesBlock("outcomes", 0)),
        c.CirculateMinutes: ("clerk", c.CirculateMinutes(["member"], due_at)),
        c.ProposeCorrection: ("member", c.ProposeCorrection("opening", "会议开始。")),
        c.SettleCorrection: ("clerk", c.SettleCorrection(correction, accept=False, reason="不")),
        c.ApproveMinutes: ("chair", c.ApproveMinutes("急")),
        c.SignMinutes: ("chair", sealed(scene.records, SIGNATURE)),
        c.ReopenMinutes: ("clerk", c.ReopenMinutes("有误")),
        c.SetMinutesTemplate: ("organizer", c.SetMinutesTemplate(TEMPLATE)),
        c.RemoveMinutesTemplate: ("clerk", c.RemoveMinutesTemplate()),
    }


def test_the_table_of_stages_is_whole() -> None:
    assert set(STAGES) == set(c.MinutesCommand.__args__)
    assert set(LEADS_TO) <= set(STAGES)


@pytest.mark.parametrize("stage", MinutesStage)
@pytest.mark.parametrize("kind", STAGES, ids=lambda kind: kind.__name__)
def test_what_may_be_done_at_a_stage(stage: MinutesStage, kind: type[c.Command]) -> None:
    scene = AT[stage]()
    if kind is c.SettleCorrection and stage in STAGES[kind]:
        circulate(scene)
        propose(scene)
        stage = CIRCULATED
    who, command = acts(scene)[kind]
    if stage in STAGES[kind]:
        scene.act(who, command)
        assert scene.now_state.minutes.stage is LEADS_TO.get(kind, stage)
    else:
        assert scene.refused(who, command) == REFUSED[stage]
    assert replay(scene.records) == scene.now_state


@pytest.mark.parametrize("kind", STAGES, ids=lambda kind: kind.__name__)
def test_before_and_during_the_meeting(kind: type[c.Command]) -> None:
    """Drafting may begin while it sits, and a template be given before; nothing else may, and a
    rehearsal has no minutes.
    """
    planned, sitting, rehearsed = joined(), started(), joined()
    rehearsed.act("organizer", c.StartRehearsal())
    rehearsed.act("chair", c.OpenConsultation())
    who, command = acts(sitting)[kind]
    if kind in AT_ANY_TIME:
        planned.act(who, command)
        sitting.act(who, command)
        assert rehearsed.refused(who, command) == "rehearsal_no_minutes"
        return
    assert planned.refused(who, command) == "consultation_not_open"
    assert rehearsed.refused(who, command) == "rehearsal_no_minutes"
    drafting = kind.__name__.startswith(("Edit", "Add", "Remove", "Reset"))
    if drafting:
        sitting.act(who, command)
    else:
        assert sitting.refused(who, command) == "consultation_not_closed"


# --- editing ----------------------------------------------------------------------------------


def words(scene: Scene) -> list[str]:
    """What stands in the paragraphs that may be edited."""
    blocks = compose(build(scene.records)).blocks
    return [one.text for one in blocks if one.key and hasattr(one, "text")]


def test_an_edit_takes_the_place_of_what_was_drafted() -> None:
    scene = over()
    before = words(scene)
    scene.act("clerk", c.EditMinutes("opening", "会议\n开始了‮。", 0, before[0]))
    assert words(scene) == ["会议 开始了。", *before[1:]]  # on one line, nothing turned round
    assert "人工修改" in markdown(compose(build(scene.records))).decode()
    scene.act("clerk", c.ResetMinutesBlock("opening", 1))
    assert words(scene) == before
    scene.act("clerk", c.EditMinutes("opening", "会议开始。", 2))
    assert words(scene)[0] == "会议开始。"


def test_paragraphs_are_added_where_they_belong_and_blocks_left_out() -> None:
    scene = over()
    before = words(scene)
    scene.act("clerk", c.AddMinutesParagraph("opening", "会议认为，甲。"))
    first = scene.now_state.minutes.added[0].block
    scene.act("clerk", c.AddMinutesParagraph(first, "会议指出，乙。"))
    scene.act("clerk", c.RemoveMinutesBlock("opening", 0))
    assert words(scene) == ["会议认为，甲。", "会议指出，乙。", *before[1:]]
    scene.act("clerk", c.RemoveMinutesBlock(first, 1))
    assert words(scene) == ["会议指出，乙。", *before[1:]]
    assert first not in {one.key for one in minutes_editor(scene.records).blocks}
    assert scene.refused("clerk", c.EditMinutes(first, "丙", 2)) == "no_such_minutes_block"


def test_what_was_edited_stays_when_the_log_goes_on_and_the_editor_says_so() -> None:
    scene = over()
    drafted = words(scene)
    scene.act("clerk", c.EditMinutes("outcomes", "形成一项成果。", 0, drafted[-2]))
    scene.act("clerk", c.RecordOutcome("再议", "市规划局", "2027-05-31", Source("item", "answers")))
    assert "形成一项成果。" in words(scene)
    assert len(words(scene)) == len(drafted) + 1
    changed = {one.key: one for one in minutes_editor(scene.records).blocks if one.drafted_then}
    assert changed.keys() == {"outcomes"}
    assert changed["outcomes"].drafted_then == drafted[-2] == "会议形成协商成果 1 项。"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.EditMinutes("opening", "丙", 0), "stale_revision"),
        (c.EditMinutes("opening", "丙", 2), "stale_revision"),
        (c.EditMinutes("outcomes", "丙", 1), "stale_revision"),
        (c.RemoveMinutesBlock("opening", 0), "stale_revision"),
        (c.ResetMinutesBlock("opening", 0), "stale_revision"),
        (c.EditMinutes("opening", " \n", 1), "minutes_text_empty"),
        (c.EditMinutes("venues", "丙", 0), "no_such_minutes_block"),
        (c.EditMinutes("item:nowhere", "丙", 0), "no_such_minutes_block"),
        (c.EditMinutes("nothing", "丙", 0), "no_such_minutes_block"),
        (c.EditMinutes("outcome:x", "丙", 0), "no_such_minutes_block"),
        (c.AddMinutesParagraph("added:x", "丙"), "no_such_minutes_block"),
        (c.AddMinutesParagraph("opening", " "), "minutes_text_empty"),
    ],
)
def test_edits_that_are_refused(command: c.AnyCommand, code: str) -> None:
    scene = over()
    scene.act("organizer", c.EditMinutes("opening", "乙", 0))
    assert scene.refused("clerk", command) == code


def test_an_added_paragraph_has_no_draft() -> None:
    scene = over()
    scene.act("clerk", c.AddMinutesParagraph("opening", "甲"))
    added = scene.now_state.minutes.added[0].block
    assert scene.refused("clerk", c.ResetMinutesBlock(added, 1)) == "minutes_block_not_drafted"


def test_what_is_so_already_leaves_no_record() -> None:
    scene = over()
    assert scene.act("clerk", c.ResetMinutesBlock("opening", 0)) == []
    scene.act("clerk", c.EditMinutes("opening", "甲", 0))
    assert scene.act("clerk", c.EditMinutes("opening", "甲", 1)) == []
    scene.act("clerk", c.RemoveMinutesBlock("opening", 1))
    assert scene.act("clerk", c.RemoveMinutesBlock("opening", 2)) == []


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    from sessions import minutes_approval, minutes_editing, minutes_seal

    monkeypatch.setattr(minutes_editing, "MINUTES_BLOCKS_MAX", 1)
    scene = over()
    scene.act("clerk", c.EditMinutes("opening", "甲", 0))
    assert scene.refused("clerk", c.EditMinutes("outcomes", "甲", 0)) == "too_many"
    assert scene.refused("clerk", c.AddMinutesParagraph("opening", "甲")) == "too_many"
    monkeypatch.setattr(minutes_editing, "MINUTES_CHANGES_MAX", 1)
    assert scene.refused("clerk", c.EditMinutes("opening", "乙", 1)) == "too_many"
    monkeypatch.setattr(minutes_approval, "CORRECTIONS_MAX", 0)
    circulate(scene)
    assert scene.refused("member", c.ProposeCorrection("opening", "丙")) == "too_many"
    monkeypatch.setattr(minutes_approval, "MINUTES_VERSIONS_MAX", 1)
    approve(scene)
    with monkeypatch.context() as small:
        small.setattr(minutes_seal, "SIGNED_DOCUMENT_BYTES_MAX", 100)
        with pytest.raises(Refused, match="minutes_too_long"):
            sealed(scene.records, SIGNATURE)
    monkeypatch.setattr(minutes_seal, "SIGNED_DATA_BYTES_MAX", 100)
    event = sign(scene)
    assert (event.data_sha256, event.data_bytes) == ("", 0), "made from the log again"
    assert scene.refused("clerk", c.ReopenMinutes("再来")) == "too_many"


# --- circulation and correction ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "hours", "code"),
    [
        (["member", "nobody"], 1, "no_such_participant"),
        (["guest"], 1, "cannot_correct"),
        (["member"], 0, "correction_deadline"),
        (["member"], -1, "correction_deadline"),
        (["member"], 24 * 90.01, "correction_deadline"),
    ],
)
def test_circulations_that_are_refused(who: list[str], hours: float, code: str) -> None:
    scene = over()
    due_at = scene.now + 1000 + round(hours * HOUR)
    assert scene.refused("clerk", c.CirculateMinutes(who, due_at)) == code


@pytest.mark.parametrize(
    ("who", "wait", "code"),
    [
        ("member", 0, None),
        ("dept", 24 * 3600 - 2, None),
        ("dept", 24 * 3600, "corrections_over"),
        ("rep", 0, "not_asked_to_correct"),
        ("clerk", 0, "not_asked_to_correct"),
        ("guest", 0, "not_authorized"),
        ("public", 0, "not_authorized"),
        ("organizer", 0, "not_authorized"),
    ],
)
def test_who_may_correct_and_until_when(who: str, wait: float, code: str | None) -> None:
    scene = circulated()
    scene.wait(wait)
    command = c.ProposeCorrection("opening", "甲", "乙")
    if code is None:
        (event,) = scene.act(who, command)
        assert isinstance(event, e.CorrectionProposed)
        assert event.participant_id == who
    else:
        assert scene.refused(who, command) == code


def test_an_accepted_correction_is_what_the_minutes_say() -> None:
    scene = circulated()
    id = propose(scene, text="会议由省里主持。")
    accept = c.SettleCorrection(id, accept=True, drafted=words(scene)[0])
    scene.act("clerk", accept)
    assert words(scene)[0] == "会议由省里主持。"
    assert scene.refused("clerk", accept) == "correction_settled"
    (mine,) = circulated_minutes(scene.records, scene.actor("member")).corrections
    assert mine.accepted is True
    assert circulated_minutes(scene.records, scene.actor("dept")).corrections == []


def test_an_accepted_correction_overwrites_nobody() -> None:
    scene = circulated()
    id = propose(scene)
    scene.act("organizer", c.EditMinutes("opening", "另有一说。", 0))
    accept = c.SettleCorrection(id, accept=True)
    assert scene.refused("clerk", accept) == "stale_revision"
    scene.act("clerk", replace(accept, base_revision=1))
    assert words(scene)[0] == "会议开得很好。"


def test_a_declined_correction_needs_a_reason() -> None:
    scene = circulated()
    before = words(scene)
    id = propose(scene)
    assert scene.refused("clerk", c.SettleCorrection(id, False, " ")) == "declined_without_reason"
    scene.act("clerk", c.SettleCorrection(id, False, "录音如此"))
    assert words(scene) == before
    (mine,) = circulated_minutes(scene.records, scene.actor("member")).corrections
    assert (mine.accepted, mine.answer) == (False, "录音如此")
    assert scene.refused("clerk", c.SettleCorrection("x", False, "无")) == "no_such_correction"


def test_approval_waits_for_corrections_and_the_deadline() -> None:
    scene = circulated()
    id = propose(scene)
    early = c.ApproveMinutes("急用")
    assert scene.refused("chair", early) == "corrections_unsettled"
    scene.act("clerk", c.SettleCorrection(id, False, "录音如此"))
    assert scene.refused("chair", c.ApproveMinutes()) == "corrections_awaited"
    assert scene.refused("chair", c.ApproveMinutes(" ")) == "corrections_awaited"
    for who in ("clerk", "organizer", "member"):
        assert scene.refused(who, early) == "not_authorized"
    scene.wait(24 * 3600)
    assert scene.act("chair", c.ApproveMinutes()) == [e.MinutesApproved(1, None)]


def test_whoever_presides_approves() -> None:
    scene = opened()
    scene.act("chair", c.NameDeputies(["clerk"]))
    scene.act("system", c.LeaveConsultation("chair"))
    scene.act("clerk", c.TakeChair())
    scene.act("clerk", c.CloseConsultation())
    circulate(scene)
    scene.act("clerk", c.ApproveMinutes("各方都已回复"))
    assert scene.now_state.minutes.stage is APPROVED


# --- signing ----------------------------------------------------------------------------------


def test_signing_names_exactly_what_was_approved() -> None:
    scene = approved()
    scene.act("clerk", c.RecordOutcome("迟到的成果", "局", "2027-05-31", Source("opinion", "o1")))
    event = sign(scene)
    assert (event.version, event.number, event.date, event.signer) == (
        1, "第 6 号", "2026-07-20", "主持人",
    )  # fmt: skip
    assert "迟到的成果" not in document(scene).decode()
    issue = msgspec.json.decode(document(scene))["issue"]
    assert (issue["number"], issue["signer"]) == ("第 6 号", "主持人")
    assert issue["issued_on"] == "2026年7月20日"
    assert differing(scene.records) == []


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.SignMinutes("第 6 号", "2026-02-30", "主持人"), "no_such_date"),
        (c.SignMinutes(" ", "2026-07-20", "主持人"), "signature_incomplete"),
        (c.SignMinutes("第 6 号", "2026-07-20", " "), "signature_incomplete"),
    ],
)
def test_signatures_that_are_refused(command: c.SignMinutes, code: str) -> None:
    scene = approved()
    assert scene.refused("chair", sealed(scene.records, command)) == code


def test_a_hash_of_an_earlier_approval_signs_nothing() -> None:
    scene = approved()
    old = sealed(scene.records, SIGNATURE)
    scene.act("clerk", c.ReopenMinutes("有误"))
    circulate(scene)
    approve(scene)
    for command in (old, SIGNATURE):
        assert scene.refused("chair", command) == "approved_anew"


def test_a_signed_version_stands_while_the_next_is_made() -> None:
    scene = signed()
    first = scene.now_state.minutes.signed[0]
    kept = document(scene)
    edit = c.EditMinutes("opening", "第二版的开头。", 0)
    assert scene.refused("clerk", edit) == "minutes_signed"
    assert scene.refused("clerk", c.ReopenMinutes(" ")) == "reopened_without_reason"
    scene.act("clerk", c.ReopenMinutes("日期有误"))
    scene.act("clerk", edit)
    assert (scene.now_state.minutes.version, scene.now_state.minutes.stage) == (2, DRAFT)
    assert "第二版的开头。" in document(scene).decode()
    assert document(scene, first.seq) == kept
    shown = circulated_minutes(scene.records, scene.actor("member"))
    assert msgspec.json.encode(shown.document) == kept  # readers see what stands
    circulate(scene)
    approve(scene)
    sign(scene, replace(SIGNATURE, number="第 7 号"))
    versions = scene.now_state.minutes.signed
    assert [one.signature.number for one in versions] == ["第 6 号", "第 7 号"]
    assert document(scene, first.seq) == kept
    with pytest.raises(Refused, match="no_such_minutes_version"):
        as_signed(scene.now_state, scene.records, 3)


def test_another_hash_is_named() -> None:
    scene = approved()
    forged = replace(sealed(scene.records, SIGNATURE), sha256="0" * 64)
    scene.act("chair", forged)
    assert differing(scene.records) == [1]


# --- who sees what ----------------------------------------------------------------------------


def test_who_is_told() -> None:
    scene = circulated()
    for who, asked in (("clerk", True), ("member", True), ("rep", True), ("guest", False)):
        view = snapshot(scene.now_state, scene.actor(who)).minutes
        assert (view is not None) == asked
    view = snapshot(scene.now_state, scene.actor("member")).minutes
    assert view is not None
    assert (view.stage, view.to) == (CIRCULATED, ["member", "dept"])


@pytest.mark.parametrize(
    ("make", "who", "code"),
    [
        (over, "member", "not_asked_to_correct"),
        (over, "clerk", "minutes_not_circulated"),
        (circulated, "rep", "not_asked_to_correct"),
        (circulated, "public", "not_asked_to_correct"),
    ],
)
def test_who_does_not_read_the_circulated_draft(
    make: Callable[[], Scene], who: str, code: str
) -> None:
    scene = make()
    with pytest.raises(Refused, match=code):
        circulated_minutes(scene.records, scene.actor(who))


# --- whatever anybody does --------------------------------------------------------------------

STEPS = st.sampled_from(list(STAGES))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(STEPS, st.integers(0, 9)), min_size=10, max_size=60))
def test_no_act_changes_what_was_signed(steps: list[tuple[type[c.Command], int]]) -> None:
    scene = over()
    kept: dict[int, bytes] = {}
    for kind, number in steps:
        who, command = acts(scene)[kind]
        work = scene.now_state.minutes
        if isinstance(command, c.EditMinutes):
            edit = work.edits.get("opening")
            command = replace(
                command, text=f"第 {number} 稿", base_revision=edit.revision if edit else 0
            )
        try:
            scene.act(who, command)
        except Refused:
            continue
        for one in scene.now_state.minutes.signed:
            made = document(scene, one.seq)
            assert kept.setdefault(one.signature.version, made) == made
    assert replay(scene.records) == scene.now_state
    assert differing(scene.records) == []
    assert config.MINUTES_VERSIONS_MAX >= len(kept) == len(scene.now_state.minutes.signed)
