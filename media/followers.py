"""Down tracks that show whoever is the programme, or one owner, as tracks come and go."""

from collections.abc import Mapping

from media.down_track import DownTrack
from media.messages import Kind
from media.publication import Publication


class Followers:
    """Gives each follower its source; `publications` are the router's, as they change."""

    def __init__(self, publications: Mapping[int, Publication]) -> None:
        self._publications = publications
        self._owners: dict[DownTrack, str | None] = {}
        """None: the programme."""
        self._programme: dict[Kind, str | None] = {"video": None, "audio": None}

    def add(self, down: DownTrack, owner: str | None) -> None:
        """Have `down` show `owner`, or the programme."""
        self._owners[down] = owner
        self._lead_one(down, owner)

    def discard(self, down: DownTrack) -> None:
        """`down` follows nobody any more, if it ever did."""
        self._owners.pop(down, None)

    def set_programme(self, video: str | None, audio: str | None) -> None:
        """Whose picture and whose sound the programme is."""
        self._programme = {"video": video, "audio": audio}
        self.lead()

    def lead(self) -> None:
        """Give every follower its source."""
        for down, owner in self._owners.items():
            self._lead_one(down, owner)

    def _lead_one(self, down: DownTrack, owner: str | None) -> None:
        kind = down.params.kind
        down.show(self._choose(kind, self._programme[kind] if owner is None else owner))

    def _choose(self, kind: Kind, owner: str | None) -> Publication | None:
        """An owner's track of one kind: the camera before the screen, of several the latest.

        A screen only while its owner is the programme, whoever follows: `route` alone tells us what
        may be shown. (Its sound passes the gate or not, as any.)
        """
        best: Publication | None = None
        for track in self._publications.values():
            if track.info.owner != owner or track.info.kind != kind:
                continue
            if track.video and track.info.source == "screen" and owner != self._programme["video"]:
                continue
            if best is None or track.info.source != "screen" or best.info.source == "screen":
                best = track
        return best
