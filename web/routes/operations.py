"""Routes for whoever runs the server."""

from typing import Any

from web.responses.operations import Health
from web.routes.route import Route

ROUTES: tuple[Route, ...] = (
    Route("GET", "/healthz", "healthz", "Whether the process serves.", "public", response=Health),
    Route(
        "GET", "/readyz", "readyz", "Whether it can do its work; 503 if not.", "public",
        response=Health,
    ),
    Route(
        "GET", "/metrics", "metrics", "Prometheus text format.", "public", media="text/plain"
    ),
    Route(
        "GET", "/openapi.json", "openapi", "This description.", "public", response=dict[str, Any]
    ),
)  # fmt: skip
