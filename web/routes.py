"""The table of HTTP routes as data: what `/openapi.json` describes and `app.py` mounts.

Pages and files, which the table leaves out: `/` start, `/c/{id}` join and meeting, `/c/{id}/wall`
director's wall, `/c/{id}/outcomes` a unit's inbox, `/outcomes/{id}` public outcomes,
`/minutes/{id}` minutes out for correction, `/live/{id}` watch, `/live/{id}/text` the same in words
and pictures, `/recordings/{id}` recording, `/embed/live/{id}` and `/embed/wall/{id}` in frames of
other sites with `/embed.js`, `/desk` and `/desk/{id}` organizer, `/static/…`, `GET /ws`
(`signaling/PROTOCOL.md`), `GET /live/{id}/index.m3u8` with the playlists and segments it names
(low-latency HLS: `_HLS_msn`, `_HLS_part`, `_HLS_skip`),
`/live/{id}/pictures/{sha256}-{360,1080}.webp`. A
join link is `/c/{id}#t=TOKEN` (organizers: `/desk#t=TOKEN`); the token goes into `Authorization:
Bearer` or the `hello` message, never into an address.
`Idempotency-Key` on a POST makes a repetition within ten minutes harmless: it is answered as the
first time, and with 409 where what is asked for differs. With an opinion, which needs no token, it
must be random and of 16 to 64 ASCII characters, since whoever knows it is told the receipt.
`Accept-Language` chooses the language of error messages (zh-CN, en).
"""

from typing import Any, Literal

import msgspec

from sessions.ballot_types import Paper
from sessions.commands import AnyCommand, CreateConsultation, ImportRoster
from sessions.export.document import Document
from sessions.minutes import Minutes
from sessions.minutes_editor import CirculatedMinutes, MinutesEditor
from sessions.opinion_groups import OpinionThemes
from sessions.outcome_views import OutcomesPage
from sessions.record_lines import MeetingRecord
from sessions.views import Snapshot
from web import recording_responses as rr
from web import responses as r

Access = Literal["public", "token", "staff", "organizer", "publisher"]
"""Who may ask. `token`: whoever has one for this consultation; `staff`: organizer, chair, clerk;
`publisher`: who may send media, that is everyone on the roster but viewers. Commands are decided
one by one in `sessions/roles.py`."""

JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SDP = "application/sdp"


class Route(msgspec.Struct, frozen=True):
    """One method on one path. `response` is a msgspec type, or None with a `media` of its own."""

    method: Literal["GET", "POST", "PATCH", "DELETE"]
    path: str
    name: str
    summary: str
    access: Access
    status: int = 200
    request: Any = None
    response: Any = None
    accepts: str = JSON
    media: str = JSON


API = "/api/v1/consultations"
SEARCH = "/api/v1/search"
CONTRIBUTIONS = "/api/v1/contributions"

