"""Routes of opinions, their screening and their wall."""

from sessions.opinion_groups import OpinionThemes
from web.responses.opinions import (
    ClaimList,
    ClaimRequest,
    OpinionReceipt,
    OpinionRequest,
    OpinionsPage,
    OpinionStatus,
)
from web.responses.outcomes import AppraisalRequest
from web.responses.wall import Support, SupportRequest, Wall, WallChunk, WallHead
from web.routes.route import API, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "POST", f"{API}/{{id}}/opinions", "submit_opinion",
        "Send an opinion; limited per address and per consultation (429, Retry-After). The same "
        "`Idempotency-Key` answers the same receipt.",
        "public", 201, OpinionRequest, OpinionReceipt,
    ),
    Route(
        "GET", f"{API}/{{id}}/opinions", "list_opinions",
        "All opinions that came before `before`, newest first, at most 500 at once.", "staff",
        response=OpinionsPage,
    ),
    Route(
        "GET", f"{API}/{{id}}/opinions/{{receipt}}", "get_opinion", "How an opinion stands.",
        "public", response=OpinionStatus,
    ),
    Route(
        "DELETE", f"{API}/{{id}}/opinions/{{receipt}}", "withdraw_opinion",
        "Withdraw an opinion by the token that it was sent with, as `Authorization: Bearer`; "
        "limited as opinions are.", "public", response=OpinionStatus,
    ),
    Route(
        "GET", f"{API}/{{id}}/opinions/themes", "opinion_themes",
        "What the opinions are about: themes, near-duplicates, regions and their course, and where "
        "sensitive words stand. Suggestions, some seconds old; the first answer comes before "
        "themes and near-duplicates are made out (`grouped`).", "staff",
        response=OpinionThemes,
    ),
    Route(
        "POST", f"{API}/{{id}}/opinions/claims", "claim_opinion",
        "Say which opinion this window shows, at least once a minute; answers what others show.",
        "staff", 200, ClaimRequest, ClaimList,
    ),
    Route(
        "GET", f"{API}/{{id}}/screening.csv", "screening_csv",
        "Every opinion with every decision: who, when and why, in the caller's language.", "staff",
        media="text/csv",
    ),
    Route(
        "POST", f"{API}/{{id}}/opinions/{{receipt}}/appraisal", "appraise_reply",
        "What an opinion's author thinks of the reply to its outcome; limited as opinions are.",
        "public", 200, AppraisalRequest, OpinionStatus,
    ),
    Route(
        "GET", f"{API}/{{id}}/wall.json", "get_wall", "Published opinions.", "public",
        response=Wall,
    ),
    Route(
        "GET", "/live/{id}/wall-head.json", "get_wall_head", "Which chunk of the wall is next.",
        "public", response=WallHead,
    ),
    Route(
        "GET", "/live/{id}/wall-{number}.json", "get_wall_chunk",
        "What changed on the wall since the chunk before.", "public", response=WallChunk,
    ),
    Route(
        "POST", f"{API}/{{id}}/opinions/{{opinion_id}}/support", "support_opinion",
        "Support a published opinion, or take it back.", "public", 202, SupportRequest,
        Support,
    ),
)  # fmt: skip
