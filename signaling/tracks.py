"""The tracks that one consultation's peers publish, and whose each peer is."""

from collections.abc import Iterable

from media.messages import TrackInfo


class Tracks:
    """By peer; peers that only receive publish nothing."""

    def __init__(self) -> None:
        self._by_peer: dict[str, tuple[TrackInfo, ...]] = {}
        self._owners: dict[str, str] = {}

    def set(self, peer: str, owner: str, tracks: Iterable[TrackInfo] = ()) -> None:
        """What a peer publishes now."""
        self._by_peer[peer] = tuple(tracks)
        self._owners[peer] = owner

    def drop(self, peer: str) -> str | None:
        """A peer is no more; whose it was."""
        self._by_peer.pop(peer, None)
        return self._owners.pop(peer, None)

    def owner(self, peer: str) -> str | None:
        """Whose a peer is; None for viewers' and unknown ones."""
        return self._owners.get(peer)

    def all(self) -> list[TrackInfo]:
        """Every track, those of longest-known peers first."""
        return [track for tracks in self._by_peer.values() for track in tracks]

    def find(self, track_id: int) -> TrackInfo | None:
        """One track."""
        return next((track for track in self.all() if track.track_id == track_id), None)

    def clear(self) -> None:
        """The relay is gone."""
        self._by_peer.clear()
        self._owners.clear()
