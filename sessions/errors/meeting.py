"""What is refused about the consultation, its venues, roster, seats and agenda."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors.language import Language

MeetingCode = Literal[
    "no_such_consultation",
    "consultation_exists",
    "consultation_not_open",
    "consultation_open",
    "consultation_adjourned",
    "consultation_closed",
    "no_such_venue",
    "no_such_seat",
    "no_such_item",
    "no_such_participant",
    "no_such_invitation",
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
    "venue_has_no_operator",
    "seat_not_yours",
    "room_has_operator",
    "chair_already_named",
    "role_not_on_roster",
    "invitation_in_the_past",
    "invitation_already_revoked",
    "item_is_running",
    "item_not_running",
    "item_already_closed",
    "import_outdated",
    "rehearsal_runs",
    "rehearsal_not_running",
    "rehearsal_after_opening",
    "rehearsal_no_opinions",
    "seat_occupied",
    "seat_empty",
    "not_of_this_room",
    "roll_call_runs",
    "no_such_roll_call",
    "roll_call_over",
    "not_called",
    "item_not_begun",
    "consultation_not_closed",
]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
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
    "venue_has_no_operator": {
        "zh-CN": "“{name}”没有会场操作员，没有人能替这个席位接通话筒。请先在名单里加上。",
        "en": "“{name}” has no operator on the roster by whose microphone a seat could speak. "
        "Add one first.",
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
    "item_not_begun": {
        "zh-CN": "“{title}”还没有开始。开始以后再表态。",
        "en": "“{title}” has not begun. Take a stance once it has.",
    },
    "consultation_not_closed": {
        "zh-CN": "还没有闭会。纪要在闭会以后才能送征求意见、定稿和签发。",
        "en": "The consultation has not closed. Minutes are circulated, approved and signed after "
        "the close.",
    },
}
