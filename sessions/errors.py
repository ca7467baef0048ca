"""What this package refuses and fails with: a stable code and a sentence for the reader."""

from collections.abc import Mapping
from typing import Literal, get_args

Code = Literal[
    "not_authorized",
    "no_such_consultation",
    "consultation_exists",
    "consultation_not_open",
    "consultation_open",
    "consultation_adjourned",
    "consultation_closed",
    "id_taken",
    "too_many",
    "no_such_venue",
    "no_such_seat",
    "no_such_item",
    "no_such_participant",
    "no_such_invitation",
    "no_such_request",
    "no_such_speech",
    "no_such_opinion",
    "no_such_source",
    "no_such_caption",
    "caption_empty",
    "caption_times",
    "too_many_languages",
    "no_such_date",
    "venue_tree_needs_one_root",
    "venue_parent_missing",
    "venue_tree_has_cycle",
    "venue_level_rises",
    "seat_not_yours",
    "chair_already_named",
    "role_not_on_roster",
    "invitation_in_the_past",
    "invitation_already_revoked",
    "item_is_running",
    "item_not_running",
    "item_already_closed",
    "already_waiting",
    "already_holds_floor",
    "you_hold_floor",
    "floor_is_taken",
    "cannot_hold_floor",
    "participant_absent",
    "name_one",
    "speech_already_started",
    "speech_ended",
    "speech_too_long",
    "opinion_empty",
    "opinion_already_published",
    "opinion_already_withheld",
    "key_reused",
    "key_too_long",
    "overloaded",
    "record_unavailable",
    "record_damaged",
    "record_newer",
]

CODES: tuple[Code, ...] = get_args(Code)

Language = Literal["zh-CN", "en"]

