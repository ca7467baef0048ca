"""Votes and stances in the words of the minutes."""

from typing import Any

import pytest

from sessions import commands as c
from sessions import events as e
from sessions.ballot_types import BallotTerms, Majority, Quorum, Share, StanceSubject
from sessions.export import docx, markdown
from sessions.export.document import compose
from sessions.export.votes import share
from sessions.minutes_drafting import build
from tests.sessions.test_ballot_audit import paper
from tests.sessions.test_ballot_audit import scene as both
from tests.support.consultation import Scene, started


def text(scene: Scene) -> str:
    return markdown.render(compose(build(scene.records))).decode()


def opened(scene: Scene, method: Any, **given: Any) -> str:
    (prepared,) = scene.act("chair", c.PrepareBallot(BallotTerms("搬迁方案", method, **given)))
    assert isinstance(prepared, e.BallotPrepared)
    scene.act("chair", c.OpenBallot(prepared.ballot_id))
    return prepared.ballot_id


def test_without_votes_there_is_no_such_part() -> None:
    assert "表决" not in text(started())


def test_a_named_ballot() -> None:
    scene = started()
    for seat in ("zz1", "sf1"):
        scene.act("clerk", c.TakeSeat(seat, reason="看画面"))
    id = opened(
        scene,
        "named",
        text="同意按方案二搬迁。",
        quorum=Quorum(Share(2, 3)),
        majority=Majority(Share(1, 2, more_than=True), "present"),
    )
    scene.act("chair", c.CastVote(id, [0]))
    scene.act("member", c.CastVote(id, [0]))
    scene.act("room_zz", c.CastVote(id, [], "zz1"))
    scene.act("member2", c.CastVote(id, [1]))
    scene.act("chair", c.CloseBallot(id))
    made = text(scene)
    assert "（一）搬迁方案" in made
    assert "记名投票，14:30开始，14:30结束。" in made
    assert "通过规则：实到人数过半数；法定人数：应到人数三分之二以上。" in made
    assert "表决文本：同意按方案二搬迁。" in made
    assert "应到 6 人，实到 5 人（法定人数 4 人）。赞成 2 票，反对 1 票，弃权 1 票。" in made
    assert "通过需 3 票。表决结果：未通过。" in made
    assert "| 县级 | 1 | 0 | 0 | 1 | 3 |" in made
    assert "**赞成：**\n- 主持人、区委员" in made
    assert "**反对：**\n- 省委员" in made
    assert "**弃权：**\n- 市席位一" in made


def test_a_show_of_hands_is_numbers_alone() -> None:
    scene = started()
    id = opened(scene, "hands")
    scene.act("member", c.CastVote(id, [0]))
    scene.act("chair", c.CloseBallot(id))
    made = text(scene)
    assert "举手表决" in made
    assert "赞成 1 票，反对 0 票，弃权 0 票。通过需 1 票。表决结果：通过。" in made
    assert "**赞成：**" not in made
    assert build(scene.records).ballots[0].names == []


def test_a_secret_ballot_names_nobody() -> None:
    (secret, named) = build(both().records).ballots
    assert (secret.terms.method, secret.names) == ("secret", [])
    assert len(named.names) == 3
    made = text(both())
    assert "发出选票 3 张，收回 3 张" in made
    assert "| 层级 | 领票 | 应投 |" in made
    assert paper(0).token not in made


def test_options_of_one_s_own_no_quorum_and_cancelled() -> None:
    scene = started()
    id = opened(scene, "hands", options=["甲地", "乙地"], majority=Majority(None))
    scene.act("member", c.CastVote(id, [1]))
    scene.act("chair", c.CloseBallot(id))
    assert "通过规则：票数最多；法定人数：不设。" in text(scene)
    assert "表决结果：通过，乙地当选。" in text(scene)
    id = opened(scene, "hands", quorum=Quorum(number=50))
    scene.act("chair", c.CloseBallot(id))
    assert "法定人数：至少 50 人" in text(scene)
    assert "表决结果：未达法定人数，表决无效。" in text(scene)
    id = opened(scene, "hands")
    assert "尚未结束" in text(scene)
    scene.act("chair", c.CancelBallot(id, "措辞有误"))
    assert "取消，理由：措辞有误。" in text(scene)


def test_closed_by_the_clock() -> None:
    scene = started()
    id = opened(scene, "hands", seconds=60)
    scene.wait(60)
    scene.act("system", c.CloseBallot(id))
    assert "到时结束" in text(scene)


def test_stances() -> None:
    scene = started()
    item = StanceSubject("item", "statements")
    scene.act("member", c.TakeStance(item, "for", "先补偿"))
    scene.act("room_zz", c.TakeStance(item, "for", seat_id="zz1"))
    scene.act("dept", c.TakeStance(item, "abstain"))
    assert (
        "对议程“发言”表态：赞成 2 人（区委员（先补偿）、市席位一），弃权 1 人（市生态环境局）。"
        in text(scene)
    )


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (Share(1, 2, more_than=True), "过半数"),
        (Share(1, 2), "二分之一以上"),
        (Share(2, 3), "三分之二以上"),
        (Share(2, 3, more_than=True), "超过三分之二"),
        (Share(60, 100), "百分之 60以上"),
    ],
)
def test_shares_in_words(of: Share, words: str) -> None:
    assert share(of) == words


def test_the_word_document_holds_it_too() -> None:
    minutes = build(both().records)
    assert docx.render(compose(minutes))[:2] == b"PK"
    assert any(getattr(block, "text", "") == "三、表决与表态" for block in compose(minutes).blocks)
