"""Themes, near-duplicates, regions and the course of opinions."""

from sessions.commands import SetSensitiveWords, SubmitOpinion
from sessions.near_duplicates import near_duplicates
from sessions.opinion_groups import (
    STEPS_MAX,
    Grouped,
    Groups,
    grouped_opinions,
    reading,
    texts_of,
)
from sessions.sensitive_words import SensitiveWords
from sessions.themes import FEWEST, themes
from sessions.types import Mark
from tests.support.consultation import joined

BUS = ["公交车能不能通到新园区", "晚上没有公交车", "上班要转两趟公交车", "公交车票价太高"]
BUS += ["公交车站离小区太远", "希望公交车多几班"]
SOIL = ["土壤修复什么时候验收", "土壤监测结果没有公布", "污染土壤运到哪里", "土壤检测请第三方做"]
SOIL += ["修复土壤的钱谁出", "土壤污染影响种菜"]


def test_what_belongs_together_is_one_theme() -> None:
    texts = [text for pair in zip(BUS, SOIL, strict=True) for text in pair]
    found = themes(texts)
    assert [sorted(one.members) for one in found] == [list(range(0, 12, 2)), list(range(1, 12, 2))]
    assert "公交车" in found[0].words
    assert "土壤" in found[1].words
    assert found[0].representative in found[0].members
    assert themes(texts) == found


def test_too_few_or_nothing_said_is_no_theme() -> None:
    assert themes(BUS[: FEWEST - 1]) == []
    assert themes(["。。。", "？", ""] * 5) == []
    assert themes(["同意搬迁"] * 20) == []


def test_vectors_of_meaning_take_the_place_of_words() -> None:
    texts = ["甲子", "乙丑", "丙寅", "丁卯", "戊辰", "己巳"] * 2
    vectors = [[1.0, 0.0] if at % 2 else [0.0, 1.0] for at in range(12)]
    groups = [set(one.members) for one in themes(texts, vectors)]
    assert groups == [set(range(0, 12, 2)), set(range(1, 12, 2))]


def test_copies_are_near_duplicates_and_opposites_are_not() -> None:
    texts = [
        "请公开搬迁时间表",
        "我支持整体搬迁这个方案",
        "請公開 搬遷時間表！",
        "我不支持整体搬迁这个方案",
        "请公开搬迁时间表吧",
        "同意",
        "同意",
        "完全不同的另一件事情",
    ]
    assert near_duplicates(texts) == [[0, 2, 4]]
    assert near_duplicates([]) == []


def test_the_reading_counts_what_came() -> None:
    scene = joined()
    for n, (text, region) in enumerate([("开赌场", "石峰区"), ("公交", "石峰区"), ("其他", " ")]):
        scene.act("public", SubmitOpinion(f"o{n}", f"r{n}", text, region=region))
    scene.act("clerk", SetSensitiveWords(["赌场"]))
    opinions = grouped_opinions(scene.now_state)
    assert texts_of(opinions) == ["开赌场", "公交", "其他"]
    groups = Groups([Grouped(["公交"], [1, 0])], [[0, 2]], by_meaning=False)
    made = reading(scene.now_state, opinions, groups, SensitiveWords())
    assert [(one.region, one.count) for one in made.regions] == [("石峰区", 2), ("", 1)]
    assert [(one.opinion_id, one.marks) for one in made.marked] == [("o0", (Mark(1, 3),))]
    (theme,) = made.themes
    assert (theme.representative, theme.count, theme.waiting) == ("o1", 2, 2)
    assert made.duplicates == [["o0", "o2"]]
    assert sum(one.count for one in made.course) == 3
    assert len(made.course) <= STEPS_MAX
