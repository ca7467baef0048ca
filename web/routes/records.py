"""Routes of what is read from the log: minutes, record, lists, search, contributions."""

from sessions.export.document import Document
from sessions.minutes import Minutes
from sessions.minutes_editor import CirculatedMinutes, MinutesEditor
from sessions.record_lines import MeetingRecord
from web.responses.minutes import MinutesVersions, TemplateKept
from web.responses.search import ContributionList, SearchResults
from web.routes.route import API, CONTRIBUTIONS, DOCX, SEARCH, Route

ROUTES: tuple[Route, ...] = (
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
        "The minutes as DOCX, in the office's own template where consultation or server has one.",
        "staff",
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
        "The versions of the minutes that were signed.", "staff", response=MinutesVersions,
    ),
    Route(
        "POST", f"{API}/{{id}}/minutes/template", "set_minutes_template",
        "Have the DOCX of the minutes stand in the office's own, which is the body.", "staff",
        201, accepts="application/octet-stream", response=TemplateKept,
    ),
    Route(
        "GET", f"{API}/{{id}}/minutes/template", "get_minutes_template",
        "The template that was set, as it was sent.", "staff", media=DOCX,
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
        "staff", response=SearchResults,
    ),
    Route(
        "GET", CONTRIBUTIONS, "list_contributions",
        "What each person contributed, summed over the consultations that opened and were "
        "scheduled from `from` until before `until` (Unix ms).", "organizer",
        response=ContributionList,
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
)  # fmt: skip
