"""What is refused about minutes, the clerk's notes, corrections and the office's template."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors.language import Language

MinutesCode = Literal[
    "rehearsal_no_minutes",
    "template_too_big",
    "template_not_docx",
    "template_active",
    "template_field_unknown",
    "template_gone",
    "no_minutes_template",
    "minutes_not_circulated",
    "minutes_not_approved",
    "minutes_approved",
    "minutes_signed",
    "no_such_minutes_block",
    "minutes_block_not_drafted",
    "minutes_text_empty",
    "note_empty",
    "note_time",
    "note_too_late",
    "no_such_note",
    "minutes_too_long",
    "stale_revision",
    "cannot_correct",
    "correction_deadline",
    "not_asked_to_correct",
    "corrections_over",
    "no_such_correction",
    "correction_settled",
    "declined_without_reason",
    "corrections_unsettled",
    "corrections_awaited",
    "signature_incomplete",
    "approved_anew",
    "reopened_without_reason",
    "no_such_minutes_version",
]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "rehearsal_no_minutes": {
        "zh-CN": "演练不留记录，没有纪要可看。请先结束演练。",
        "en": "A rehearsal leaves no record and so has no minutes. End the rehearsal first.",
    },
    "template_too_big": {
        "zh-CN": "纪要模板太大，最大 {megabytes} 兆字节。请换一个。",
        "en": "The template of the minutes is too big; {megabytes} MB at most. Choose another.",
    },
    "template_not_docx": {
        "zh-CN": "纪要模板不是可用的文字文档。请换一个。",
        "en": "The template of the minutes is no readable DOCX document. Choose another.",
    },
    "template_active": {
        "zh-CN": "纪要模板含有宏、嵌入对象或指向外部的部分，不能使用。请换一个。",
        "en": "The template of the minutes holds macros, embedded objects or parts that lie "
        "elsewhere. Choose another.",
    },
    "template_field_unknown": {
        "zh-CN": "纪要模板中有不认识的字段：{fields}。可用的字段：{known}。请改正。",
        "en": "The template of the minutes has fields that are not known: {fields}. Known are: "
        "{known}. Correct it.",
    },
    "template_gone": {
        "zh-CN": "纪要模板“{name}”的文件不在了，或者已经损坏。请管理员从备份恢复。",
        "en": "The file of the template “{name}” is gone or damaged. Ask the administrator to "
        "restore it from a backup.",
    },
    "no_minutes_template": {
        "zh-CN": "这次会议没有上传纪要模板。",
        "en": "This consultation has no template of its own for its minutes.",
    },
    "minutes_not_circulated": {
        "zh-CN": "纪要还是草稿。请先送出征求意见，再做这一步。",
        "en": "The minutes are a draft. Circulate them for correction first.",
    },
    "minutes_not_approved": {
        "zh-CN": "纪要正在征求意见，还没有定稿。请先由主持人定稿。",
        "en": "The minutes are out for correction. The chair approves them first.",
    },
    "minutes_approved": {
        "zh-CN": "纪要已经定稿，不能再改。要改，请先写明理由退回修改。",
        "en": "The minutes are approved and change no more. Reopen them with a reason to change "
        "them.",
    },
    "minutes_signed": {
        "zh-CN": "纪要已经签发（{number}），不能再改。要改，请先写明理由开始下一版。",
        "en": "The minutes are signed ({number}) and change no more. Reopen them with a reason to "
        "begin the next version.",
    },
    "no_such_minutes_block": {
        "zh-CN": "纪要里已经没有这一段。请更新后再试。",
        "en": "The minutes have no such paragraph any more. Reload them.",
    },
    "minutes_block_not_drafted": {
        "zh-CN": "这一段是后加的，没有原稿可以恢复。",
        "en": "This paragraph was added by hand; there is no draft to go back to.",
    },
    "minutes_text_empty": {
        "zh-CN": "这一段没有字。不想要这一段，请用“不写进纪要”。",
        "en": "This paragraph is empty. Leave it out instead.",
    },
    "note_empty": {
        "zh-CN": "笔记没有字。",
        "en": "The note is empty.",
    },
    "note_time": {
        "zh-CN": "笔记只能记开会以后、现在以前的事。请核对这台设备的时间。",
        "en": "A note is of a moment between the opening and now. Check this device's clock.",
    },
    "note_too_late": {
        "zh-CN": "纪要已经定稿，笔记不能再改。请先退回修改。",
        "en": "The minutes are approved and notes change no more. Reopen the minutes first.",
    },
    "no_such_note": {
        "zh-CN": "没有找到这条笔记。",
        "en": "There is no such note.",
    },
    "minutes_too_long": {
        "zh-CN": "纪要超过 {megabytes} 兆字节，不能签发。请退回修改，删去过长的段落。",
        "en": "The minutes are longer than {megabytes} MB and cannot be signed. Reopen them and "
        "shorten them.",
    },
    "stale_revision": {
        "zh-CN": "这一段刚才有人改过，您的修改没有保存，但还在页面上。请看过新的内容再存。",
        "en": "Somebody changed this paragraph meanwhile. Yours was not saved but is kept on the "
        "page: look at the new text, then save.",
    },
    "cannot_correct": {
        "zh-CN": "{name}是旁听者，不能对纪要提修改意见。",
        "en": "{name} is a viewer and cannot propose corrections.",
    },
    "correction_deadline": {
        "zh-CN": "截止时间要在现在以后、{days} 天以内。请改截止时间。",
        "en": "The deadline must be in the future and within {days} days. Change it.",
    },
    "not_asked_to_correct": {
        "zh-CN": "这份纪要没有送您征求意见。",
        "en": "You were not asked for corrections of these minutes.",
    },
    "corrections_over": {
        "zh-CN": "征求意见已经截止。请联系记录员。",
        "en": "The time for corrections is over. Ask the clerk.",
    },
    "no_such_correction": {
        "zh-CN": "没有这条修改意见。",
        "en": "There is no such correction.",
    },
    "correction_settled": {
        "zh-CN": "这条修改意见已经处理过了。",
        "en": "This correction has been settled already.",
    },
    "declined_without_reason": {
        "zh-CN": "请写明不采纳的理由，提意见的人会看到。",
        "en": "Say why it is declined; whoever proposed it is shown the reason.",
    },
    "corrections_unsettled": {
        "zh-CN": "还有 {count} 条修改意见没有处理，不能定稿。",
        "en": "{count} corrections are not settled yet, so the minutes cannot be approved.",
    },
    "corrections_awaited": {
        "zh-CN": "征求意见还没有截止。现在定稿请写明理由，理由会进入会议记录。",
        "en": "The time for corrections is not over. Give a reason to approve them now; it goes on "
        "the record.",
    },
    "signature_incomplete": {
        "zh-CN": "请填写文号和签发人。",
        "en": "Give the number and the signer.",
    },
    "approved_anew": {
        "zh-CN": "纪要刚才重新定过稿。请看过新的定稿再签发。",
        "en": "The minutes were approved anew meanwhile. Look at them, then sign.",
    },
    "reopened_without_reason": {
        "zh-CN": "请写明退回修改的理由。",
        "en": "Say why they are reopened.",
    },
    "no_such_minutes_version": {
        "zh-CN": "没有签发过第 {version} 版纪要。",
        "en": "Version {version} of the minutes has not been signed.",
    },
}
