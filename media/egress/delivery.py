"""How the livestream's files are given out, here and by an object store: types and caching."""

import re

import msgspec

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
PLAYLIST_CACHE = "public, max-age=1"
"""The newest playlist is another one soon."""
FILE_TYPES = {".mp4": "video/mp4", ".m4s": "video/iso.segment"}
FILE_CACHE = "max-age=31536000, immutable"
"""No name is used twice."""
DVR = "dvr.m3u8"
"""The whole stream from its beginning."""
ENDED_CACHE = "public, max-age=60"
"""Of a playlist that ends: it may still be withdrawn."""
STREAMED = re.compile(r"(?:sound-)?(?:init|seg)-[A-Za-z0-9-]{1,80}\.(?:mp4|m4s)|[a-z]{1,10}\.m3u8")
"""Names of what an object store has of stream and recording; the rest there is words."""


class Headers(msgspec.Struct, frozen=True):
    """What an object store says with an object."""

    media_type: str
    cache: str


def headers_of(name: str) -> Headers:
    """Of a segment or an initialization segment that is public, or of a live playlist."""
    if name.endswith(".m3u8"):
        return Headers(PLAYLIST_TYPE, PLAYLIST_CACHE)
    return Headers(FILE_TYPES[name[name.rindex(".") :]], f"public, {FILE_CACHE}")