ROUTES: tuple[Route, ...] = (
    Route("GET", "/healthz", "healthz", "Whether the process serves.", "public", response=r.Health),
    Route(
        "GET", "/readyz", "readyz", "Whether it can do its work; 503 if not.", "public",
        response=r.Health,
    ),
    Route(
        "GET", "/metrics", "metrics", "Prometheus text format.", "public", media="text/plain"
    ),
    Route(
        "GET", "/openapi.json", "openapi", "This description.", "public", response=dict[str, Any]
    ),
    Route(
        "POST", API, "create_consultation", "Create a consultation.", "organizer",
        201, CreateConsultation, r.Created,
    ),
    Route(
        "GET", API, "list_consultations", "All for an organizer, else one's own.", "token",
        response=r.ConsultationList,
    ),
    Route(
        "GET", f"{API}/{{id}}", "get_consultation", "What this role may see.", "token",
        response=Snapshot,
    ),
    Route(
        "POST", f"{API}/{{id}}/commands", "post_command",
        "Do one command, as over the WebSocket; a refused one leaves no event.", "token", 200,
        AnyCommand, r.Executed,
    ),
    Route(
        "GET", f"{API}/{{id}}/events", "get_events",
        "The log after `after`, filtered by role, at most 500 records at once.", "token",
        response=r.EventsPage,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations", "create_invitation", "Make a signed join link.",
        "staff", 201, r.InvitationRequest, r.Invitation,
    ),
    Route(
        "GET", f"{API}/{{id}}/invitations", "list_invitations",
        "Every link that was made: when, until when, and whether it was used.", "staff",
        response=r.InvitationList,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/bulk", "create_invitations",
        "Make links for many, all of them or none.", "staff", 201, r.BulkInvitationRequest,
        r.BulkInvitations,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/revoke", "revoke_invitations",
        "Links of many stop working at once.", "staff", 200, r.RevocationRequest, r.Executed,
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/links.csv", "links_csv",
        "Links that the caller holds, as a table.", "staff", 200, r.LinksRequest,
        media="text/csv",
    ),
    Route(
        "POST", f"{API}/{{id}}/invitations/links.pdf", "links_pdf",
        "Links that the caller holds, as QR codes on cards to print and cut.", "staff", 200,
        r.LinksRequest, media="application/pdf",
    ),
    Route(
        "POST", f"{API}/{{id}}/roster/preview", "preview_roster",
        "What a CSV (UTF-8, UTF-16 or GB 18030) or XLSX sheet would add, with errors by row.",
        "staff", response=r.RosterPreview, accepts="application/octet-stream",
    ),
    Route(
        "POST", f"{API}/{{id}}/roster", "import_roster",
        "Do the `command` of a preview: all rows or none.", "staff", 200, ImportRoster, r.Executed,
    ),
    Route(
        "GET", f"{API}/{{id}}/roster/template.csv", "roster_template_csv",
        "An empty sheet to fill in.", "staff", media="text/csv",
    ),
    Route(
        "GET", f"{API}/{{id}}/roster/template.xlsx", "roster_template_xlsx",
        "The same, with lists to choose from.", "staff", media=XLSX,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/invitations/{{invitation_id}}", "revoke_invitation",
        "The link stops working at once.", "staff", 204,
    ),
    Route(
        "POST", f"{API}/{{id}}/caption-ports", "create_caption_port",
        "Let a recognizer or a captioner write captions.", "staff", 201, r.CaptionPortRequest,
        r.CaptionPort,
    ),
    Route(
        "GET", f"{API}/{{id}}/caption-ports", "list_caption_ports",
        "Every port that was made: for what, until when, and whether it was used.", "staff",
        response=r.CaptionPortList,
    ),
    Route(
        "POST", f"{API}/{{id}}/opinions", "submit_opinion",
        "Send an opinion; limited per address and per consultation (429, Retry-After). The same "
        "`Idempotency-Key` answers the same receipt.",
        "public", 201, r.OpinionRequest, r.OpinionReceipt,
    ),
    Route(
        "GET", f"{API}/{{id}}/opinions", "list_opinions",
        "All opinions that came before `before`, newest first, at most 500 at once.", "staff",
        response=r.OpinionsPage,
    ),
    Route(
        "GET", f"{API}/{{id}}/opinions/{{receipt}}", "get_opinion", "How an opinion stands.",
        "public", response=r.OpinionStatus,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/opinions/{{receipt}}", "withdraw_opinion",
        "Withdraw an opinion by the token that it was sent with, as `Authorization: Bearer`; "
        "limited as opinions are.", "public", response=r.OpinionStatus,
    ),
    Route(
        "GET", f"{API}/{{id}}/opinions/themes", "opinion_themes",
        "What the opinions are about: themes, near-duplicates, regions and their course, and where "
        "sensitive words stand. Suggestions, some seconds old.", "staff",
        response=OpinionThemes,
    ),
    Route(
        "POST", f"{API}/{{id}}/opinions/claims", "claim_opinion",
        "Say which opinion this window shows, at least once a minute; answers what others show.",
        "staff", 200, r.ClaimRequest, r.ClaimList,
    ),
    Route(
        "GET", f"{API}/{{id}}/screening.csv", "screening_csv",
        "Every opinion with every decision: who, when and why, in the caller's language.", "staff",
        media="text/csv",
    ),
    Route(
        "POST", f"{API}/{{id}}/opinions/{{receipt}}/appraisal", "appraise_reply",
        "What an opinion's author thinks of the reply to its outcome; limited as opinions are.",
        "public", 200, r.AppraisalRequest, r.OpinionStatus,
    ),
    Route(
        "GET", f"{API}/{{id}}/outcomes", "list_outcomes",
        "What this role may see of outcomes changed after record `after`, at most 100 at once: "
        "staff all, a unit its own, others what is public.", "token", response=OutcomesPage,
    ),
    Route(
        "GET", f"{API}/{{id}}/outcomes.json", "get_outcomes", "Outcomes that were made public.",
        "public", response=r.PublicOutcomes,
    ),
    Route(
        "POST", f"{API}/{{id}}/ballots/{{ballot_id}}/papers", "issue_paper",
        "The blind signature (RFC 9474) of the caller's one paper of a secret ballot.", "token",
        200, r.PaperRequest, r.PaperIssued,
    ),
    Route(
        "POST", f"{API}/{{id}}/ballots/{{ballot_id}}/votes", "cast_paper",
        "Cast a secret vote: without Authorization, cookie or any other name (400 with one); "
        "limited per address and per consultation (429, Retry-After).", "public",
        201, Paper, r.PaperTaken,
    ),
    Route(
        "GET", f"{API}/{{id}}/ballots/{{ballot_id}}/papers", "list_papers",
        "How many papers of a secret ballot there are; the papers, once it has closed.", "public",
        response=r.PaperList,
    ),
    Route(
        "GET", f"{API}/{{id}}/connections", "list_connections",
        "How everybody's media lines are, and what is wrong; only one's own but for staff.",
        "token", response=r.ConnectionList,
    ),
    Route(
        "POST", f"{API}/{{id}}/documents", "attach_document",
        "Attach a document to an agenda item: the body is the file, of at most 50 MiB and 200 "
        "pages, told by its bytes. Answered once every page has been drawn.", "staff",
        201, accepts="application/octet-stream", response=r.Attached,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/documents/{{document_id}}", "remove_document",
        "Take a document back; what was never shown is deleted.", "staff", 204,
    ),
    Route(
        "GET", f"{API}/{{id}}/documents/{{document_id}}/original", "get_document",
        "The bytes that the record has the hash of.", "staff", media="application/octet-stream",
    ),
    Route(
        "POST", f"{API}/{{id}}/outcomes/{{outcome_id}}/documents", "attach_to_outcome",
        "Attach a PDF or picture to the reply of an outcome that is handled, or to the opinion of "
        "joint unit `unit`: the body is the file, of at most 50 MiB and 200 pages.", "token",
        201, accepts="application/octet-stream", response=r.Attached,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/outcomes/{{outcome_id}}/documents/{{document_id}}",
        "detach_from_outcome", "Take an attachment back while the outcome is handled.", "token",
        204,
    ),
    Route(
        "GET", f"{API}/{{id}}/outcomes/{{outcome_id}}/documents/{{document_id}}",
        "get_outcome_document", "An attachment's bytes: all for units and staff, with a token; for "
        "everybody else those of the reply, where the outcome is public.", "public",
        media="application/octet-stream",
    ),
    Route(
        "GET", f"{API}/{{id}}/documents/{{document_id}}/pages/{{page}}", "get_document_page",
        "A page as WebP; viewers get the one that is being shown.", "token", media="image/webp",
    ),
    Route(
        "GET", f"{API}/{{id}}/documents/{{document_id}}/pages/{{page}}/text", "get_document_text",
        "The words on a page.", "token", media="text/plain",
    ),
    Route(
        "GET", f"{API}/{{id}}/presented/{{document_id}}/{{page}}", "get_presented_page",
        "The page that is being shown, as WebP, while it is and if the public may see it.",
        "public", media="image/webp",
    ),
    Route(
        "POST", f"{API}/{{id}}/line-checks", "begin_line_check",
        "Send a picture to the relay to try the line, for at most 15 seconds. Link headers name "
        "the TURN servers by which it may be tried again.", "token", 201,
        accepts=SDP, media=SDP,
    ),
    Route(
        "POST", f"{API}/{{id}}/line-checks/{{check_id}}", "return_line_check",
        "Get it back.", "token", accepts=SDP, media=SDP,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/line-checks/{{check_id}}", "end_line_check", "End a check.",
        "token", 204,
    ),
    Route(
        "GET", f"{API}/{{id}}/wall.json", "get_wall", "Published opinions.", "public",
        response=r.Wall,
    ),
    Route(
        "GET", "/live/{id}/wall-head.json", "get_wall_head", "Which chunk of the wall is next.",
        "public", response=r.WallHead,
    ),
    Route(
        "GET", "/live/{id}/wall-{number}.json", "get_wall_chunk",
        "What changed on the wall since the chunk before.", "public", response=r.WallChunk,
    ),
    Route(
        "POST", f"{API}/{{id}}/opinions/{{opinion_id}}/support", "support_opinion",
        "Support a published opinion, or take it back.", "public", 202, r.SupportRequest,
        r.Support,
    ),
    Route(
        "GET", f"{API}/{{id}}/now.json", "get_now", "What is happening now.", "public",
        response=r.Now,
    ),
    Route(
        "GET", f"{API}/{{id}}/captions.json", "get_captions",
        "The latest captions of each language.", "public", response=r.PublicCaptions,
    ),
    Route(
        "GET", f"{API}/{{id}}/captions.{{language}}.vtt", "get_captions_vtt",
        "All captions of a language as WebVTT, timed from the opening.", "public",
        media="text/vtt",
    ),
    Route(
        "POST", f"{API}/{{id}}/live-pictures", "add_live_picture",
        "Keep a picture for the text-and-picture live; the body is JPEG, PNG or WebP.", "staff",
        201, response=r.LivePictureKept, accepts="application/octet-stream",
    ),
    Route(
        "GET", "/live/{id}/text.json", "get_text_live",
        "The text-and-picture live, the newest first; `before` pages, `lang=en` is English.",
        "public", response=r.PublicText,
    ),
    Route(
        "GET", "/live/{id}/text.atom", "get_text_live_feed",
        "Its newest page as an Atom feed.", "public", media="application/atom+xml",
    ),
    Route(
        "GET", "/live/{id}/dvr.m3u8", "recording_playlist",
        "The stream from its beginning, live and afterwards; for staff alone once the "
        "consultation has closed and while it is not published (403), never once deleted (410). "
        "So all of the recording.", "public", media="application/vnd.apple.mpegurl",
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.json", "get_recording",
        "How long the recording is, what time of the clock is where in it, and its chapters.",
        "public", response=rr.RecordingDetail,
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.chapters.vtt", "get_recording_chapters",
        "The chapters as WebVTT.", "public", media="text/vtt",
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.captions.{{language}}.json", "get_recording_captions",
        "What was said in a language, with its places in the recording.", "public",
        response=rr.RecordingCaptions,
    ),
    Route(
        "GET", f"{API}/{{id}}/recording.mp4", "download_recording",
        "The recording as one MP4 with chapters, for staff until it is published.", "public",
        media="video/mp4",
    ),
    Route(
        "POST", f"{API}/{{id}}/recording.mp4", "download_recording_by_form",
        "The same, the token being in the form field `token`.", "public",
        accepts="application/x-www-form-urlencoded", media="video/mp4",
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes.json", "minutes_json", "The minutes as data.", "staff",
        response=Minutes,
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes.document.json", "minutes_document",
        "The minutes in words: blocks to draw, in Chinese.", "staff",
        response=Document,
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes.md", "minutes_md", "The minutes as Markdown.", "staff",
        media="text/markdown",
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes.docx", "minutes_docx",
        "The minutes as DOCX, in the office's own template where the server has one.", "staff",
        media=DOCX,
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes.pdf", "minutes_pdf", "The minutes as PDF.", "staff",
        media="application/pdf",
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes.csv", "minutes_csv",
        "Attendance, speeches, opinions and outcomes as rows of one table, told apart by its "
        "first column, in the caller's language; each alone is in a list of its own.", "staff",
        media="text/csv",
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes.xml", "minutes_xml",
        "The minutes as an Akoma Ntoso 3.0 `debate`.", "staff", media="application/akn+xml",
    ),
    Route(
        "GET", f"{API}/{{id}}/record.json", "record_json",
        "The record of the meeting as data: every speech and ruling in time order.", "staff",
        response=MeetingRecord,
    ),
    Route(
        "GET", f"{API}/{{id}}/record.document.json", "record_document",
        "The record in words: blocks to draw, in Chinese.", "staff", response=Document,
    ),
    Route(
        "GET", f"{API}/{{id}}/record.md", "record_md", "The record as Markdown.", "staff",
        media="text/markdown",
    ),
    Route(
        "GET", f"{API}/{{id}}/record.docx", "record_docx", "The record as DOCX.", "staff",
        media=DOCX,
    ),
    Route(
        "GET", f"{API}/{{id}}/record.pdf", "record_pdf", "The record as PDF.", "staff",
        media="application/pdf",
    ),
    Route(
        "GET", f"{API}/{{id}}/record.xml", "record_xml",
        "The record as an Akoma Ntoso 3.0 `debate`.", "staff", media="application/akn+xml",
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes/versions", "list_minutes_versions",
        "The versions of the minutes that were signed.", "staff", response=r.MinutesVersions,
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes/draft.json", "get_minutes_draft",
        "Block by block, what was drafted from the log and what was made of it.", "staff",
        response=MinutesEditor,
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes/circulated.json", "get_circulated_minutes",
        "The minutes as sent for correction, or as signed since, for those who were asked.",
        "token", response=CirculatedMinutes,
    ),
    Route(
        "GET", f"{API}/{{id}}/attendance.csv", "attendance_csv",
        "The attendance list, a row per participant and seat, in the caller's language.", "staff",
        media="text/csv",
    ),
    Route(
        "GET", SEARCH, "search",
        "What was said, asked, answered, sent in and agreed with all words of `q`, the latest "
        "first: in all consultations for an organizer, else in one's own. `kind` names kinds with "
        "commas, `offset` pages. In an excerpt, what stands at odd places is a hit.",
        "staff", response=r.SearchResults,
    ),
    Route(
        "GET", CONTRIBUTIONS, "list_contributions",
        "What each person contributed, summed over the consultations that opened and were "
        "scheduled from `from` until before `until` (Unix ms).", "organizer",
        response=r.ContributionList,
    ),
    Route(
        "GET", f"{CONTRIBUTIONS}.csv", "contributions_csv",
        "The same as a table, in the caller's language.", "organizer", media="text/csv",
    ),
    Route(
        "GET", f"{API}/{{id}}/speeches.csv", "speeches_csv",
        "Every speech, with its timecode into the recording, in the caller's language.", "staff",
        media="text/csv",
    ),
    Route(
        "GET", f"{API}/{{id}}/opinions.csv", "opinions_csv",
        "The opinions that are public, in the caller's language.", "staff", media="text/csv",
    ),
    Route(
        "GET", f"{API}/{{id}}/outcomes.csv", "outcomes_csv", "The outcomes, in the caller's "
        "language.", "staff", media="text/csv",
    ),
    Route(
        "POST", "/whip/{id}", "whip", "Publish sound and picture (RFC 9725).", "publisher", 201,
        accepts=SDP, media=SDP,
    ),
    Route("GET", "/whip/{id}", "see_whip", "Nothing (RFC 9725, 4.1).", "public", 204),
    Route(
        "GET", "/whep/{id}", "see_whep", "Nothing, as the type by which players know an endpoint.",
        "public", media=SDP,
    ),
    Route(
        "GET", "/whep/{id}/{participant}", "see_whep_participant", "The same.", "public", media=SDP
    ),
    Route("GET", "/media/{kind}/{session}", "see_media", "Nothing.", "public", 204),
    Route(
        "POST", "/whep/{id}", "whep", "Play the programme (WHEP).", "token", 201,
        accepts=SDP, media=SDP,
    ),
    Route(
        "POST", "/whep/{id}/{participant}", "whep_participant", "Play one participant (WHEP).",
        "token", 201, accepts=SDP, media=SDP,
    ),
    Route(
        "PATCH", "/media/{kind}/{session}", "patch_media",
        "Trickle candidates (204) or restart ICE (200), with If-Match.", "token", 200,
        accepts="application/trickle-ice-sdpfrag", media="application/trickle-ice-sdpfrag",
    ),
    Route(
        "DELETE", "/media/{kind}/{session}", "delete_media", "End a WHIP or WHEP session.", "token"
    ),
)  # fmt: skip
