"""What one session asks of the relay, step by step in virtual time."""

import pytest

from media.messages import Shown
from signaling.errors import MediaUnavailable
from signaling.media_link import (
    ANSWER_TIMEOUT,
    MAX_PUBLISHES,
    RETRY,
    DoAnswer,
    DoPublish,
    DoSubscribe,
    DoWatch,
    MediaLink,
    Step,
)
from signaling.messages import Answer, Publish


def publish(id: str) -> Publish:
    return Publish(id=id, sdp=id)


def steps(link: MediaLink, now: float = 0.0) -> list[Step]:
    """All steps that are due, each offer being made as asked, by revision 1, 2, …"""
    done: list[Step] = []
    while (step := link.next_step(now)) is not None:
        done.append(step)
        if isinstance(step, DoSubscribe):
            link.offered(len([s for s in done if isinstance(s, DoSubscribe)]), step.tracks, now)
    return done


def test_nothing_is_asked_where_nothing_is_wanted() -> None:
    link = MediaLink("c:s")
    assert steps(link) == []
    assert link.want([]) is False
    assert steps(link) == []
    assert link.next_timer() is None


def test_changes_are_coalesced_while_an_offer_is_outstanding() -> None:
    link = MediaLink("c:s")
    assert link.want([1]) is True
    assert steps(link) == [DoSubscribe((1,), False)]
    for tracks in ([1, 2], [1, 2, 3], [2, 3]):
        assert link.want(tracks) is True
        assert steps(link) == []
    link.answer(Answer(revision=1, sdp="a"))
    assert steps(link) == [DoAnswer(1, "a"), DoSubscribe((2, 3), False)]


def test_order_alone_makes_no_offer() -> None:
    link = MediaLink("c:s")
    link.want([1, 2])
    steps(link)
    link.answer(Answer(revision=1, sdp="a"))
    steps(link)
    assert link.want([2, 1]) is False
    assert steps(link) == []


@pytest.mark.parametrize("revision", [0, 2, -1, 10**9])
def test_only_the_outstanding_offers_answer_counts(revision: int) -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link)
    link.answer(Answer(revision=revision, sdp="stale"))
    assert steps(link) == []


def test_a_client_that_never_answers_holds_up_nothing_for_ever() -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link, 0.0)
    assert steps(link, ANSWER_TIMEOUT + 1) == []
    link = MediaLink("c:s")
    link.want([1])
    steps(link, 0.0)
    link.want([1, 2])
    assert link.next_timer() == ANSWER_TIMEOUT
    assert steps(link, ANSWER_TIMEOUT - 0.1) == []
    assert steps(link, ANSWER_TIMEOUT) == [DoSubscribe((1, 2), False)]


def test_restart_asks_for_new_ice_once() -> None:
    link = MediaLink("c:s")
    link.restart()
    assert steps(link) == []
    link.want([1])
    steps(link)
    link.restart()
    assert steps(link) == [DoSubscribe((1,), True)]
    link.want([1, 2])
    link.answer(Answer(revision=1, sdp="a"))
    assert steps(link)[-1] == DoSubscribe((1, 2), False)


def test_asking_twice_for_a_restart_is_asking_once() -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link)
    link.restart()
    link.restart()
    assert steps(link) == [DoSubscribe((1,), True)]


def test_coming_back_repeats_what_was_not_answered() -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link)
    link.publish(publish("lost"))
    link.resume()
    assert steps(link) == [DoSubscribe((1,), False)]
    link.answer(Answer(revision=1, sdp="a"))
    steps(link)
    link.resume()
    assert steps(link) == []


def test_a_closed_transport_is_offered_anew_without_restart() -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link)
    link.restart()
    link.down_closed()
    assert steps(link) == [DoSubscribe((1,), False)]


def test_publishing_comes_before_being_sent_and_in_order() -> None:
    link = MediaLink("c:s")
    link.want([1])
    link.publish(publish("a"))
    link.publish(publish("b"))
    assert steps(link) == [
        DoPublish(publish("a")),
        DoPublish(publish("b")),
        DoSubscribe((1,), False),
    ]


def test_waiting_offers_are_bounded() -> None:
    link = MediaLink("c:s")
    for number in range(MAX_PUBLISHES):
        link.publish(publish(str(number)))
    with pytest.raises(MediaUnavailable):
        link.publish(publish("one too many"))


def test_without_a_relay_nothing_is_asked_and_offers_are_refused() -> None:
    link = MediaLink("c:s")
    link.publish(publish("a"))
    link.want([1])
    assert link.halt() == [publish("a")]
    assert steps(link) == []
    assert link.next_timer() is None
    with pytest.raises(MediaUnavailable):
        link.publish(publish("b"))


