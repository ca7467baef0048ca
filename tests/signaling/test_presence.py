"""One member's presence and the quality of their paths, in virtual time."""

import pytest

from signaling.messages import Devices
from signaling.presence import BROKEN_SHOWN, LOST_AFTER, Member, Quality, QualityMeter, State

GOOD = (0.0, 40.0)
LOSSY = (0.2, 40.0)
SLOW = (0.0, 600.0)
BETWEEN = (0.05, 350.0)


@pytest.mark.parametrize(
    ("seconds", "quality"),
    [
        ([], None),
        ([GOOD], "good"),
        ([(0.0, None)], "good"),
        ([LOSSY], "good"),
        ([LOSSY, LOSSY], "weak"),
        ([SLOW, SLOW], "weak"),
        ([LOSSY, GOOD, LOSSY, GOOD], "good"),
        ([LOSSY, LOSSY, *[GOOD] * 4], "weak"),
        ([LOSSY, LOSSY, *[GOOD] * 5], "good"),
        ([LOSSY, LOSSY, *[BETWEEN] * 20], "weak"),
        ([GOOD, *[BETWEEN] * 20], "good"),
        ([LOSSY, LOSSY, *[GOOD] * 4, BETWEEN, *[GOOD] * 4], "weak"),
    ],
)
def test_quality_warns_quickly_and_calms_slowly(
    seconds: list[tuple[float, float | None]], quality: Quality | None
) -> None:
    meter = QualityMeter()
    for now, (loss, rtt) in enumerate(seconds):
        meter.measure(loss, rtt, float(now))
        meter.tick(float(now))
    assert meter.quality == quality


def test_a_path_without_word_is_lost_until_it_is_heard_of_again() -> None:
    meter = QualityMeter()
    meter.tick(100.0)
    assert meter.quality is None
    meter.measure(*GOOD, 100.0)
    meter.tick(100.0 + LOST_AFTER)
    assert meter.quality == "good"
    meter.tick(100.1 + LOST_AFTER)
    assert meter.quality == "lost"
    meter.measure(*GOOD, 110.0)
    assert meter.quality == "good"


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], "gone"),
        (["tie a"], "connected"),
        (["tie a", "untie a"], "reconnecting"),
        (["tie a", "untie a", "wait 29"], "reconnecting"),
        (["tie a", "untie a", "wait 30"], "gone"),
        (["tie a", "untie a", "wait 15", "tie a", "wait 60"], "connected"),
        (["tie a", "tie b", "untie a", "wait 60"], "connected"),
        (["tie a", "tie b", "leave a", "wait 60"], "connected"),
        (["tie a", "leave a"], "gone"),
        (["tie a", "untie a", "leave a"], "gone"),
        (["tie a", "tie b", "untie a", "leave b"], "gone"),
        (["tie a", "tie b", "untie a", "wait 10", "untie b", "wait 29"], "reconnecting"),
        (["tie a", "quiet a"], "reconnecting"),
        (["tie a", "quiet a", "wait 999"], "reconnecting"),
        (["tie a", "quiet a", "heard a"], "connected"),
        (["tie a", "quiet a", "tie a"], "connected"),
        (["tie a", "heard a", "wait 60"], "connected"),
        (["tie a", "tie b", "quiet a"], "connected"),
        (["tie a", "tie b", "quiet a", "untie b", "wait 60"], "reconnecting"),
        (["tie a", "tie b", "quiet a", "leave b", "heard a"], "connected"),
        (["tie a", "quiet a", "wait 99", "untie a", "wait 29"], "reconnecting"),
        (["tie a", "quiet a", "untie a", "wait 30"], "gone"),
        (["tie a", "quiet a", "untie a", "quiet a", "wait 30"], "gone"),
        (["tie a", "quiet a", "leave a"], "gone"),
        (["expect", "wait 29"], "reconnecting"),
        (["expect", "wait 30"], "gone"),
    ],
)
def test_a_place_is_kept_for_the_grace_period(steps: list[str], state: str) -> None:
    member, now = Member("li"), 0.0
    for step in steps:
        match step.split():
            case ["tie", tie]:
                member.tie(tie, "browser", int(now))
            case ["untie", tie]:
                member.untie(tie, now + 30, int(now))
            case ["quiet", tie]:
                member.quiet(tie, int(now))
            case ["heard", tie]:
                member.heard(tie, int(now))
            case ["leave", tie]:
                member.leave(tie, int(now))
            case ["wait", seconds]:
                now += float(seconds)
                member.tick(now, int(now))
            case ["expect"]:
                member.expect(30.0, int(now))
    assert member.presence().state == state


