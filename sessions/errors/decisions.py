"""What is refused about quorum, votes and ballot papers."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors.language import Language

DecisionsCode = Literal[
    "share_too_large",
    "quorum_not_met",
    "no_such_ballot",
    "no_such_option",
    "options_must_differ",
    "too_many_choices",
    "share_impossible",
    "role_has_no_vote",
    "nobody_may_vote",
    "no_right_to_vote",
    "ballot_is_open",
    "ballot_not_open",
    "ballot_is_over",
    "vote_is_secret",
    "vote_is_open",
    "hands_were_counted",
    "hands_cannot_be_counted",
    "too_many_hands",
    "paper_already_issued",
    "paper_not_ours",
    "paper_already_cast",
    "ballot_key_lost",
    "too_many_papers",
]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "share_too_large": {
        "zh-CN": "比例最多是 100%。请改小。",
        "en": "A share is 100 % at most. Make it smaller.",
    },
    "quorum_not_met": {
        "zh-CN": "应到 {entitled} 人，开会要有 {needed} 人，现在到了 {present} 人。"
        "等人到齐，或者写明理由后开会。",
        "en": "Of {entitled} who count, {needed} are needed and {present} are present. "
        "Wait for more, or give a reason to begin.",
    },
    "no_such_ballot": {
        "zh-CN": "没有这次表决。",
        "en": "There is no such vote.",
    },
    "no_such_option": {
        "zh-CN": "表决没有这个选项。请重新选。",
        "en": "The vote has no such option. Choose again.",
    },
    "options_must_differ": {
        "zh-CN": "选项至少两个，而且不能相同。不写选项就是“赞成、反对、弃权”。",
        "en": "Give at least two options that differ, or none for “for, against, abstain”.",
    },
    "too_many_choices": {
        "zh-CN": "最多选 {limit} 项。",
        "en": "Choose at most {limit}.",
    },
    "share_impossible": {
        "zh-CN": "这个比例全体同意也达不到。请改小。",
        "en": "Not even everybody together could reach this share. Make it smaller.",
    },
    "role_has_no_vote": {
        "zh-CN": "会场操作员、旁听者和组织者没有表决权。请去掉这些身份。",
        "en": "Venue operators, viewers and organizers have no vote. Leave these roles out.",
    },
    "nobody_may_vote": {
        "zh-CN": "名单里没有人有表决权。请先改参加表决的身份，或补参会名单。",
        "en": "Nobody on the roster may vote. Change the roles that vote, or add to the roster.",
    },
    "no_right_to_vote": {
        "zh-CN": "您在这里没有表决权。列席、旁听的人不参加表决。",
        "en": "You have no vote here. Those who observe or watch do not vote.",
    },
    "ballot_is_open": {
        "zh-CN": "“{title}”正在表决。先结束或取消这次表决。",
        "en": "The vote on “{title}” is open. Close or cancel it first.",
    },
    "ballot_not_open": {
        "zh-CN": "“{title}”现在不能投票：还没有开始，或者已经结束。",
        "en": "The vote on “{title}” takes no votes now: it has not begun, or it is over.",
    },
    "ballot_is_over": {
        "zh-CN": "“{title}”的表决已经开始过了。需要的话，请新建一次表决。",
        "en": "The vote on “{title}” has begun or ended already. Prepare another if needed.",
    },
    "vote_is_secret": {
        "zh-CN": "这是无记名投票，要先领票，再不留名地投出。请在表决卡片上投票。",
        "en": "This is a secret ballot: take a paper first, then cast it without your name.",
    },
    "vote_is_open": {
        "zh-CN": "这次表决不是无记名投票，不用领票。请直接投票。",
        "en": "This is no secret ballot and needs no paper. Vote directly.",
    },
    "hands_were_counted": {
        "zh-CN": "这个会场已经按人数计票。要逐席投票，请先把人数清零。",
        "en": "The hands of this room were counted. Set the count to nought to vote seat by seat.",
    },
    "hands_cannot_be_counted": {
        "zh-CN": "只有举手表决、每人选一项时，才能按人数计票。请逐席投票。",
        "en": "Only a show of hands with one choice each can be counted. Vote seat by seat.",
    },
    "too_many_hands": {
        "zh-CN": "这个会场有表决权的席位共 {limit} 个，人数不能更多。请核对。",
        "en": "This room has {limit} seats that may vote; the count cannot be higher. Check it.",
    },
    "paper_already_issued": {
        "zh-CN": "您的选票已经领过。请在领票的那台设备上投票。",
        "en": "Your paper was taken already. Cast it on the device that took it.",
    },
    "paper_not_ours": {
        "zh-CN": "这张选票没有通过核验，没有计入。请刷新页面后再投。",
        "en": "This paper fails the check and was not counted. Reload the page and cast it again.",
    },
    "paper_already_cast": {
        "zh-CN": "这张选票已经投过，不能改。无记名投票投出后不能更改。",
        "en": "This paper was cast already and cannot be changed: a secret vote is final.",
    },
    "ballot_key_lost": {
        "zh-CN": "服务器上这次投票的密钥不在了，不能再领票。请主持人取消后重新表决。",
        "en": "The server has lost this ballot's key and gives out no more papers. "
        "The chair should cancel it and vote anew.",
    },
    "too_many_papers": {
        "zh-CN": "票箱里的选票比发出的多，不能计票。请主持人取消这次表决，查明原因后重新表决。",
        "en": "The box holds more papers than were given out, so they cannot be counted. "
        "The chair should cancel the vote, and vote anew once the cause is known.",
    },
}
