"""The acts of the record in words, and what was decided about opinions."""

from sessions.export.common_words import overridden
from sessions.export.votes import result_text
from sessions.export.words import DID, clock, duration, reason
from sessions.minutes import Minutes
from sessions.record_acts import Act
from sessions.record_lines import ActLine
from sessions.screening_lines import ScreenedLine

PLAIN: dict[Act, str] = {
    "consultation_opened": "开会。",
    "consultation_resumed": "复会。",
    "consultation_closed": "闭会。",
    "attendance_rules_set": "设定出席规则。",
    "floor_rules_set": "设定发言规则。",
    "recording_published": "公开录像。",
}
"""Of acts that say nothing more."""
MODERATION: dict[str, str] = {"before": "先审后发", "after": "先发后审"}
PROGRAMMES: dict[str, str] = {"passthrough": "原画", "composed": "合成画面"}


def act_text(line: ActLine, m: Minutes) -> str:
    """One sentence or two. `m` has the votes and overrides that a line refers to by number."""
    if line.act in PLAIN:
        return PLAIN[line.act]
    return (
        _sitting(line)
        or _floor(line)
        or _answers(line)
        or _public(line)
        or _recording(line)
        or _decisions(line, m)
    )


def screened_text(line: ScreenedLine) -> str:
    """What one moderator decided about opinions, and until when."""
    told = sum(one.count for one in line.reasons)
    why = [f"{one.reason} {one.count} 条" for one in line.reasons]
    why += [f"其他理由 {line.withheld - told} 条"] if line.withheld > told else []
    parts = [
        (line.published, f"公布 {line.published} 条"),
        (line.withheld, f"不公布 {line.withheld} 条（{'、'.join(why)}）"),
        (line.merged, f"并入同类意见 {line.merged} 条"),
        (line.separated, f"从同类意见中分出 {line.separated} 条"),
        (line.reopened, f"重新筛选 {line.reopened} 条"),
    ]
    decided = "，".join(text for count, text in parts if count)
    return f"筛选公众意见至 {clock(line.until)}：{decided}。"


def _why(line: ActLine) -> str:
    """理由, where one was given."""
    given = reason(line.words).rstrip("。")
    return f"，理由：{given}。" if given else "。"


def _about(line: ActLine) -> str:
    return "、".join(line.about)


def _sitting(line: ActLine) -> str:
    about = _about(line)
    match line.act:
        case "consultation_adjourned":
            return f"休会{_why(line)}"
        case "item_started":
            return f"开始第 {line.number} 项议程：{about}。"
        case "item_closed":
            return f"结束第 {line.number} 项议程：{about}。"
        case "deputies_named":
            return f"指定代理主持人：{about}。" if about else "撤销代理主持人。"
        case "presiding_interrupted":
            return f"{about}离开，无人主持，暂停计时。"
        case "presiding_continued":
            return f"恢复主持，中断 {duration(line.seconds or 0)}。"
        case "chair_taken":
            return f"{about}主持会议。"
        case "quorum_waived":
            return f"实到 {line.number} 人，不足法定人数，决定开会{_why(line)}"
        case "roll_call_started":
            return f"第 {line.number} 次点名签到开始，限时 {duration(line.seconds or 0)}。"
        case "roll_call_ended":
            return f"第 {line.number} 次点名签到结束。"
        case _:
            return ""


def _floor(line: ActLine) -> str:
    about, did = _about(line), DID[line.kind or "statement"]
    seconds = duration(line.seconds or 0)
    which = "" if line.number is None else f"第 {line.number} 次"
    match line.act:
        case "request_withdrawn":
            return f"不安排{about}发言，从发言队列撤下。"
        case "request_moved":
            return f"把{about}的申请调到发言队列第 {line.number} 位。"
        case "floor_granted":
            return f"{'点名请' if line.called else '准许'}{about}{did}，限时 {seconds}。"
        case "speech_extended":
            return f"{about}{which}发言加时 {seconds}。"
        case "speech_paused":
            return f"{about}{which}发言暂停计时{_why(line)}"
        case "speech_resumed":
            return f"{about}{which}发言继续计时。"
        case "floor_revoked":
            return f"收回{about}的发言权{_why(line)}"
        case _:
            return ""


def _answers(line: ActLine) -> str:
    about = _about(line)
    match line.act:
        case "question_put":
            return f"请{about}应答：{line.words}"
        case "question_withdrawn":
            return f"撤回问题“{about}”{_why(line)}"
        case "reply_filed":
            return f"{about}书面答复：{line.words}"
        case "answers_waived":
            return f"{about}没有应答，决定结束本项{_why(line)}"
        case "participant_admitted":
            return f"接纳{about}入会。"
        case "participant_turned_away":
            return f"不接纳{about}入会{_why(line)}"
        case "participant_muted":
            return f"将{about}静音{_why(line)}"
        case "participant_unmuted":
            return f"解除{about}的静音。"
        case _:
            return ""


def _public(line: ActLine) -> str:
    about, opinion = _about(line), _opinion(line.number)
    quoted = f"：“{line.words}”" if line.words else ""
    match line.act:
        case "opinion_shown":
            return f"{opinion}上屏{quoted}。"
        case "opinion_hidden":
            return f"{opinion}下屏。"
        case "opinion_promoted":
            return f"{opinion}列入议程“{about}”{quoted}。"
        case "opinion_assigned":
            return f"{opinion}交{about}应答{quoted}。"
        case "moderation_set":
            return f"公众意见改为{MODERATION[line.words]}。"
        case "sensitive_words_set":
            return f"设定本场敏感词 {line.number} 个。"
        case "programme_directed":
            return f"直播画面改为{PROGRAMMES[line.words]}。"
        case _:
            return ""


def _opinion(number: int | None) -> str:
    return "一条后来收回的公众意见" if number is None else f"第 {number} 条公众意见"


def _recording(line: ActLine) -> str:
    match line.act:
        case "recording_set":
            days, own = line.number, "发言人的声音和画面另外分轨录制。" if line.words else ""
            return ("录像不自动删除。" if days is None else f"录像在闭会后保存 {days} 天。") + own
        case "recording_withdrawn":
            return f"收回录像{_why(line)}"
        case "recording_deleted":
            return f"删除录像{_why(line)}"
        case "recording_erased":
            megabytes, lasted = -(-(line.number or 0) // 1_000_000), duration(line.seconds or 0)
            return f"录像文件已清除，{megabytes} 兆字节，时长 {lasted}。"
        case _:
            return ""


def _decisions(line: ActLine, m: Minutes) -> str:
    about = _about(line)
    match line.act:
        case "authority_overridden":
            override = m.overrides[(line.number or 0) - 1]
            return f"越级处理：{overridden(override)}{_why(line)}"
        case "document_presented":
            return f"展示材料“{about}”第 {line.number} 页。"
        case "ballot_opened":
            return f"开始第 {line.number} 次表决：{about}。"
        case "ballot_closed":
            ballot = m.ballots[(line.number or 0) - 1]
            result = "" if ballot.result is None else result_text(ballot, ballot.result)
            return f"第 {line.number} 次表决结束：{about}。{result}"
        case "ballot_cancelled":
            return f"取消第 {line.number} 次表决：{about}{_why(line)}"
        case "outcome_recorded":
            return f"记录第 {line.number} 项成果，责任单位{about}：{line.words}"
        case _:
            raise AssertionError(f"{line.act}: teach this file its words")
