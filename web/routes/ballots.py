"""Routes of secret ballots."""

from sessions.ballot_types import Paper
from web.responses.ballots import PaperIssued, PaperList, PaperRequest, PaperTaken
from web.routes.route import API, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "POST", f"{API}/{{id}}/ballots/{{ballot_id}}/papers", "issue_paper",
        "The blind signature (RFC 9474) of the caller's one paper of a secret ballot.", "token",
        200, PaperRequest, PaperIssued,
    ),
    Route(
        "POST", f"{API}/{{id}}/ballots/{{ballot_id}}/votes", "cast_paper",
        "Cast a secret vote: without Authorization, cookie or any other name (400 with one); "
        "limited per address and per consultation (429, Retry-After).", "public",
        201, Paper, PaperTaken,
    ),
    Route(
        "GET", f"{API}/{{id}}/ballots/{{ballot_id}}/papers", "list_papers",
        "How many papers of a secret ballot there are; the papers, once it has closed.", "public",
        response=PaperList,
    ),
)  # fmt: skip
