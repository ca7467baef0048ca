"""An office's template of one consultation: set, replaced, removed, kept with what was signed."""

import pytest
from msgspec.structs import replace

from sessions import commands as c
from sessions import minutes_template
from sessions.audience import visible
from sessions.consultation import replay
from sessions.documents import kept_hashes
from sessions.minutes_editor import minutes_editor
from tests.support.consultation import Scene, joined
from tests.support.minutes import TEMPLATE, approve, approved, circulate, sign, signed

OTHER = replace(TEMPLATE, name="新红头.docx", sha256="b" * 64, fields=[])


def given(scene: Scene) -> Scene:
    scene.act("organizer", c.SetMinutesTemplate(TEMPLATE))
    return scene


def test_it_is_set_replaced_and_removed_and_all_bytes_stay() -> None:
    scene = given(joined())
    assert minutes_editor(scene.records).template == TEMPLATE
    assert scene.act("clerk", c.SetMinutesTemplate(TEMPLATE)) == [], "it is that already"
    scene.act("clerk", c.SetMinutesTemplate(OTHER))
    assert scene.now_state.minutes.template == OTHER
    scene.act("chair", c.RemoveMinutesTemplate())
    assert scene.act("chair", c.RemoveMinutesTemplate()) == []
    assert minutes_editor(scene.records).template is None
    assert kept_hashes(scene.now_state) == {TEMPLATE.sha256, OTHER.sha256}
    assert replay(scene.records) == scene.now_state


def test_a_signed_version_keeps_the_one_it_was_signed_with() -> None:
    scene = given(approved())
    sign(scene)
    for command in (c.SetMinutesTemplate(OTHER), c.RemoveMinutesTemplate()):
        assert scene.refused("clerk", command) == "minutes_signed"
    scene.act("clerk", c.ReopenMinutes("日期有误"))
    scene.act("clerk", c.SetMinutesTemplate(OTHER))
    circulate(scene)
    approve(scene)
    sign(scene, c.SignMinutes("第 7 号", "2026-07-21", "主持人"))
    first, second = scene.now_state.minutes.signed
    assert (first.template, second.template) == (TEMPLATE, OTHER)


def test_what_was_signed_without_one_has_none() -> None:
    scene = signed()
    scene.act("clerk", c.ReopenMinutes("日期有误"))
    given(scene)
    assert scene.now_state.minutes.signed[0].template is None


def test_only_staff_are_told() -> None:
    scene = given(joined())
    record = scene.records[-1]
    told = [who for who in ("organizer", "clerk", "member", "public") if
            visible(record, scene.actor(who))]  # fmt: skip
    assert told == ["organizer", "clerk"]


def test_there_is_an_end_to_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minutes_template, "MINUTES_TEMPLATES_MAX", 1)
    scene = given(joined())
    assert scene.refused("clerk", c.SetMinutesTemplate(OTHER)) == "too_many"
