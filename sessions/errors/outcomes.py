"""What is refused about outcomes and what becomes of them."""

from collections.abc import Mapping
from typing import Literal

from sessions.errors.language import Language

OutcomesCode = Literal[
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
]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "no_such_source": {
        "zh-CN": "没有找到这项成果的来源。请选一项议程、一次发言或一条意见。",
        "en": "The outcome's source was not found. Choose an agenda item, a speech or an opinion.",
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
}
