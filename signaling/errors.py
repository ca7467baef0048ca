"""What can be wrong with a client's request: one base error with a stable code and a sentence."""

from collections.abc import Mapping
from typing import Literal

Language = Literal["zh-CN", "en"]

MESSAGES: Mapping[str, Mapping[Language, str]] = {
    "bad_message": {
        "zh-CN": "这条消息看不懂，没有处理。请刷新页面。",
        "en": "This message was not understood and not acted on. Reload the page.",
    },
    "unsupported_version": {
        "zh-CN": "页面的版本太旧。请刷新页面。",
        "en": "This page is of another version than the server. Reload it.",
    },
    "too_fast": {
        "zh-CN": "操作太快，连接已断开。请稍等再试。",
        "en": "Too many messages at once, so the connection was closed. Wait a moment.",
    },
    "too_slow": {
        "zh-CN": "网络太慢，跟不上会议，正在重连。",
        "en": "The network is too slow to follow; reconnecting.",
    },
    "silent": {
        "zh-CN": "很久没有收到您这边的消息，正在重连。",
        "en": "Nothing was heard from you for too long; reconnecting.",
    },
    "bad_token": {
        "zh-CN": "这个链接无效或已过期。请向会务人员要新的链接。",
        "en": "This link is not valid or has expired. Ask the organizer for a new one.",
    },
    "token_revoked": {
        "zh-CN": "这个链接已经作废。请向会务人员要新的链接。",
        "en": "This link has been revoked. Ask the organizer for a new one.",
    },
    "token_expired": {
        "zh-CN": "这个链接已过期，连接已断开。请向会务人员要新的链接。",
        "en": "This link has expired, so you were disconnected. Ask the organizer for a new one.",
    },
    "taken_over": {
        "zh-CN": "您已在另一个页面或设备上进入会议，这里已断开。",
        "en": "You joined from another page or device, so this one was closed.",
    },
    "left": {"zh-CN": "您已离开会议。", "en": "You have left the consultation."},
    "shutting_down": {
        "zh-CN": "服务正在重启，马上回来。",
        "en": "The server is restarting and will be back at once.",
    },
    "unavailable": {
        "zh-CN": "会议暂时进不去，正在重试。",
        "en": "The consultation cannot be reached right now; trying again.",
    },
    "not_found": {
        "zh-CN": "没有找到。请核对链接，或联系会务人员。",
        "en": "Not found. Check the link or ask the organizer.",
    },
    "waiting_to_be_admitted": {
        "zh-CN": "请等会场接纳。接纳以后会自动进入。",
        "en": "Wait to be admitted by your venue; you will then enter by yourself.",
    },
    "turned_away": {
        "zh-CN": "会场没有接纳您：{reason}",
        "en": "Your venue did not admit you: {reason}",
    },
    "not_allowed": {
        "zh-CN": "您的身份不能做这一步。",
        "en": "Your role may not do this.",
    },
    "too_many_viewers": {
        "zh-CN": "直连观看的名额已满。请打开直播页面观看。",
        "en": "All direct viewing places are taken. Watch the livestream page.",
    },
    "stale_etag": {
        "zh-CN": "这次媒体连接已经重建，请用新的标识。",
        "en": "This media session was restarted since. Use its new ETag.",
    },
    "bad_sdp": {
        "zh-CN": "音视频连接的描述不对，没有建立。请刷新页面。",
        "en": "The media description was not accepted. Reload the page.",
    },
    "draining": {
        "zh-CN": "服务即将升级重启，暂不新开会议；正在开的会不受影响。请过几分钟再试。",
        "en": "The server is about to be upgraded and begins no new consultations; those in "
        "session go on. Try again in a few minutes.",
    },
    "media_full": {
        "zh-CN": "音视频服务已满，暂时接不进新的人；在会的人不受影响。请稍后再试，或找会务人员。",
        "en": "The media relay is at its limit and takes nobody new; those in the meeting are not "
        "affected. Try again in a minute, or ask the organizer.",
    },
    "media_failed": {
        "zh-CN": "音视频服务出了错，会自动重试；会议其他部分不受影响。",
        "en": "The media relay met an error of its own and will be asked again; the rest of the "
        "meeting is not affected.",
    },
    "media_unavailable": {
        "zh-CN": "音视频服务正在恢复，马上重试。",
        "en": "The media relay is being replaced. Try again in a moment.",
    },
}
"""Every code's sentence, those of `bye` included."""

