"""Command keys: once per actor, forgotten after a while, never mistaken for another command's."""

import pytest

from sessions import command_keys
from sessions.command_keys import CommandKeys, scoped
from sessions.commands import IssueInvitation, PublishOpinion, SubmitOpinion, WithholdOpinion
from sessions.config import KEY_MEMORY_MS
from sessions.errors import Refused
from sessions.types import Actor
from tests.support.consultation import Scene

RECORDS = Scene().records
ONE = PublishOpinion("o1")
SCOPE = ("c", "clerk:a:k")


def test_the_same_command_has_the_same_answer() -> None:
    keys = CommandKeys()
    assert keys.answer(SCOPE, ONE, 0) is None
    keys.remember(SCOPE, ONE, 0, RECORDS)
    assert keys.answer(SCOPE, ONE, KEY_MEMORY_MS) == RECORDS
    assert keys.answer(SCOPE, ONE, KEY_MEMORY_MS + 1) is None
    assert keys.answer(("other", SCOPE[1]), ONE, 0) is None


def test_another_command_under_the_key_is_refused() -> None:
    keys = CommandKeys()
    keys.remember(SCOPE, ONE, 0, RECORDS)
    with pytest.raises(Refused, match="key_reused"):
        keys.answer(SCOPE, WithholdOpinion("o1", "重复"), 0)


def test_an_opinion_sent_again_has_other_ids_and_is_the_same() -> None:
    keys = CommandKeys()
    keys.remember(SCOPE, SubmitOpinion("o1", "r1", "意见"), 0, RECORDS)
    assert keys.answer(SCOPE, SubmitOpinion("o2", "r2", "意见"), 0) == RECORDS
    with pytest.raises(Refused, match="key_reused"):
        keys.answer(SCOPE, SubmitOpinion("o2", "r2", "另一条"), 0)


def test_an_invitation_sent_again_may_count_its_time_from_later() -> None:
    keys = CommandKeys()
    keys.remember(SCOPE, IssueInvitation("i1", "li", 1_000), 0, RECORDS)
    assert keys.answer(SCOPE, IssueInvitation("i1", "li", 2_000), 0) == RECORDS
    for other in (IssueInvitation("i1", "wang", 1_000), IssueInvitation("i2", "li", 1_000)):
        with pytest.raises(Refused, match="key_reused"):
            keys.answer(SCOPE, other, 0)


def test_what_was_read_back_answers_whatever_is_asked() -> None:
    keys = CommandKeys()
    keys.remember(SCOPE, None, 0, RECORDS)
    assert keys.answer(SCOPE, ONE, 0) == RECORDS


def test_the_oldest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_keys, "KEYS_MAX", 3)
    keys = CommandKeys()
    for n in range(5):
        keys.remember(("c", str(n)), ONE, 0, RECORDS)
    kept = [keys.answer(("c", str(n)), ONE, 0) is not None for n in range(5)]
    assert kept == [False, False, True, True, True]


@pytest.mark.parametrize(
    ("actor", "scope"),
    [
        (Actor("chair", "a", "v"), "chair:a:k"),
        (Actor("viewer"), "viewer::k"),
        (Actor("organizer", name="会务"), "organizer::k"),
    ],
)
def test_a_key_is_its_actors(actor: Actor, scope: str) -> None:
    assert scoped(actor, "k") == scope


def test_a_key_is_bounded() -> None:
    scoped(Actor("viewer"), "k" * 80)
    with pytest.raises(Refused, match="key_too_long"):
        scoped(Actor("viewer"), "k" * 81)
