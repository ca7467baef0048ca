"""What HTTP answers for what can be wrong: the status of every code."""

from collections.abc import Mapping
from typing import get_args

from sessions.errors import Code as SessionCode
from sessions.errors import Language, SessionError
from signaling.errors import BadSdp, SignalingError, TooManyOpinions
from web.error_words import TEXTS, WebCode

STATUS: Mapping[WebCode, int] = {
    "bad_request": 400,
    "bad_body": 422,
    "body_too_large": 413,
    "too_slow": 408,
    "bad_type": 415,
    "not_acceptable": 406,
    "method_not_allowed": 405,
    "no_such_page": 404,
    "token_needed": 401,
    "too_fast": 429,
    "proof_needed": 429,
    "proof_wrong": 422,
    "etag_needed": 428,
    "not_on_air": 404,
    "live_late": 503,
    "no_captions": 404,
    "no_recording": 404,
    "no_take": 404,
    "store_away": 503,
    "recording_gone": 410,
    "recording_private": 403,
    "sheet_unreadable": 422,
    "sheet_too_large": 422,
    "sheet_encoding": 422,
    "nobody_selected": 422,
    "internal": 500,
    "origin_refused": 403,
    "document_type": 415,
    "document_too_large": 413,
    "document_locked": 422,
    "document_broken": 422,
    "document_too_long": 422,
    "document_too_complex": 422,
    "document_foreign": 415,
    "document_unpacks_too_large": 422,
    "document_active": 422,
    "document_outside": 422,
    "picture_too_large": 422,
    "picture_type": 415,
    "picture_broken": 422,
    "no_space": 507,
    "vote_with_credentials": 400,
}


class WebError(Exception):
    """Base of web's own errors; `headers` go into the answer."""

    def __init__(
        self, code: WebCode, headers: Mapping[str, str] | None = None, **params: str | int
    ) -> None:
        super().__init__(code)
        self.code: WebCode = code
        self.params = params
        self.headers = dict(headers or {})

    def message(self, language: Language) -> str:
        """The sentence a person reads."""
        return TEXTS[self.code][language].format_map(self.params)


# --- the other packages' codes ----------------------------------------------------------------

_SESSION_GROUPS: Mapping[int, tuple[SessionCode, ...]] = {
    403: (
        "not_authorized",
        "seat_not_yours",
        "room_has_operator",
        "only_chair_waives",
        "waiting_to_be_admitted",
        "no_right_to_vote",
        "outcome_not_yours",
        "outcome_not_your_proposal",
        "not_asked_to_correct",
        "opinion_not_yours",
    ),
    404: (
        "no_such_consultation",
        "no_such_venue",
        "no_such_seat",
        "no_such_item",
        "no_such_participant",
        "no_such_invitation",
        "no_such_request",
        "no_such_speech",
        "no_such_document",
        "no_such_document_page",
        "no_such_opinion",
        "no_such_source",
        "no_such_roll_call",
        "no_such_question",
        "no_such_ballot",
        "no_such_outcome",
        "no_such_correction",
        "no_such_minutes_block",
        "no_such_minutes_version",
        "no_minutes_template",
    ),
    422: (
        "no_such_date",
        "venue_tree_needs_one_root",
        "venue_parent_missing",
        "venue_tree_has_cycle",
        "venue_level_rises",
        "region_code_not_of_level",
        "region_code_not_of_parent",
        "override_needs_reason",
        "role_not_on_roster",
        "invitation_in_the_past",
        "name_one",
        "opinion_empty",
        "opinion_one_item",
        "opinion_merge_target",
        "not_of_this_room",
        "not_a_department",
        "share_too_large",
        "reply_empty",
        "key_too_long",
        "no_such_option",
        "options_must_differ",
        "too_many_choices",
        "share_impossible",
        "role_has_no_vote",
        "too_many_hands",
        "paper_not_ours",
        "outcome_merge_target",
        "outcome_needs_reason",
        "outcome_units_differ",
        "outcome_unit_unnamed",
        "outcome_no_joint_unit",
        "outcome_met_later",
        "outcome_extend_to_later",
        "minutes_text_empty",
        "cannot_correct",
        "correction_deadline",
        "declined_without_reason",
        "signature_incomplete",
        "reopened_without_reason",
        "recording_needs_reason",
    ),
    503: ("overloaded", "record_unavailable", "record_damaged"),
}
SESSION_STATUS: Mapping[SessionCode, int] = dict.fromkeys(get_args(SessionCode), 409) | {
    code: status for status, codes in _SESSION_GROUPS.items() for code in codes
}
"""409 for everything that the consultation's state forbids now."""

SIGNALING_STATUS: Mapping[str, int] = {
    "bad_message": 400,
    "unsupported_version": 400,
    "bad_token": 401,
    "token_revoked": 401,
    "not_allowed": 403,
    "turned_away": 403,
    "not_found": 404,
    "bad_sdp": 400,
    "stale_etag": 412,
    "too_fast": 429,
    "too_many_viewers": 503,
    "media_full": 503,
    "media_failed": 503,
    "media_unavailable": 503,
    "draining": 503,
    "waiting_to_be_admitted": 503,
    "unavailable": 503,
}

BAD_SDP: Mapping[Language, str] = {
    "zh-CN": "音视频描述不合要求，没有建立连接：{detail}",
    "en": "The media description was not accepted: {detail}",
}
"""Over HTTP it is whoever builds an encoder or a player that reads this, and wants the reason."""


def message_of(error: WebError | SessionError | SignalingError, language: Language) -> str:
    """The sentence a person reads."""
    if isinstance(error, BadSdp):
        return BAD_SDP[language].format(detail=str(error).removeprefix(f"{error.code}: "))
    return error.message(language)


RETRY_SECONDS = 10
"""`Retry-After` of every 429 and 503 that says no other: what the sentences promise."""


def status_of(error: Exception) -> int:
    """The HTTP status of an error of any of our packages."""
    if isinstance(error, WebError):
        return STATUS[error.code]
    if isinstance(error, SessionError):
        return SESSION_STATUS[error.code]
    if isinstance(error, SignalingError):
        return SIGNALING_STATUS[error.code]
    return 500


def headers_of(error: Exception, status: int) -> dict[str, str]:
    """What the status asks for beside the body."""
    headers = dict(error.headers) if isinstance(error, WebError) else {}
    if status == 401:
        known = isinstance(error, SignalingError)
        headers["WWW-Authenticate"] = 'Bearer error="invalid_token"' if known else "Bearer"
    elif isinstance(error, TooManyOpinions):
        headers["Retry-After"] = str(error.seconds)
    elif status in (429, 503):
        headers.setdefault("Retry-After", str(RETRY_SECONDS))
    return headers