TOO_MANY_OPINIONS: Mapping[Language, str] = {
    "zh-CN": "意见发得太快。请过 {seconds} 秒再试。",
    "en": "Too many opinions at once. Try again in {seconds} seconds.",
}

TOO_MANY_REQUESTS: Mapping[Language, str] = {
    "zh-CN": "请求太快。请过 10 秒再试。",
    "en": "Too many requests at once. Try again in 10 seconds.",
}


class SignalingError(Exception):
    """Base of signaling's errors; `code` is stable, the exception's own text is for logs."""

    code = "bad_message"

    def message(self, language: Language = "zh-CN") -> str:
        """The sentence a person reads."""
        return MESSAGES[self.code][language]


class BadMessage(SignalingError):
    """Not a message of `PROTOCOL.md`, too large, or out of turn."""

    code = "bad_message"


class UnsupportedVersion(SignalingError):
    """`hello` names a version of the protocol that is not spoken here."""

    code = "unsupported_version"


class TooFast(SignalingError):
    """More messages than any honest client sends."""

    code = "too_fast"


class TooManyRequests(SignalingError):
    """More WHIP or WHEP requests than any honest client sends."""

    code = "too_fast"

    def message(self, language: Language = "zh-CN") -> str:
        """As an answer to one request says it."""
        return TOO_MANY_REQUESTS[language]


class TooManyOpinions(SignalingError):
    """More opinions in a minute than are taken; `seconds` until there is room."""

    code = "too_fast"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds

    def message(self, language: Language = "zh-CN") -> str:
        """With how long to wait, as an answer to one command says it."""
        return TOO_MANY_OPINIONS[language].format(seconds=self.seconds)


class BadToken(SignalingError):
    """Not a token of this server, expired, or not for this consultation or use."""

    code = "bad_token"


class TokenRevoked(SignalingError):
    """The log says that the invitation was revoked."""

    code = "token_revoked"


class Unavailable(SignalingError):
    """The record cannot be read or written now; coming back may help."""

    code = "unavailable"


class NotFound(SignalingError):
    """No such consultation, participant or resource."""

    code = "not_found"


class NotAllowed(SignalingError):
    """The token is good, but its role may not do this."""

    code = "not_allowed"


class Outside(SignalingError):
    """Somebody who has still to be admitted by their venue."""

    code = "waiting_to_be_admitted"


class TurnedAway(SignalingError):
    """Somebody whom their venue did not admit, and why."""

    code = "turned_away"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def message(self, language: Language = "zh-CN") -> str:
        """The sentence a person reads, with the reason."""
        return MESSAGES[self.code][language].format(reason=self.reason)


class TooManyViewers(SignalingError):
    """The consultation's WHEP sessions are used up."""

    code = "too_many_viewers"


class StaleEtag(SignalingError):
    """A PATCH for an ICE session that has been restarted since (RFC 9725 section 4.3.1)."""

    code = "stale_etag"


class BadSdp(SignalingError):
    """The relay refused a session description."""

    code = "bad_sdp"


class Draining(SignalingError):
    """The server is about to be replaced: what runs goes on, nothing new begins."""

    code = "draining"


class MediaFull(SignalingError):
    """The relay takes no more peers."""

    code = "media_full"


class MediaFailed(SignalingError):
    """The relay met an error of its own over this request, and goes on."""

    code = "media_failed"


class MediaUnavailable(SignalingError):
    """The relay is being replaced; the same request will do in a moment."""

    code = "media_unavailable"


class LeafLost(MediaUnavailable):
    """One of several relays is gone, the consultation's home is not: another will do at once."""