MESSAGES: Mapping[Code, Mapping[Language, str]] = {
    "not_authorized": {
        "zh-CN": "您的身份不能做这一步。需要的话，请主持人或记录员来做。",
        "en": "Your role may not do this. Ask the chair or the clerk if it is needed.",
    },
    "no_such_consultation": {
        "zh-CN": "没有这场协商会。请核对链接，或联系会务人员。",
        "en": "There is no such consultation. Check the link or ask the organizer.",
    },
    "consultation_exists": {
        "zh-CN": "这场协商会已经建好，不能再建一次。",
        "en": "This consultation has been created already.",
    },
    "consultation_not_open": {
        "zh-CN": "会议还没有开始。开会后再试。",
        "en": "The consultation has not opened yet. Try again once it has.",
    },
    "consultation_open": {
        "zh-CN": "会议正在进行，不用再开始。",
        "en": "The consultation is already in session.",
    },
    "consultation_adjourned": {
        "zh-CN": "会议正在休会。复会后再试。",
        "en": "The consultation is adjourned. Try again once it resumes.",
    },
    "consultation_closed": {
        "zh-CN": "会议已经结束，记录不再改动。",
        "en": "The consultation is closed and its record stands.",
    },
    "id_taken": {
        "zh-CN": "编号“{id}”已经用过。请换一个。",
        "en": "The identifier “{id}” is taken. Choose another.",
    },
    "too_many": {
        "zh-CN": "最多 {limit} 个，已经满了。",
        "en": "The limit of {limit} has been reached.",
    },
    "no_such_venue": {
        "zh-CN": "没有这个会场。请在会场名单里选一个。",
        "en": "There is no such venue. Choose one from the list of venues.",
    },
    "no_such_seat": {
        "zh-CN": "没有这个席位。请在会场的席位里选一个。",
        "en": "There is no such seat. Choose one of the venue's seats.",
    },
    "no_such_item": {
        "zh-CN": "议程里没有这一项。请在议程里选一项。",
        "en": "The agenda has no such item. Choose one from the agenda.",
    },
    "no_such_participant": {
        "zh-CN": "名单里没有这个人。请先把他加进参会名单。",
        "en": "Nobody of that name is on the roster. Add them to the roster first.",
    },
    "no_such_invitation": {
        "zh-CN": "没有这个入会链接。",
        "en": "There is no such join link.",
    },
    "no_such_request": {
        "zh-CN": "这个发言申请已经不在队列里。",
        "en": "This request is no longer on the speaking list.",
    },
    "no_such_speech": {
        "zh-CN": "没有这次发言。",
        "en": "There is no such speech.",
    },
    "no_such_opinion": {
        "zh-CN": "没有找到这条意见。请核对回执号。",
        "en": "This opinion was not found. Check the receipt number.",
    },
    "no_such_source": {
        "zh-CN": "没有找到这项成果的来源。请选一项议程、一次发言或一条意见。",
        "en": "The outcome's source was not found. Choose an agenda item, a speech or an opinion.",
    },
    "no_such_date": {
        "zh-CN": "日历上没有“{date}”这一天。请改日期。",
        "en": "The calendar has no {date}. Correct the date.",
    },
    "venue_tree_needs_one_root": {
        "zh-CN": "会场要有且只有一个最上级会场。请给其余会场选定上级。",
        "en": "Exactly one venue stands at the top. Give every other venue its parent.",
    },
    "venue_parent_missing": {
        "zh-CN": "“{name}”的上级会场不在名单里。请先加上级会场。",
        "en": "The parent of “{name}” is not among the venues. Add the parent first.",
    },
    "venue_tree_has_cycle": {
        "zh-CN": "“{name}”绕回到了自己下面。请改它的上级会场。",
        "en": "“{name}” comes round to stand below itself. Change its parent.",
    },
    "venue_level_rises": {
        "zh-CN": "“{name}”的级别比上级会场高。请改级别，或换上级会场。",
        "en": "“{name}” is of a higher level than its parent. Change the level or the parent.",
    },
    "seat_not_yours": {
        "zh-CN": "这个席位不在您的会场。您可以为本会场的席位申请。",
        "en": "This seat is not in your venue. You may act for seats of your own venue.",
    },
    "chair_already_named": {
        "zh-CN": "主持人已经是{name}。一场会只有一位主持人。",
        "en": "{name} is the chair already. A consultation has one chair.",
    },
    "role_not_on_roster": {
        "zh-CN": "组织者用账号进入，不列入参会名单。请换一个身份。",
        "en": "Organizers sign in and are not on the roster. Choose another role.",
    },
    "invitation_in_the_past": {
        "zh-CN": "链接的有效期已经过去。请选一个以后的时间。",
        "en": "The link would have expired already. Choose a later time.",
    },
    "invitation_already_revoked": {
        "zh-CN": "这个链接已经作废。",
        "en": "This link has been revoked already.",
    },
    "item_is_running": {
        "zh-CN": "“{title}”还在进行。先结束这一项，再开始下一项。",
        "en": "“{title}” is still running. Close it before starting another item.",
    },
    "item_not_running": {
        "zh-CN": "这一项现在没有进行。",
        "en": "This item is not running.",
    },
    "item_already_closed": {
        "zh-CN": "“{title}”已经结束，不能再开始。可以在议程里加一项。",
        "en": "“{title}” is closed and cannot start again. You may add an item to the agenda.",
    },
    "already_waiting": {
        "zh-CN": "您已经在发言队列里，排第 {place} 位。",
        "en": "You are on the speaking list already, no. {place}.",
    },
    "already_holds_floor": {
        "zh-CN": "{name}正在发言，不用再给发言权。",
        "en": "{name} holds the floor already.",
    },
    "you_hold_floor": {
        "zh-CN": "您正在发言，不用再申请。",
        "en": "You hold the floor; there is no need to ask for it.",
    },
    "floor_is_taken": {
        "zh-CN": "已经有两位在对话。先请一位结束，再请下一位。",
        "en": "Two people are in dialogue already. Let one of them finish first.",
    },
    "cannot_hold_floor": {
        "zh-CN": "{name}是来旁听的，不能发言。请另选一位。",
        "en": "{name} is here to watch and cannot take the floor. Choose somebody else.",
    },
    "participant_absent": {
        "zh-CN": "{name}还没有连上会议。等连上后再请发言。",
        "en": "{name} is not connected. Give the floor once they are.",
    },
    "name_one": {
        "zh-CN": "请选一个，而且只选一个。",
        "en": "Choose one, and only one.",
    },
    "speech_already_started": {
        "zh-CN": "发言已经开始计时。",
        "en": "The speech has started already.",
    },
    "speech_ended": {
        "zh-CN": "这次发言已经结束。",
        "en": "This speech has ended.",
    },
    "speech_too_long": {
        "zh-CN": "一次发言最长 {hours} 小时。请少加一些。",
        "en": "A speech lasts at most {hours} hours. Add less.",
    },
    "opinion_empty": {
        "zh-CN": "还没有写内容。写好再提交。",
        "en": "Nothing is written yet. Write your opinion, then submit.",
    },
    "opinion_already_published": {
        "zh-CN": "这条意见已经公布。",
        "en": "This opinion has been published already.",
    },
    "opinion_already_withheld": {
        "zh-CN": "这条意见已经定为不公布。",
        "en": "This opinion has been withheld already.",
    },
    "no_such_caption": {
        "zh-CN": "这行字幕已经不在最近的字幕里，不能再改。请另记一行。",
        "en": "This caption is no longer among the latest and cannot be corrected. Add a new line.",
    },
    "caption_empty": {
        "zh-CN": "这行字幕还没有写内容。",
        "en": "This caption has no words yet.",
    },
    "caption_times": {
        "zh-CN": "字幕的起止时间不对。请核对字幕端的时钟。",
        "en": "The times of this caption cannot be right. Check the captioner's clock.",
    },
    "too_many_languages": {
        "zh-CN": "字幕最多用 {limit} 种语言。请用已有的语言。",
        "en": "Captions come in at most {limit} languages. Use one that is there.",
    },
    "key_reused": {
        "zh-CN": "这一步和之前的重复了，没有再做。请刷新页面后再试。",
        "en": "This was taken for an earlier step and not done. Reload the page and try again.",
    },
    "key_too_long": {
        "zh-CN": "这一步没有做成。请刷新页面后再试。",
        "en": "This was not done. Reload the page and try again.",
    },
    "overloaded": {
        "zh-CN": "现在提交的人很多，这一次没有收下。您写的内容还在，10 秒后再试。",
        "en": "Very many people are submitting and this was not taken. Try again in 10 seconds.",
    },
    "record_unavailable": {
        "zh-CN": "记录暂时写不进去，这一步没有做。请 10 秒后再试；还不行，请联系会务人员。",
        "en": "The record cannot be written and this was not done. Try again in 10 seconds, "
        "then ask the organizer.",
    },
    "record_damaged": {
        "zh-CN": "这场会的记录第 {seq} 条与校验不符，已停止改动。请联系会务人员核查。",
        "en": "Record {seq} of this consultation fails verification, so nothing is changed. "
        "Ask the organizer to examine it.",
    },
    "record_newer": {
        "zh-CN": "记录库已由更新版本的同心升级，这个版本不能打开。请安装更新的版本。",
        "en": "A later version of Tongxin has upgraded this record. Install that version.",
    },
}
"""Every code's sentence; `tests/sessions/test_errors.py` holds the table complete."""


class SessionError(Exception):
    """Base of what this package raises. `params` fill the sentence's places."""

    def __init__(self, code: Code, **params: str | int) -> None:
        super().__init__(code)
        self.code: Code = code
        self.params: Mapping[str, str | int] = params

    def message(self, language: Language = "zh-CN") -> str:
        """The sentence a person reads."""
        return MESSAGES[self.code][language].format_map(self.params)

    def __str__(self) -> str:
        params = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({params})" if params else self.code


class Refused(SessionError):
    """The command may not be done as things stand; nothing happened."""


class Unavailable(SessionError):
    """The record cannot take or give anything now: `overloaded`, `record_unavailable`,
    `record_damaged`, `record_newer`.
    """
