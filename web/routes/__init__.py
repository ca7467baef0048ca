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

from web.routes import (
    ballots,
    consultations,
    documents,
    media,
    operations,
    opinions,
    outcomes,
    records,
    watching,
)
from web.routes.route import API, CONTRIBUTIONS, DOCX, JSON, SDP, SEARCH, XLSX, Access, Route

__all__ = [
    "API",
    "CONTRIBUTIONS",
    "DOCX",
    "JSON",
    "ROUTES",
    "SDP",
    "SEARCH",
    "XLSX",
    "Access",
    "Route",
]

ROUTES: tuple[Route, ...] = (
    *ballots.ROUTES,
    *consultations.ROUTES,
    *documents.ROUTES,
    *media.ROUTES,
    *operations.ROUTES,
    *opinions.ROUTES,
    *outcomes.ROUTES,
    *records.ROUTES,
    *watching.ROUTES,
)
