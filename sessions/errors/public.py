"""What is refused about opinions, live notes, captions, interpretation and the recording."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors.language import Language

PublicCode = Literal[
    "no_such_opinion",
    "no_such_live_note",
    "no_such_live_picture",
    "live_note_empty",
    "live_note_withdrawn",
    "recording_goes_on",
    "recording_deleted",
    "recording_needs_reason",
    "recording_not_expired",
    "no_such_caption",
    "caption_empty",
    "caption_times",
    "too_many_languages",
    "interpreter_language",
    "interpreter_muted",
    "interpreter_absent",
    "language_not_of_port",
    "opinion_empty",
    "opinion_withdrawn",
    "opinion_merged",
    "opinion_assigned",
    "opinion_decided",
    "opinion_merge_target",
    "opinion_not_yours",
    "opinion_not_published",
    "opinion_one_item",
]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "no_such_opinion": {
        "zh-CN": "没有找到这条意见。请核对回执号。",
        "en": "This opinion was not found. Check the receipt number.",
    },
    "no_such_live_note": {
        "zh-CN": "没有这条图文。请刷新页面再看。",
        "en": "There is no such note. Reload the page.",
    },
    "no_such_live_picture": {
        "zh-CN": "有一张图片还没有传上来。请重新上传这张图片，再发布。",
        "en": "A picture of this note is not there. Upload it again, then post.",
    },
    "live_note_empty": {
        "zh-CN": "这条图文还没有内容。请写几句话，或者加一张图片。",
        "en": "This note is empty. Write something or add a picture.",
    },
    "live_note_withdrawn": {
        "zh-CN": "这条图文已经撤回，不能再改。请另发一条。",
        "en": "This note was withdrawn and cannot be changed. Post a new one.",
    },
    "recording_goes_on": {
        "zh-CN": "会议还没有结束，录像还在进行。请在闭会以后再做。",
        "en": "The consultation goes on, and so does its recording. Do this once it has closed.",
    },
    "recording_deleted": {
        "zh-CN": "录像已经删除，不能恢复。",
        "en": "The recording was deleted and cannot be brought back.",
    },
    "recording_needs_reason": {
        "zh-CN": "删除录像要写明理由，理由记入日志。",
        "en": "Say why the recording is deleted; the reason goes on the record.",
    },
    "recording_not_expired": {
        "zh-CN": "录像的保存期限还没有到。",
        "en": "The time for which this recording is kept is not over.",
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
    "interpreter_language": {
        "zh-CN": "译员要写明译成哪种语言，其他身份不写。",
        "en": "Name the language that an interpreter interprets into (as en), and none for others.",
    },
    "interpreter_muted": {
        "zh-CN": "您已被静音，听众听不到传译。解除静音以后再开始。",
        "en": "You are muted, so nobody would hear you. Start once you are unmuted.",
    },
    "interpreter_absent": {
        "zh-CN": "您还没有连上会议。连上以后再开始传译。",
        "en": "You are not connected. Start interpreting once you are.",
    },
    "language_not_of_port": {
        "zh-CN": "这个字幕接口只写这些语言：{languages}。要写别的语言，请会务人员另做一个接口。",
        "en": "This caption port writes in {languages} alone. Ask for one of the other language.",
    },
    "opinion_empty": {
        "zh-CN": "还没有写内容。写好再提交。",
        "en": "Nothing is written yet. Write your opinion, then submit.",
    },
    "opinion_withdrawn": {
        "zh-CN": "这条意见已由作者撤回。",
        "en": "Its author has withdrawn this opinion.",
    },
    "opinion_merged": {
        "zh-CN": "这条意见已并入另一条，随那一条处理。要单独处理，请先拆出。",
        "en": "This opinion was merged into another and follows it. Take it out of there first.",
    },
    "opinion_decided": {
        "zh-CN": "{name} 已经处理了回执号 {receipt} 的意见，请看现在的状态再决定。",
        "en": "{name} has already decided about opinion {receipt}. See how it stands, then decide.",
    },
    "opinion_assigned": {
        "zh-CN": "已经交承办单位答复的意见不能并入别的。请把别的并入它。",
        "en": "An opinion put to a department is not merged into another. Merge the other into it.",
    },
    "opinion_merge_target": {
        "zh-CN": "一条意见不能并入它自己。请选另一条。",
        "en": "An opinion cannot be merged into itself. Choose another one.",
    },
    "opinion_not_yours": {
        "zh-CN": "只有提交意见的设备能撤回它。请用当时的手机或电脑打开。",
        "en": "An opinion is withdrawn from the device that sent it. Open it there.",
    },
    "opinion_not_published": {
        "zh-CN": "这条意见还没有公布。请先公布，再上屏、送议程或交承办单位。",
        "en": "This opinion is not public yet. Publish it, then show, promote or assign it.",
    },
    "opinion_one_item": {
        "zh-CN": "请选一项议程，或者新建一项。",
        "en": "Choose an agenda item, or make a new one.",
    },
}
