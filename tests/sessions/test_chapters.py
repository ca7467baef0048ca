"""Chapters: every item and speech that began, in order, with who spoke from where."""

from sessions.chapters import chapters
from sessions.commands import CloseItem, GrantFloor, RevokeFloor, StartItem, StartSpeech, YieldFloor
from tests.support.consultation import Scene, opened
from tests.support.minutes import over


def test_before_anything_began_there_are_none() -> None:
    assert chapters(Scene().now_state) == []


def test_items_and_speeches_in_the_order_of_time() -> None:
    scene = opened()
    scene.act("chair", StartItem("questions"))
    scene.act("chair", GrantFloor(participant_id="member"))
    granted = scene.speech
    began = scene.now
    scene.wait(5)
    scene.act("member", StartSpeech(granted))
    scene.wait(60)
    lasting = chapters(scene.now_state)
    assert [(one.kind, one.ended_at) for one in lasting] == [("item", None), ("speech", None)]
    scene.act("member", YieldFloor(granted))
    scene.act("chair", CloseItem("questions"))
    item, speech = chapters(scene.now_state)
    assert (item.id, item.number, item.title) == ("questions", 2, "提问")
    assert item.ended_at is not None
    assert (speech.id, speech.number, speech.title) == (granted, 1, "提问")
    assert (speech.speaker, speech.venue, speech.level) == ("区委员", "石峰区会场", "county")
    assert began + 5000 <= speech.began_at <= item.ended_at
    assert speech.ended_at is not None
    assert speech.ended_at - speech.began_at >= 60_000


def test_a_grant_taken_back_before_a_word_is_no_chapter() -> None:
    scene = opened()
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("chair", RevokeFloor(scene.speech, "点错了"))
    assert [one.kind for one in chapters(scene.now_state)] == []


def test_they_are_numbered_as_in_the_minutes() -> None:
    numbers = [one.number for one in chapters(over().now_state) if one.kind == "speech"]
    assert numbers == [1]