def test_since_is_the_last_change_of_state() -> None:
    member = Member("li")
    member.tie("a", "browser", 10)
    member.tie("b", "browser", 20)
    assert member.presence().since == 10
    member.untie("a", 99.0, 30)
    member.untie("b", 99.0, 40)
    assert member.presence().since == 40
    member.tick(50.0, 50)
    assert member.presence().since == 40


def test_whoever_is_gone_has_no_devices_and_no_paths() -> None:
    member = Member("li")
    member.tie("a", "browser", 0)
    member.devices = Devices(camera=True, microphone=True)
    member.measured("up", 0.0, 10.0, 0.0)
    assert (member.presence().camera, member.presence().quality) == (True, "good")
    member.leave("a", 1)
    assert (member.presence().camera, member.presence().quality) == (False, None)
    assert member.state is State.GONE


def test_quality_is_that_of_the_worst_path() -> None:
    member = Member("li")
    for name, seconds in (("up", [LOSSY, LOSSY]), ("down", [GOOD])):
        for loss, rtt in seconds:
            member.measured(name, loss, rtt, 0.0)
    assert member.presence().quality == "weak"
    member.path_broke("down", 0.0)
    assert member.presence().quality == "lost"


def test_a_silent_path_is_lost_until_it_is_measured_again() -> None:
    member = Member("li")
    member.measured("up", *LOSSY, 0.0)
    member.path_silent("up")
    member.tick(1.0, 0)
    assert member.presence().quality == "lost"
    member.measured("up", *GOOD, 6.0)
    assert member.presence().quality == "good"
    member.path_silent("never measured")
    assert member.presence().quality == "lost"


def test_a_broken_path_is_forgotten_once_another_is_measured() -> None:
    member = Member("li")
    member.measured("up", *GOOD, 0.0)
    member.measured("down", *GOOD, 0.0)
    member.path_broke("up", 1.0)
    member.measured("down", *GOOD, 1.0)
    assert member.presence().quality == "lost"
    member.measured("up2", *GOOD, 2.0)
    assert member.presence().quality == "good"


def test_a_broken_path_that_nothing_replaces_is_told_of_for_a_while() -> None:
    member = Member("li")
    member.tie("a", "browser", 0)
    member.measured("up", *GOOD, 0.0)
    member.path_broke("up", 1.0)
    member.tick(0.9 + BROKEN_SHOWN, 0)
    assert member.presence().quality == "lost"
    member.tick(1.0 + BROKEN_SHOWN, 0)
    assert member.presence().quality is None


def test_a_path_that_was_closed_or_never_measured_is_no_loss() -> None:
    member = Member("li")
    member.measured("up", *GOOD, 0.0)
    member.path_closed("up")
    member.path_broke("never measured", 0.0)
    assert member.presence().quality is None


@pytest.mark.parametrize(
    ("ties", "connection"),
    [
        ([], "browser"),
        (["browser"], "browser"),
        (["bot"], "bot"),
        (["browser", "room_encoder"], "room_encoder"),
    ],
)
def test_a_room_encoder_names_the_connection(ties: list[str], connection: str) -> None:
    member = Member("hall")
    for kind in ties:
        match kind:
            case "browser" | "bot" | "room_encoder":
                member.tie(kind, kind, 0)
    assert member.connection == connection
