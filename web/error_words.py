"""The codes of web's own errors, and what each says to a person."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors import Language

WebCode = Literal[
    "bad_request",
    "bad_body",
    "body_too_large",
    "too_slow",
    "bad_type",
    "not_acceptable",
    "method_not_allowed",
    "no_such_page",
    "token_needed",
    "too_fast",
    "proof_needed",
    "proof_wrong",
    "etag_needed",
    "not_on_air",
    "live_late",
    "no_captions",
    "no_recording",
    "no_take",
    "store_away",
    "recording_gone",
    "recording_private",
    "sheet_unreadable",
    "sheet_too_large",
    "sheet_encoding",
    "nobody_selected",
    "internal",
    "origin_refused",
    "document_type",
    "document_too_large",
    "document_locked",
    "document_broken",
    "document_too_long",
    "document_too_complex",
    "document_foreign",
    "document_unpacks_too_large",
    "document_active",
    "document_outside",
    "picture_too_large",
    "picture_type",
    "picture_broken",
    "no_space",
    "vote_with_credentials",
]

TEXTS: Mapping[WebCode, Mapping[Language, str]] = {
    "bad_request": {
        "zh-CN": "这个请求看不懂：{detail}。",
        "en": "This request cannot be understood: {detail}.",
    },
    "bad_body": {
        "zh-CN": "提交的内容不合要求：{detail}。",
        "en": "What was sent does not have the required form: {detail}.",
    },
    "body_too_large": {
        "zh-CN": "提交的内容太长，没有收下。请分几次提交。",
        "en": "What was sent is too large and was not taken. Send it in parts.",
    },
    "too_slow": {
        "zh-CN": "网络太慢，提交的内容没有收全，没有收下。请换个网络再试。",
        "en": "The network is too slow: what was sent did not arrive whole and was not taken.",
    },
    "bad_type": {
        "zh-CN": "这里只收 {wanted} 格式的内容。",
        "en": "Only {wanted} is taken here.",
    },
    "not_acceptable": {
        "zh-CN": "这里只能给出 {wanted} 格式的内容。",
        "en": "Only {wanted} is given here.",
    },
    "method_not_allowed": {
        "zh-CN": "这个地址不能这样用。",
        "en": "This address cannot be used in this way.",
    },
    "no_such_page": {
        "zh-CN": "没有这个页面。请核对链接。",
        "en": "There is no such page. Check the link.",
    },
    "token_needed": {
        "zh-CN": "需要凭邀请链接进入。请打开会务人员发来的链接。",
        "en": "An invitation is needed. Open the link that the organizer sent you.",
    },
    "too_fast": {
        "zh-CN": "提交太快了。{seconds} 秒后再试。",
        "en": "Too fast. Try again in {seconds} seconds.",
    },
    "proof_needed": {
        "zh-CN": "现在提交的人太多。请在直播页面上提交，页面会自动排队，稍等几秒就能收下。",
        "en": "Too many people are sending now. Send it on the livestream's page, which queues by "
        "itself for some seconds.",
    },
    "proof_wrong": {
        "zh-CN": "排队用的凭证不对或者已经过期，没有收下。请再提交一次。",
        "en": "The proof of work is wrong or has expired and this was not taken. Send it again.",
    },
    "etag_needed": {
        "zh-CN": "缺少 If-Match，不知道要改的是哪一次连接。",
        "en": "If-Match is missing, so it is unknown which ICE session is meant.",
    },
    "live_late": {
        "zh-CN": "直播的下一段还没有到。请稍后再试。",
        "en": "The next part of the livestream has not come yet. Try again in a moment.",
    },
    "not_on_air": {
        "zh-CN": "直播还没开始。",
        "en": "The livestream has not begun.",
    },
    "no_captions": {
        "zh-CN": "没有这种语言的字幕。",
        "en": "There are no captions in this language.",
    },
    "no_recording": {
        "zh-CN": "这场会议没有录像。",
        "en": "There is no recording of this consultation.",
    },
    "no_take": {
        "zh-CN": "没有这个分轨文件。请从列表中选。",
        "en": "There is no such file of a speaker's own tracks. Choose one of the list.",
    },
    "store_away": {
        "zh-CN": "这个文件在对象存储里，现在连不上。过 10 秒再试。",
        "en": "This file is in the object store, which is not reached now. Try again in 10 "
        "seconds.",
    },
    "recording_gone": {
        "zh-CN": "录像已经删除，不能再看。会议日志记有删除的时间、人和理由。",
        "en": "The recording was deleted. The log says when, by whom and why.",
    },
    "recording_private": {
        "zh-CN": "录像没有公开。请用会务人员的链接打开。",
        "en": "The recording is not public. Open it with a link of the staff.",
    },
    "sheet_unreadable": {
        "zh-CN": "这个文件读不出来。请存成 XLSX 或 CSV 再选。",
        "en": "This file cannot be read. Save it as XLSX or CSV and choose it again.",
    },
    "sheet_too_large": {
        "zh-CN": "这个文件太大，没有读。请分成几个文件，每个最多 8000 行。",
        "en": "This file is too large and was not read. Split it; each part may have 8,000 rows.",
    },
    "sheet_encoding": {
        "zh-CN": "这个 CSV 文件的文字编码不认识。请用 UTF-8 或 GB 18030 保存，或存成 XLSX。",
        "en": "The encoding of this CSV file is unknown. Save it as UTF-8, or as XLSX.",
    },
    "nobody_selected": {
        "zh-CN": "没有选中任何人。请至少选一位。",
        "en": "Nobody is selected. Choose at least one person.",
    },
    "internal": {
        "zh-CN": "服务器出错了，这一步没有做成。请 10 秒后再试；还不行，请联系会务人员。",
        "en": "The server failed and this was not done. Try again in 10 seconds, "
        "then ask the organizer.",
    },
    "origin_refused": {
        "zh-CN": "这个网页不能接入会议。请从会议链接进入。",
        "en": "This web page may not join. Use the consultation's own link.",
    },
    "document_type": {
        "zh-CN": "这个文件不能在会上展示，没有收下。请换成 {wanted}。",
        "en": "This file cannot be shown and was not taken. Make it one of {wanted}.",
    },
    "document_too_large": {
        "zh-CN": "文件超过 {megabytes} MB，没有收下。请压缩图片或拆成几份再传。",
        "en": "The file has more than {megabytes} MB and was not taken. Compress it or split it.",
    },
    "document_locked": {
        "zh-CN": "这份 PDF 设了密码，没有收下。请去掉密码再传。",
        "en": "This PDF has a password and was not taken. Remove the password and send it again.",
    },
    "document_broken": {
        "zh-CN": "这个文件打不开，可能没有下载完整，没有收下。请用原文件重新导出再传。",
        "en": "This file cannot be opened, it may be incomplete, and was not taken. "
        "Export it anew and send it again.",
    },
    "document_too_long": {
        "zh-CN": "超过 200 页，没有收下。请拆成几份，或只传要展示的部分。",
        "en": "It has more than 200 pages and was not taken. Split it, or send what will be shown.",
    },
    "document_too_complex": {
        "zh-CN": "这个文件太复杂，转不成图片，没有收下。请另存为普通 PDF，或截成图片再传。",
        "en": "This file is too complex to be drawn and was not taken. Save it as a plain PDF or "
        "send pictures of it.",
    },
    "document_foreign": {
        "zh-CN": "这不是 DOCX 或 XLSX 文件，没有收下。请另存为这两种，或导出成 PDF 再传。",
        "en": "This file is neither DOCX nor XLSX and was not taken. Save it as one of them, or "
        "export it as PDF.",
    },
    "document_unpacks_too_large": {
        "zh-CN": "这个文件解压后太大，没有收下。请压缩图片、拆成几份，或导出成 PDF 再传。",
        "en": "This file is too large once unpacked and was not taken. Compress its pictures, "
        "split it, or export it as PDF.",
    },
    "document_active": {
        "zh-CN": "文件含有宏、嵌入对象或指向外部的部分，没有收下。请去掉后另存，或导出成 PDF。",
        "en": "This file holds macros, embedded objects or parts that lie elsewhere and was not "
        "taken. Save it without them, or export it as PDF.",
    },
    "document_outside": {
        "zh-CN": "文件里有会连到外面的域、公式或链接（如 DDEAUTO、WEBSERVICE、file:），没有收下。"
        "请改成普通文字和数值后再传，或导出成 PDF。",
        "en": "This file has a field, a formula or a link that reaches outside it (as DDEAUTO, "
        "INCLUDEPICTURE, WEBSERVICE, another workbook, file:) and was not taken. Make it plain "
        "text and values, or export it as PDF.",
    },
    "picture_too_large": {
        "zh-CN": "这张图片的像素太多，没有收下。请缩小后再传。",
        "en": "This picture has too many pixels and was not taken. Make it smaller.",
    },
    "picture_type": {
        "zh-CN": "这个文件不是图片，没有收下。请换成 JPEG、PNG 或 WebP。",
        "en": "This file is no picture and was not taken. Make it JPEG, PNG or WebP.",
    },
    "picture_broken": {
        "zh-CN": "这张图片打不开，没有收下。请截图后再传。",
        "en": "This picture cannot be opened and was not taken. Send a screenshot of it.",
    },
    "no_space": {
        "zh-CN": "服务器的磁盘快满了，没有收下。请联系系统管理员。",
        "en": "The server's disk is almost full and this was not taken. Ask the administrator.",
    },
    "vote_with_credentials": {
        "zh-CN": "无记名投票不能带身份信息，这一票没有收下。请刷新页面后再投。",
        "en": "A secret vote must come without credentials and was not taken. "
        "Reload the page and cast it again.",
    },
}
