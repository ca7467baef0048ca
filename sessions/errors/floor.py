"""What is refused about the floor, questions, and what is shown."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors.language import Language

FloorCode = Literal[
    "no_such_request",
    "no_such_speech",
    "chair_not_muted",
    "waits_already",
    "already_waiting",
    "already_holds_floor",
    "you_hold_floor",
    "floor_is_taken",
    "cannot_hold_floor",
    "participant_absent",
    "cannot_be_shown",
    "not_there_to_show",
    "name_one",
    "speech_already_started",
    "speech_ended",
    "speech_too_long",
    "no_such_document",
    "no_such_document_page",
    "document_of_other_item",
    "present_needs_floor",
    "presentation_taken",
    "nothing_presented",
    "page_turned_too_soon",
    "quota_used_up",
    "speech_not_running",
    "speech_not_paused",
    "nobody_speaks",
    "no_such_level_or_venue",
    "deputy_cannot_preside",
    "chair_presides",
    "deputy_before_you",
    "no_such_question",
    "not_a_department",
    "not_asked",
    "question_withdrawn",
    "question_not_running",
    "answers_missing",
    "only_chair_waives",
    "reply_empty",
]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "no_such_request": {
        "zh-CN": "这个发言申请已经不在队列里。",
        "en": "This request is no longer on the speaking list.",
    },
    "no_such_speech": {
        "zh-CN": "没有这次发言。",
        "en": "There is no such speech.",
    },
    "chair_not_muted": {
        "zh-CN": "主持人的话筒由主持人自己开关，不能静音。",
        "en": "The chair switches the chair's own microphone and cannot be muted.",
    },
    "waits_already": {
        "zh-CN": "{name}已经在发言队列里，排第 {place} 位。",
        "en": "{name} is on the speaking list already, no. {place}.",
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
    "cannot_be_shown": {
        "zh-CN": "{name}是来旁听的，没有画面可以播出。请另选一位。",
        "en": "{name} is here to watch and has no picture to show. Choose somebody else.",
    },
    "not_there_to_show": {
        "zh-CN": "{name}还没有连上会议，没有画面可以播出。等连上后再选。",
        "en": "{name} is not connected and has no picture to show. Choose them once they are.",
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
    "no_such_document": {
        "zh-CN": "没有这份材料，或者已经撤下。请在材料里另选一份。",
        "en": "There is no such document, or it was taken back. Choose another one.",
    },
    "no_such_document_page": {
        "zh-CN": "“{name}”只有 {pages} 页。",
        "en": "“{name}” has {pages} pages only.",
    },
    "document_of_other_item": {
        "zh-CN": "“{name}”不是您这项议程的材料。需要的话，请主持人来展示。",
        "en": "“{name}” belongs to another agenda item. Ask the chair to show it.",
    },
    "present_needs_floor": {
        "zh-CN": "轮到您发言时才能展示材料。",
        "en": "You may show documents while you hold the floor.",
    },
    "presentation_taken": {
        "zh-CN": "正在展示“{name}”。需要的话，请主持人交给您讲解。",
        "en": "“{name}” is being shown. Ask the chair to hand it to you.",
    },
    "nothing_presented": {
        "zh-CN": "这份材料现在没有展示。",
        "en": "This document is not being shown.",
    },
    "page_turned_too_soon": {
        "zh-CN": "翻得太快了，大家看不清。",
        "en": "Pages are turned too fast for anybody to see.",
    },
    "quota_used_up": {
        "zh-CN": "“{name}”的发言时间已经用完。要让他发言，请选“超出配额”。",
        "en": "The speaking time of “{name}” is used up. Grant it beyond the quota if they "
        "shall speak.",
    },
    "speech_not_running": {
        "zh-CN": "计时没有在走，不用暂停。",
        "en": "The clock is not running, so there is nothing to pause.",
    },
    "speech_not_paused": {
        "zh-CN": "计时没有暂停，不用继续。",
        "en": "The clock is not paused, so there is nothing to resume.",
    },
    "nobody_speaks": {
        "zh-CN": "现在没有人发言，不能插问。请申请发言。",
        "en": "Nobody is speaking, so there is nothing to interpose. Ask to speak instead.",
    },
    "no_such_level_or_venue": {
        "zh-CN": "每个配额要选一个会场或一个级别。",
        "en": "Each quota names one venue or one level.",
    },
    "deputy_cannot_preside": {
        "zh-CN": "“{name}”不能代为主持。请选名单上能发言的人。",
        "en": "“{name}” cannot preside. Choose somebody on the roster who may speak.",
    },
    "chair_presides": {
        "zh-CN": "“{name}”正在主持，不用代为主持。",
        "en": "“{name}” presides, so nobody need stand in.",
    },
    "deputy_before_you": {
        "zh-CN": "先由“{name}”代为主持。",
        "en": "“{name}” stands in first.",
    },
    "no_such_question": {
        "zh-CN": "没有这个问题。",
        "en": "There is no such question.",
    },
    "not_a_department": {
        "zh-CN": "{name}不是承办单位。请选承办单位来应答。",
        "en": "{name} is not a department. Choose departments to answer.",
    },
    "not_asked": {
        "zh-CN": "这个问题没有请{name}应答。",
        "en": "This question was not put to {name}.",
    },
    "question_withdrawn": {
        "zh-CN": "这个问题已经撤回，不用再应答。",
        "en": "This question was withdrawn and needs no answer.",
    },
    "question_not_running": {
        "zh-CN": "这个问题所在的议程现在没有进行。可以书面答复。",
        "en": "The item of this question is not running. A written reply may be filed.",
    },
    "answers_missing": {
        "zh-CN": "还有 {count} 个部门没有应答，不能结束：{names}。",
        "en": "{count} departments have not answered, so this cannot end: {names}.",
    },
    "only_chair_waives": {
        "zh-CN": "还有部门没有应答。只有主持人能写明理由后结束。",
        "en": "Departments have not answered. Only the chair may end it, with a reason.",
    },
    "reply_empty": {
        "zh-CN": "还没有写答复。写好再提交。",
        "en": "The reply is empty. Write it, then file it.",
    },
}
