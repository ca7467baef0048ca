"""Loudness, and who leads."""

from media.active_speaker import FORGET_AFTER, PATIENCE, SILENCE, ActiveSpeakers, LevelMeter


def test_silence_until_something_is_heard() -> None:
    assert LevelMeter().level(1.0) == SILENCE


def test_rises_within_100_ms_and_falls_slowly() -> None:
    meter = LevelMeter()
    for packet in range(5):
        meter.receive(bytes([0x80 | 30]), packet * 0.02)
    assert meter.level(0.1) >= -40
    meter.receive(bytes([127]), 0.12)
    assert meter.level(0.12) >= -50


def test_a_track_that_stops_is_silent() -> None:
    meter = LevelMeter()
    for _ in range(20):
        meter.receive(bytes([10]), 1.0)
    assert meter.level(1.0 + FORGET_AFTER) > SILENCE
    assert meter.level(1.01 + FORGET_AFTER) == SILENCE


def test_an_empty_extension_says_nothing() -> None:
    meter = LevelMeter()
    meter.receive(b"", 1.0)
    assert meter.level(1.0) == SILENCE


def _after(speakers: ActiveSpeakers, levels: dict[str, int], start: float, end: float) -> list[str]:
    ranking: list[str] = []
    for tick in range(round((end - start) * 10) + 1):
        ranking = speakers.update(levels, start + tick / 10)
    return ranking


def test_who_speaks_longer_than_a_cough_takes_the_lead() -> None:
    speakers = ActiveSpeakers()
    quiet = {"a": -30, "b": -90, "c": -90}
    assert _after(speakers, quiet, 0, 2) == ["a", "b", "c"]
    speaks = {"a": -80, "b": -90, "c": -30}
    assert _after(speakers, speaks, 2, 2 + PATIENCE / 2)[0] == "a"
    assert _after(speakers, speaks, 2 + PATIENCE / 2, 6)[0] == "c"


def test_a_little_louder_is_not_louder() -> None:
    speakers = ActiveSpeakers()
    speakers.update({"a": -30, "b": -90}, 0)
    assert _after(speakers, {"a": -30, "b": -27}, 0, 5)[0] == "a"


def test_noise_displaces_nobody() -> None:
    speakers = ActiveSpeakers()
    speakers.update({"a": -127, "b": -127}, 0)
    assert _after(speakers, {"a": -127, "b": -70}, 0, 5)[0] == "a"


def test_who_leaves_is_gone() -> None:
    speakers = ActiveSpeakers()
    speakers.update({"a": -30, "b": -40}, 0)
    assert speakers.update({"b": -40}, 1) == ["b"]
