"""Routes of outcomes."""

from sessions.outcome_views import OutcomesPage
from web.responses.documents import Attached
from web.responses.outcomes import PublicOutcomes
from web.routes.route import API, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "GET", f"{API}/{{id}}/outcomes", "list_outcomes",
        "What this role may see of outcomes changed after record `after`, at most 100 at once: "
        "staff all, a unit its own, others what is public.", "token", response=OutcomesPage,
    ),
    Route(
        "GET", f"{API}/{{id}}/outcomes.json", "get_outcomes", "Outcomes that were made public.",
        "public", response=PublicOutcomes,
    ),
    Route(
        "POST", f"{API}/{{id}}/outcomes/{{outcome_id}}/documents", "attach_to_outcome",
        "Attach a PDF, picture, DOCX or XLSX to the reply of an outcome that is handled, or to the "
        "opinion of joint unit `unit`: the body is the file, of at most 50 MiB and 200 pages.",
        "token", 201, accepts="application/octet-stream", response=Attached,
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
)  # fmt: skip
