"""Documents of agenda items: attached, ordered, taken back; and who may read which page."""

import pytest

from sessions.commands import (
    AttachDocument,
    CloseConsultation,
    MoveDocument,
    PresentDocument,
    RemoveDocument,
    TurnPage,
)
from sessions.config import DOCUMENTS_MAX
from sessions.documents import attached, is_public_now, kept_hashes, readable
from sessions.errors import Refused
from sessions.events import DocumentAttached, DocumentMoved, DocumentRemoved, PresentationStopped
from sessions.views import snapshot
from tests.support.consultation import Scene, attach, opened, started


def with_documents(*ids: str, item_id: str = "statements") -> Scene:
    scene = started()
    for id in ids:
        scene.act("clerk", attach(id, item_id))
    return scene


def order(scene: Scene) -> list[str]:
    return [one.document_id for one in snapshot(scene.now_state, scene.actor("member")).documents]


def test_attaching_says_which_bytes() -> None:
    scene = started()
    command = attach("d1", pages=7, public=False)
    (event,) = scene.act("organizer", command)
    assert isinstance(event, DocumentAttached)
    kept = scene.now_state.documents["d1"]
    assert (kept.sha256, kept.pages, kept.public) == (command.sha256, 7, False)
    assert kept.attached_at == scene.now


@pytest.mark.parametrize(
    ("scene", "command", "code"),
    [
        (opened, attach("d1", "xx"), "no_such_item"),
        (lambda: with_documents("d1"), attach("d1"), "id_taken"),
        (Scene, RemoveDocument("xx"), "no_such_document"),
        (Scene, MoveDocument("xx", 0), "no_such_document"),
    ],
)
def test_what_is_refused(
    scene: type[Scene], command: AttachDocument | RemoveDocument | MoveDocument, code: str
) -> None:
    assert scene().refused("clerk", command) == code


def test_a_closed_consultation_takes_and_gives_back_nothing() -> None:
    scene = with_documents("d1")
    scene.act("chair", CloseConsultation())
    for command in (attach("d2"), RemoveDocument("d1"), MoveDocument("d1", 0)):
        assert scene.refused("clerk", command) == "consultation_closed"


def test_there_is_an_end_to_them_those_removed_included() -> None:
    scene = started()
    for n in range(DOCUMENTS_MAX):
        scene.act("clerk", attach(f"d{n}"))
    scene.act("clerk", RemoveDocument("d0"))
    assert scene.refused("clerk", attach("more")) == "too_many"


@pytest.mark.parametrize(
    ("moved", "position", "after"),
    [
        ("a", 2, ["b", "c", "a"]),
        ("c", 0, ["c", "a", "b"]),
        ("a", 99, ["b", "c", "a"]),
        ("b", 1, None),
        ("c", 99, None),
    ],
)
def test_order_among_those_of_an_item(moved: str, position: int, after: list[str] | None) -> None:
    scene = with_documents("a", "b", "c")
    events = scene.act("clerk", MoveDocument(moved, position))
    assert bool(events) == (after is not None)
    assert all(isinstance(one, DocumentMoved) for one in events)
    assert order(scene) == (after or ["a", "b", "c"])


def test_they_are_listed_in_the_order_of_the_agenda() -> None:
    scene = with_documents("last")
    scene.act("clerk", attach("first", "briefing"))
    assert order(scene) == ["first", "last"]
    assert list(attached(scene.now_state)) == ["first", "last"]


def test_one_that_is_removed_is_gone_and_cannot_be_removed_again() -> None:
    scene = with_documents("a", "b")
    assert scene.act("clerk", RemoveDocument("a")) == [DocumentRemoved("a")]
    assert order(scene) == ["b"]
    assert scene.refused("clerk", RemoveDocument("a")) == "no_such_document"


def test_removing_what_is_shown_ends_the_showing() -> None:
    scene = with_documents("a")
    scene.act("chair", PresentDocument("a"))
    assert scene.act("clerk", RemoveDocument("a")) == [
        PresentationStopped("removed"),
        DocumentRemoved("a"),
    ]
    assert scene.now_state.presentation is None


def test_bytes_are_kept_for_what_is_attached_or_was_shown() -> None:
    scene = with_documents("a", "b", "c")
    scene.act("chair", PresentDocument("a"))
    scene.act("clerk", RemoveDocument("a"))
    scene.act("clerk", RemoveDocument("b"))
    assert kept_hashes(scene.now_state) == {attach("a").sha256, attach("c").sha256}


READERS = ["chair", "clerk", "organizer", "member", "dept", "room_zz", "guest", "public"]


@pytest.mark.parametrize(
    ("document", "page", "refused"),
    [
        ("shown", 2, {}),
        ("shown", 1, {"guest": "not_authorized", "public": "not_authorized"}),
        ("other", 1, {"guest": "not_authorized", "public": "not_authorized"}),
        ("shown", 4, dict.fromkeys(READERS, "no_such_document_page")),
        ("xx", 1, dict.fromkeys(READERS, "no_such_document")),
        ("unused", 1, dict.fromkeys(READERS, "no_such_document")),
        (
            "past", 1,
            dict.fromkeys(["member", "dept", "room_zz", "guest", "public"], "no_such_document"),
        ),
    ],
)  # fmt: skip
def test_who_may_read(document: str, page: int, refused: dict[str, str]) -> None:
    """`past` was shown and removed, `unused` removed without having been shown."""
    scene = with_documents("past", "unused", "shown", "other")
    scene.act("chair", PresentDocument("past"))
    scene.act("clerk", RemoveDocument("past"))
    scene.act("clerk", RemoveDocument("unused"))
    scene.act("chair", PresentDocument("shown"))
    scene.act("chair", TurnPage("shown", 2))
    found = {}
    for who in READERS:
        try:
            readable(scene.now_state, scene.actor(who), document, page)
        except Refused as error:
            found[who] = error.code
    assert found == refused


def test_the_public_sees_the_page_that_is_shown_where_it_may() -> None:
    scene = with_documents("a")
    scene.act("clerk", attach("inner", public=False))
    assert not is_public_now(scene.now_state, "a", 1)
    scene.act("chair", PresentDocument("a"))
    assert is_public_now(scene.now_state, "a", 1)
    assert not is_public_now(scene.now_state, "a", 2)
    scene.act("chair", PresentDocument("inner"))
    assert not is_public_now(scene.now_state, "inner", 1)
    assert not is_public_now(scene.now_state, "a", 1)