def test_another_relay_begins_from_nothing() -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link)
    link.want([1, 2])
    link.halt()
    link.reset()
    assert steps(link) == []
    link.answer(Answer(revision=1, sdp="from before"))
    assert steps(link) == []
    link.want([7])
    assert steps(link) == [DoSubscribe((7,), False)]


def test_offers_that_wait_when_all_begins_anew_are_refused_and_the_next_are_taken() -> None:
    link = MediaLink("c:s")
    link.publish(publish("a"))
    link.publish(publish("b"))
    assert link.reset() == [publish("a"), publish("b")]
    link.publish(publish("c"))
    assert steps(link) == [DoPublish(publish("c"))]


def test_a_request_given_up_half_way_is_made_good() -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link)
    link.answer(Answer(revision=1, sdp="a"))
    assert link.next_step(0.0) == DoAnswer(1, "a")
    link.interrupted()
    assert steps(link) == [DoSubscribe((1,), False)]


def test_a_refused_offer_waits_for_a_change() -> None:
    link = MediaLink("c:s")
    link.want([1, 2])
    assert link.next_step(0.0) == DoSubscribe((1, 2), False)
    link.not_offered()
    assert steps(link) == []
    link.want([1])
    assert steps(link) == [DoSubscribe((1,), False)]


def test_the_sending_transport_can_be_replaced() -> None:
    link = MediaLink("c:s")
    names = [link.up, link.next_up]
    link.renamed()
    assert names == ["c:s.up1", "c:s.up2"]
    assert (link.up, link.down) == ("c:s.up2", "c:s.down1")


def test_no_name_is_used_for_two_transports() -> None:
    link = MediaLink("c:s")
    names = [(link.up, link.down)]
    for happens in (link.down_closed, link.reset, link.renamed, link.reset):
        happens()
        names.append((link.up, link.down))
    assert names == [
        ("c:s.up1", "c:s.down1"),
        ("c:s.up1", "c:s.down2"),
        ("c:s.up2", "c:s.down3"),
        ("c:s.up3", "c:s.down3"),
        ("c:s.up4", "c:s.down4"),
    ]


def test_a_relay_at_its_limit_is_asked_again_in_a_while_and_not_at_once() -> None:
    link = MediaLink("c:s")
    link.want([1])
    assert link.next_step(0.0) == DoSubscribe((1,), False)
    link.postponed(0.0)
    link.want([1, 2])
    assert link.next_step(RETRY - 0.1) is None
    assert link.next_timer() == RETRY
    link.down_closed()
    assert link.next_step(RETRY - 0.1) is None, "it was the relay's error that ended it"
    assert link.next_step(RETRY) == DoSubscribe((1, 2), False)


def shown(*heights: int) -> tuple[Shown, ...]:
    return tuple(Shown(track, height, 3) for track, height in enumerate(heights, 1))


def test_what_is_looked_at_is_told_once_there_is_a_transport_to_tell() -> None:
    link = MediaLink("c:s")
    assert link.watch(shown(180)) is True
    assert link.watch(shown(180)) is False
    assert steps(link) == []
    link.want([1])
    assert steps(link) == [DoSubscribe((1,), False), DoWatch(shown(180))]


def test_looks_are_coalesced_and_wait_for_no_answer() -> None:
    link = MediaLink("c:s")
    link.want([1])
    steps(link)
    for height in (180, 0, 720):
        link.watch(shown(height))
    assert steps(link) == [DoWatch(shown(720))]
    link.watch(shown(90))
    link.watch(shown(720))
    assert steps(link) == []


def test_another_transport_is_told_anew() -> None:
    link = MediaLink("c:s")
    link.want([1])
    link.watch(shown(360))
    steps(link)
    link.down_closed()
    assert steps(link) == [DoSubscribe((1,), False), DoWatch(shown(360))]


def test_another_relay_is_told_nothing_of_the_old_ones_tracks() -> None:
    link = MediaLink("c:s")
    link.want([1])
    link.watch(shown(360))
    steps(link)
    link.halt()
    link.watch(shown(0))
    assert steps(link) == []
    link.reset()
    link.want([7])
    assert steps(link) == [DoSubscribe((7,), False)]


def test_what_was_being_told_when_given_up_is_told_again() -> None:
    link = MediaLink("c:s")
    link.want([1])
    link.watch(shown(360))
    steps(link)
    link.answer(Answer(revision=1, sdp="a"))
    steps(link)
    link.interrupted()
    assert DoWatch(shown(360)) in steps(link)
