"""The control room 导播室 of one consultation: its faults and its patrol, told to staff alone."""

from collections.abc import Iterable

from media.messages import PeerQuality, PictureCount
from sessions.roles import is_staff
from sessions.speaking import held
from sessions.state import Consultation
from signaling import patrol
from signaling.errors import NotAllowed
from signaling.health import Health, Signs
from signaling.messages import Fault, Faults, SetPatrol
from signaling.room import Room
from signaling.session import Session
from signaling.tracks import Tracks

NOTHING = PictureCount(0, [])


class ControlRoom:
    """`now` is monotonic seconds, `wall` Unix ms."""

    def __init__(self, room: Room, tracks: Tracks, wall: int) -> None:
        self.health = Health()
        self.patrol = patrol.begin(wall)
        self._room = room
        self._tracks = tracks

    def greet(self, session: Session) -> None:
        """After `welcome`: how things stand, for those who run the meeting."""
        if is_staff(session.actor):
            session.send(self.patrol)
            session.send(Faults(faults=self.health.faults))

    def set_patrol(self, session: Session, wanted: SetPatrol, wall: int) -> None:
        """A director's word; raises `NotAllowed` for others."""
        if not is_staff(session.actor):
            raise NotAllowed("patrol")
        before, self.patrol = self.patrol, patrol.change(self.patrol, wanted, wall)
        if self.patrol != before:
            for one in self._staff():
                one.send(self.patrol)

    def measured(self, owner: str, quality: PeerQuality, now: float) -> None:
        """A second of somebody's transport, which may send a camera."""
        for track in self._tracks.all():
            if track.peer == quality.peer and track.source == "camera":
                count = quality.pictures.get(track.track_id, NOTHING)
                self.health.pictured(owner, count, now)

    def look(self, state: Consultation, now: float, wall: int) -> None:
        """Judge everybody anew, and tell staff of what changed."""
        if self.health.judge(self._signs(state, now), now, wall):
            for session in self._staff():
                session.send(Faults(faults=self.health.faults))

    def faults_of(self, participant_id: str) -> list[Fault]:
        """One participant's."""
        return [one for one in self.health.faults if one.participant_id == participant_id]

    def _signs(self, state: Consultation, now: float) -> Iterable[tuple[str, Signs]]:
        if state.status == "closed":
            return
        speaking = {speech.participant_id for speech in held(state) if speech.started_at}
        sends = {track.owner for track in self._tracks.all() if track.source == "camera"}
        for one in self._room.presence():
            who = one.participant_id
            by_page = self._room.connection_of(who) == "browser"
            camera = one.camera if by_page else who in sends
            speaks = who in speaking and state.status == "open"
            yield who, self.health.signs(one, camera, by_page, speaks, now)

    def _staff(self) -> list[Session]:
        return [one for one in self._room.connected if is_staff(one.actor)]
