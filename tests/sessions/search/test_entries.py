"""What of a log can be found, and by whose name."""

from sessions.commands import (
    AddCaption,
    CorrectCaption,
    FileReply,
    GrantFloor,
    PutQuestion,
    RecordOutcome,
    RequestFloor,
    StartSpeech,
    SubmitOpinion,
)
from sessions.search.entries import Entry, entry
from sessions.types import Source
from tests.support.consultation import Scene, started


def found(scene: Scene) -> list[Entry]:
    """All entries since the item began."""
    begun = next(r.seq for r in scene.records if r.event.__class__.__name__ == "ItemStarted")
    read = (entry(record, scene.now_state) for record in scene.records if record.seq > begun)
    return [one for one in read if one is not None]


def test_what_is_said_asked_written_and_agreed() -> None:
    scene = started()
    scene.act("chair", PutQuestion(["dept"], "何时完成？"))
    scene.act("dept", FileReply(scene.question, "年底前完成。"))
    scene.act("chair", GrantFloor(participant_id="member"))
    scene.act("member", StartSpeech(scene.speech))
    begun = scene.now
    scene.act("clerk", AddCaption("各位", begun, begun + 900, speech_id=scene.speech))
    caption = scene.now_state.captions[0].caption_id
    scene.act("clerk", CorrectCaption(caption, "各位委员"))
    scene.act("public", SubmitOpinion("o1", "r1", "多种树", "居民", "株洲"))
    source = Source("item", "statements")
    scene.act("clerk", RecordOutcome("安置职工", "市人社局", "2026-12-31", source))

    assert [(one.kind, one.who, one.text) for one in found(scene)] == [
        ("question", "市生态环境局", "何时完成？"),
        ("reply", "市生态环境局", "年底前完成。"),
        ("speech", "区委员", "区委员，发言"),
        ("caption", "区委员", "各位"),
        ("caption", "", "各位委员"),
        ("opinion", "株洲·居民", "多种树"),
        ("outcome", "市人社局", "安置职工（市人社局）"),
    ]
    said, corrected = (one for one in found(scene) if one.kind == "caption")
    assert said.key == corrected.key
    assert (said.at, corrected.at) == (begun, None)


def test_a_seat_is_named_and_not_the_operator() -> None:
    scene = started()
    scene.act("room_sf", RequestFloor(seat_id="sf1"))
    scene.act("chair", GrantFloor(request_id=scene.request_of("room_sf")))
    (speech,) = (one for one in found(scene) if one.kind == "speech")
    assert speech.who == "区席位一"
