"""How the livestream's files are given out, here and by an object store: types and caching."""

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
PLAYLIST_CACHE = "public, max-age=1"
"""The newest playlist is another one soon."""
FILE_TYPES = {".mp4": "video/mp4", ".m4s": "video/iso.segment"}
FILE_CACHE = "max-age=31536000, immutable"
"""No name is used twice."""
