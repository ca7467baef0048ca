"""What is refused of any command, and why the record itself may refuse."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors.language import Language

RecordCode = Literal[
    "not_authorized",
    "id_taken",
    "too_many",
    "no_such_date",
    "not_due",
    "key_reused",
    "key_too_long",
    "overloaded",
    "record_unavailable",
    "record_damaged",
    "record_newer",
]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "not_authorized": {
        "zh-CN": "您的身份不能做这一步。需要的话，请主持人或记录员来做。",
        "en": "Your role may not do this. Ask the chair or the clerk if it is needed.",
    },
    "id_taken": {
        "zh-CN": "编号“{id}”已经用过。请换一个。",
        "en": "The identifier “{id}” is taken. Choose another.",
    },
    "too_many": {
        "zh-CN": "最多 {limit} 个，已经满了。",
        "en": "The limit of {limit} has been reached.",
    },
    "no_such_date": {
        "zh-CN": "日历上没有“{date}”这一天。请改日期。",
        "en": "The calendar has no {date}. Correct the date.",
    },
    "not_due": {
        "zh-CN": "还没有到时间。",
        "en": "It is not due yet.",
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
