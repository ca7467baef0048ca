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
    "no_such_outcome",
    "outcome_reviewed",
    "outcome_merge_target",
    "outcome_needs_reason",
    "outcome_not_to_assign",
    "outcome_units_differ",
    "outcome_unit_unnamed",
    "outcome_not_to_sign",
    "outcome_not_to_return",
    "outcome_return_too_late",
    "outcome_not_to_transfer",
    "outcome_not_handled",
    "outcome_not_yours",
    "outcome_no_joint_unit",
    "outcome_met_later",
    "outcome_meet_first",
    "outcome_joint_not_to_sign",
    "extension_requested_already",
    "extension_not_requested",
    "outcome_extended_once",
    "outcome_extend_too_late",
    "outcome_extend_to_later",
    "outcome_not_replied",
    "outcome_not_your_proposal",
    "outcome_not_appraised",
    "outcome_not_filed",
    "outcome_nothing_due",
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
    "no_such_date",
    "venue_tree_needs_one_root",
    "venue_parent_missing",
    "venue_tree_has_cycle",
    "venue_level_rises",
    "region_code_not_of_level",
    "region_code_not_of_parent",
    "override_needs_reason",
    "decided_above",
    "waiting_to_be_admitted",
    "not_waiting",
    "chair_not_muted",
    "venue_has_no_operator",
    "waits_already",
    "seat_not_yours",
    "room_has_operator",
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
    "cannot_be_shown",
    "not_there_to_show",
    "opinion_not_public",
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
    "not_due",
    "no_such_level_or_venue",
    "deputy_cannot_preside",
    "chair_presides",
    "deputy_before_you",
    "opinion_empty",
    "opinion_withdrawn",
    "opinion_merged",
    "opinion_decided",
    "opinion_merge_target",
    "opinion_not_yours",
    "opinion_not_published",
    "opinion_one_item",
    "import_outdated",
    "rehearsal_runs",
    "rehearsal_not_running",
    "rehearsal_after_opening",
    "rehearsal_no_opinions",
    "rehearsal_no_minutes",
    "template_too_big",
    "template_not_docx",
    "template_active",
    "template_field_unknown",
    "seat_occupied",
    "seat_empty",
    "not_of_this_room",
    "roll_call_runs",
    "no_such_roll_call",
    "roll_call_over",
    "not_called",
    "share_too_large",
    "quorum_not_met",
    "no_such_question",
    "not_a_department",
    "not_asked",
    "question_withdrawn",
    "question_not_running",
    "answers_missing",
    "only_chair_waives",
    "reply_empty",
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
    "item_not_begun",
    "consultation_not_closed",
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
    "region_code_not_of_level": {
        "zh-CN": "“{name}”的区划代码 {region} 和级别对不上。全国填 000000，省级后四位是 0000，"
        "市级后两位是 00，县级六位都要填。",
        "en": "The region code {region} of “{name}” is not of its level. National is 000000; "
        "provincial ends in 0000, municipal in 00, county in neither.",
    },
    "region_code_not_of_parent": {
        "zh-CN": "“{name}”的区划代码 {region} 不在上级会场的 {parent} 之下。"
        "请改代码，或换上级会场。",
        "en": "The region code {region} of “{name}” does not lie below its parent's {parent}. "
        "Correct the code or change the parent.",
    },
    "override_needs_reason": {
        "zh-CN": "这是代替会场操作员或者本人做的，请写明理由再做。理由会记入会议记录。",
        "en": "This is done in the place of a venue's operator or of the person. Give a reason and "
        "do it again; the reason goes on the record.",
    },
    "decided_above": {
        "zh-CN": "这是{name}决定的，要由他或者主持人来改。",
        "en": "{name} decided this; only they or the chair can change it.",
    },
    "waiting_to_be_admitted": {
        "zh-CN": "请等会场接纳，进入会议后再试。",
        "en": "Wait to be admitted by your venue, then try again.",
    },
    "not_waiting": {
        "zh-CN": "{name}没有在等候。",
        "en": "{name} is not waiting to be admitted.",
    },
    "chair_not_muted": {
        "zh-CN": "主持人的话筒由主持人自己开关，不能静音。",
        "en": "The chair switches the chair's own microphone and cannot be muted.",
    },
    "venue_has_no_operator": {
        "zh-CN": "“{name}”没有会场操作员，没有人能替这个席位接通话筒。请先在名单里加上。",
        "en": "“{name}” has no operator on the roster by whose microphone a seat could speak. "
        "Add one first.",
    },
    "waits_already": {
        "zh-CN": "{name}已经在发言队列里，排第 {place} 位。",
        "en": "{name} is on the speaking list already, no. {place}.",
    },
    "seat_not_yours": {
        "zh-CN": "这个席位不在您的会场。您可以为本会场的席位申请。",
        "en": "This seat is not in your venue. You may act for seats of your own venue.",
    },
    "room_has_operator": {
        "zh-CN": "{venue}的操作员在会，由他们替本会场的席位投票和表态。",
        "en": "The operator of {venue} is here and votes for the seats of that room.",
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
    "cannot_be_shown": {
        "zh-CN": "{name}是来旁听的，没有画面可以播出。请另选一位。",
        "en": "{name} is here to watch and has no picture to show. Choose somebody else.",
    },
    "not_there_to_show": {
        "zh-CN": "{name}还没有连上会议，没有画面可以播出。等连上后再选。",
        "en": "{name} is not connected and has no picture to show. Choose them once they are.",
    },
    "opinion_not_public": {
        "zh-CN": "这条意见没有公开，不能放进直播画面。先公开，再选它。",
        "en": "This opinion is not public and cannot be put into the livestream. Publish it first.",
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
    "not_due": {
        "zh-CN": "还没有到时间。",
        "en": "It is not due yet.",
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
    "import_outdated": {
        "zh-CN": "名单在预览之后有了变动，一行也没有导入。有问题的行：{rows}。请重新预览再导入。",
        "en": "The roster changed since the preview, so no row was imported. Rows in conflict: "
        "{rows}. Preview again, then import.",
    },
    "rehearsal_runs": {
        "zh-CN": "演练已经在进行。",
        "en": "A rehearsal is running already.",
    },
    "rehearsal_not_running": {
        "zh-CN": "现在没有演练。",
        "en": "No rehearsal is running.",
    },
    "rehearsal_after_opening": {
        "zh-CN": "会议已经开过，不能再演练。演练只在开会之前。",
        "en": "The consultation has opened; it can be rehearsed before that only.",
    },
    "rehearsal_no_opinions": {
        "zh-CN": "会议正在演练，还不收公众意见。演练结束后再提交。",
        "en": "The meeting is being rehearsed and takes no opinions of the public. Submit yours "
        "once the rehearsal is over.",
    },
    "rehearsal_no_minutes": {
        "zh-CN": "演练不留记录，没有纪要可看。请先结束演练。",
        "en": "A rehearsal leaves no record and so has no minutes. End the rehearsal first.",
    },
    "template_too_big": {
        "zh-CN": "纪要模板太大，最大 {megabytes} 兆字节。请管理员换一个。",
        "en": "The template of the minutes is too big; {megabytes} MB at most. "
        "Ask the administrator for another.",
    },
    "template_not_docx": {
        "zh-CN": "纪要模板不是可用的文字文档。请管理员换一个。",
        "en": "The template of the minutes is no readable DOCX document. "
        "Ask the administrator for another.",
    },
    "template_active": {
        "zh-CN": "纪要模板含有宏、嵌入对象或指向外部的部分，不能使用。请管理员换一个。",
        "en": "The template of the minutes holds macros, embedded objects or parts that lie "
        "elsewhere. Ask the administrator for another.",
    },
    "template_field_unknown": {
        "zh-CN": "纪要模板中有不认识的字段：{fields}。可用的字段：{known}。请管理员改正。",
        "en": "The template of the minutes has fields that are not known: {fields}. Known are: "
        "{known}. Ask the administrator to correct it.",
    },
    "seat_occupied": {
        "zh-CN": "这个席位上已经坐着{name}。请先让他离席，或者换座。",
        "en": "{name} sits in this seat. Let them leave it first, or swap the seats.",
    },
    "seat_empty": {
        "zh-CN": "这个席位上没有人。",
        "en": "Nobody sits in this seat.",
    },
    "not_of_this_room": {
        "zh-CN": "这两个席位不在同一个会场。请在本会场的席位里选。",
        "en": "These seats are not in the same room. Choose among the seats of this room.",
    },
    "roll_call_runs": {
        "zh-CN": "正在点名签到。结束后再开始下一次。",
        "en": "A roll call is under way. Start another once it has ended.",
    },
    "no_such_roll_call": {
        "zh-CN": "没有这次点名签到。",
        "en": "There is no such roll call.",
    },
    "roll_call_over": {
        "zh-CN": "这次点名签到已经结束。请告诉记录员。",
        "en": "This roll call has ended. Tell the clerk.",
    },
    "not_called": {
        "zh-CN": "这一位不在这次点名的名单里。",
        "en": "This roll call did not call them.",
    },
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
    "item_not_begun": {
        "zh-CN": "“{title}”还没有开始。开始以后再表态。",
        "en": "“{title}” has not begun. Take a stance once it has.",
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
    "interpreter_absent": {
        "zh-CN": "您还没有连上会议。连上以后再开始传译。",
        "en": "You are not connected. Start interpreting once you are.",
    },
    "interpreter_muted": {
        "zh-CN": "您已被静音，听众听不到传译。解除静音以后再开始。",
        "en": "You are muted, so nobody would hear you. Start once you are unmuted.",
    },
    "language_not_of_port": {
        "zh-CN": "这个字幕接口只写这些语言：{languages}。要写别的语言，请会务人员另做一个接口。",
        "en": "This caption port writes in {languages} alone. Ask for one of the other language.",
    },
    "no_such_outcome": {
        "zh-CN": "没有这项成果。请刷新页面再选。",
        "en": "There is no such outcome. Reload the page and choose again.",
    },
    "outcome_reviewed": {
        "zh-CN": "这项成果已经审查过。",
        "en": "This outcome has been reviewed already.",
    },
    "outcome_merge_target": {
        "zh-CN": "请选一项没有并案、也不是不立案的其他成果来并入。",
        "en": "Choose another outcome to merge it into, one that is neither merged nor declined.",
    },
    "outcome_needs_reason": {
        "zh-CN": "请写明理由，本人和单位都会看到。",
        "en": "Give the reason; the unit and whoever proposed it will read it.",
    },
    "outcome_not_to_assign": {
        "zh-CN": "立案以后、还没有交办时才能交办；已经交办的请用改派。",
        "en": "An outcome is assigned once it is filed. Transfer one that is assigned already.",
    },
    "outcome_units_differ": {
        "zh-CN": "同一个单位只能写一次，主办单位不再作会办单位。",
        "en": "Name each unit once; the lead unit is no joint unit.",
    },
    "outcome_unit_unnamed": {
        "zh-CN": "请选一个单位，或写上单位名称。",
        "en": "Choose a unit, or write its name.",
    },
    "outcome_not_to_sign": {
        "zh-CN": "这项成果现在不用签收。",
        "en": "This outcome is not waiting to be signed for.",
    },
    "outcome_not_to_return": {
        "zh-CN": "签收以前才能退回。签收以后请会务人员改派。",
        "en": "It can be returned until it is signed for. "
        "After that ask the organizer to transfer it.",
    },
    "outcome_return_too_late": {
        "zh-CN": "退回的期限已经过去。请联系会务人员改派。",
        "en": "The days for returning it are over. Ask the organizer to transfer it.",
    },
    "outcome_not_to_transfer": {
        "zh-CN": "交办以后、答复以前才能改派。",
        "en": "It can be transferred once it is assigned and until it is replied to.",
    },
    "outcome_not_handled": {
        "zh-CN": "签收以后、答复以前才能这样办。",
        "en": "This is done after it is signed for and before it is replied to.",
    },
    "outcome_not_yours": {
        "zh-CN": "这项成果没有交给您的单位办。",
        "en": "This outcome is not assigned to your unit.",
    },
    "outcome_no_joint_unit": {
        "zh-CN": "请选是哪个会办单位的意见。",
        "en": "Choose the joint unit whose opinion it is.",
    },
    "outcome_met_later": {
        "zh-CN": "面商的日子还没有到。见面以后再登记。",
        "en": "That day has not come. Note the meeting once it has taken place.",
    },
    "outcome_meet_first": {
        "zh-CN": "登记面商以后才能答复。",
        "en": "Meet whoever proposed it, and note it, before you reply.",
    },
    "outcome_joint_not_to_sign": {
        "zh-CN": "这项成果现在不用会办单位签收。",
        "en": "Joint units have nothing to sign for at this stage.",
    },
    "extension_requested_already": {
        "zh-CN": "已经申请延期，请等会务人员答复。",
        "en": "An extension was requested already. Please wait for the organizer's answer.",
    },
    "extension_not_requested": {
        "zh-CN": "没有人申请延期，或者刚才已经答复。",
        "en": "No extension is requested, or it was answered just now.",
    },
    "outcome_extended_once": {
        "zh-CN": "这项答复已经延期一次。再延请联系会务人员。",
        "en": "This reply was extended once already. Ask the organizer for more.",
    },
    "outcome_extend_too_late": {
        "zh-CN": "期限已过，不能再申请延期。请联系会务人员。",
        "en": "It is overdue already. Ask the organizer to extend it.",
    },
    "outcome_extend_to_later": {
        "zh-CN": "新的期限要晚于今天和原来的 {date}，并且不超过三年。",
        "en": "Choose a day after today and after {date}, within three years.",
    },
    "outcome_not_replied": {
        "zh-CN": "答复以后才能评议，一次答复评议一次。",
        "en": "A reply is appraised once, after it is given.",
    },
    "outcome_not_your_proposal": {
        "zh-CN": "只有提出的人能评议。是您的意见，请用回执号进入。",
        "en": "Only whoever proposed it appraises the reply. "
        "If it is your opinion, come in by its receipt number.",
    },
    "outcome_not_appraised": {
        "zh-CN": "评议以后才能回头看。",
        "en": "It is followed up once its reply is appraised.",
    },
    "outcome_not_filed": {
        "zh-CN": "立案以后才能公开。",
        "en": "It can be made public once it is filed.",
    },
    "outcome_nothing_due": {
        "zh-CN": "这项成果已经没有要催的事。",
        "en": "Nothing more is due for this outcome.",
    },
    "consultation_not_closed": {
        "zh-CN": "还没有闭会。纪要在闭会以后才能送征求意见、定稿和签发。",
        "en": "The consultation has not closed. Minutes are circulated, approved and signed after "
        "the close.",
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

    def __init__(self, code: Code, **params: str | int | tuple[str, ...]) -> None:
        super().__init__(code)
        self.code: Code = code
        self.params: Mapping[str, str | int | tuple[str, ...]] = params

    def message(self, language: Language = "zh-CN") -> str:
        """The sentence a person reads; several names stand in it as the language lists them."""
        separator = "、" if language == "zh-CN" else ", "
        params = {
            key: separator.join(value) if isinstance(value, tuple) else value
            for key, value in self.params.items()
        }
        return MESSAGES[self.code][language].format_map(params)

    def __str__(self) -> str:
        params = ", ".join(f"{key}={value!r}" for key, value in self.params.items())
        return f"{self.code}({params})" if params else self.code


class Refused(SessionError):
    """The command may not be done as things stand; nothing happened."""


class Unavailable(SessionError):
    """The record cannot take or give anything now: `overloaded`, `record_unavailable`,
    `record_damaged`, `record_newer`.
    """
