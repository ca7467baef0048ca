"""Routes of media: WHIP and WHEP, checks of a line, how lines are."""

from web.responses.consultations import ConnectionList
from web.routes.route import API, SDP, Route

ROUTES: tuple[Route, ...] = (
    Route(
        "GET", f"{API}/{{id}}/connections", "list_connections",
        "How everybody's media lines are, and what is wrong; only one's own but for staff.",
        "token", response=ConnectionList,
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
