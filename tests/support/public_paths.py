"""Where anybody may read something of a consultation without a token."""

from collections.abc import Sequence

from web.routes import API, ROUTES


def public_paths(id: str, receipt: str, numbers: Sequence[int]) -> list[str]:
    """Every public GET of the route table, the pages, and doors that should be shut.

    `numbers` are of the wall's chunks, the first and the one after the last among them.
    """
    filled = {
        "{id}": id, "{receipt}": receipt, "{language}": "zh-CN", "{participant}": "member",
        "{number}": str(numbers[0]), "{page}": "1", "{document_id}": "none", "{ballot_id}": "none",
    }  # fmt: skip
    paths = []
    for route in ROUTES:
        if route.method != "GET" or route.access != "public":
            continue
        path = route.path
        for name, value in filled.items():
            path = path.replace(name, value)
        paths.append(path)
    paths += [f"/live/{id}/wall-{number}.json" for number in range(numbers[0], numbers[-1])]
    own = f"{API}/{id}"
    return [
        *paths, f"/live/{id}", f"/live/{id}/index.m3u8", f"/outcomes/{id}", "/",
        f"{own}/events", own, f"{own}/opinions", f"{own}/minutes.md",
    ]  # fmt: skip
