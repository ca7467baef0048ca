"""Recordings over HTTP: who may see them when, as playlist, data, page and file, and their end."""

import asyncio
import hashlib
import io
import shutil
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from urllib.parse import quote

import av
import httpx2
import m3u8
import pytest

from media.client import InProcessWorker
from media.config import RelayConfig
from media.egress import disk
from media.egress.hls import Write
from media.egress.messages import Speaker
from media.egress.shelf import SHELF
from media.egress.take_shelf import FOLDER
from sessions import commands as c
from sessions.events import Record, RecordingDeleted, RecordingErased
from sessions.recording import DAY_MS, LIVE_TAIL_MS
from sessions.types import SYSTEM, Actor
from tests.media.egress.recorded import Recorded
from tests.media.egress.sending import (
    Broadcast,
    Camera,
    Microphone,
    camera_track,
    microphone_track,
)
from tests.web.conftest import AGENDA, HOUR, ORGANIZER, VENUES, Site, admit
from web.app import Tongxin
from web.config import Settings
from web.recording_keeper import SETTLED_MS, RecordingKeeper
from web.recording_shelf import Shelf
from web.tokens import organizer_token

OPENED = 1_800_000_000_000
SPEECH = "speech-of-the-member"
CLERK = Actor("clerk", "clerk", "top", "某clerk")
CHAIR = Actor("chair", "chair", "top", "某chair")
MEMBER = Actor("member", "member", "top", "某member")


class Held:
    """The wall clock, which stands; timers run by the machine's."""

    def __init__(self) -> None:
        self.at = OPENED

    def now(self) -> float:
        return self.at / 1000

    def wall(self) -> int:
        return self.at


@pytest.fixture(scope="module")
def streamed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Two runs of a stream, from the opening and 30 s later."""
    folder = tmp_path_factory.mktemp("stream")
    for after in (0, 30):
        broadcast = Broadcast(beginning=disk.begin(folder, 100.0, OPENED / 1000 + after))
        broadcast.add(Camera(camera_track(1, "red"), 160, 120, (200, 30, 30), fps=10))
        broadcast.show("red")
        broadcast.run(6)
        broadcast.end()
        lines = broadcast.files.pop(SHELF)
        disk.apply(folder, [Write(name, data) for name, data in broadcast.files.items()])
        with (folder / SHELF).open("ab") as shelf:
            shelf.write(lines)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A member's own tracks from 3 s to 6 s, and the chair's from then on, still written."""
    folder = tmp_path_factory.mktemp("takes")
    scene = Recorded(folder, unix_offset=OPENED / 1000 - 97)
    scene.add(Camera(camera_track(1, "member"), 160, 120, (200, 30, 30), fps=10))
    scene.add(Microphone(microphone_track(2, "member"), 440))
    scene.add(Microphone(microphone_track(3, "chair"), 440))
    scene.speak(Speaker("member", SPEECH))
    scene.run(3)
    scene.speak(Speaker("chair"), Speaker("somebody"))
    scene.run(2)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class Meeting(Site):
    """A consultation that was recorded, whose clock is held."""

    clock: Held

    async def act(self, actor: Actor, command: c.AnyCommand) -> list[Record]:
        return await self.tongxin.service.execute(self.id, actor, command)

    @property
    def folder(self) -> Path:
        return self.tongxin.settings.live_directory / self.id

    @property
    def takes(self) -> Path:
        return self.folder / FOLDER

    def put_takes(self, taken: dict[str, bytes], speech: str) -> list[str]:
        """Have `taken` recorded; the names of the files, oldest first."""
        self.takes.mkdir()
        for name, data in taken.items():
            (self.takes / name).write_bytes(data.replace(SPEECH.encode(), speech.encode()))
        return sorted(name for name in taken if name.endswith(".mp4"))

    async def hold(self) -> None:
        """An item from 1 s to the end, a speech from 3 s to 33 s, a caption at 4 s."""
        self.clock.at = OPENED
        await self.act(ORGANIZER, c.OpenConsultation())
        await self.act(SYSTEM, c.JoinConsultation("member"))
        self.clock.at = OPENED + 1000
        await self.act(CHAIR, c.StartItem("one"))
        await self.act(CHAIR, c.GrantFloor(participant_id="member"))
        speech = next((await self.tongxin.service.state(self.id)).speeches.last(1)).speech_id
        self.clock.at = OPENED + 3000
        await self.act(MEMBER, c.StartSpeech(speech))
        self.clock.at = OPENED + 5500
        said = c.AddCaption("烟囱要留下", OPENED + 4000, OPENED + 5000, speech_id=speech)
        await self.act(CLERK, said)
        self.clock.at = OPENED + 33_000
        await self.act(MEMBER, c.YieldFloor(speech))

    async def close(self) -> None:
        self.clock.at = OPENED + 36_000
        await self.act(CHAIR, c.CloseConsultation())
        self.clock.at += LIVE_TAIL_MS

    async def status(self, path: str, role: str | None = None) -> int:
        return (await self.ask("GET", path, role)).status_code


@pytest.fixture
async def meeting(settings: Settings, streamed: dict[str, bytes]) -> AsyncIterator[Meeting]:
    start = partial(InProcessWorker, RelayConfig(host="127.0.0.1", announce=("127.0.0.1",)))
    clock = Held()
    tongxin = Tongxin(settings, start, clock)
    transport = httpx2.ASGITransport(tongxin.app, raise_app_exceptions=False)
    async with tongxin.running():
        await tongxin.hub.wait_ready()
        create = c.CreateConsultation("清水塘协商", OPENED, VENUES, AGENDA)
        id, _ = await tongxin.service.create(ORGANIZER, create)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
            made = Meeting(tongxin, client, id)
            made.clock = clock
            await admit(made)
            made.tokens["organizer"] = organizer_token(tongxin.tokens, HOUR)
            made.folder.mkdir(parents=True)
            for name, data in streamed.items():
                (made.folder / name).write_bytes(data)
            await made.hold()
            yield made


def paths(meeting: Meeting) -> list[str]:
    """Every way to the recording but the file to keep."""
    segment = next(path.name for path in sorted(meeting.folder.glob("seg-*")))
    return [
        f"/live/{meeting.id}/dvr.m3u8", f"/live/{meeting.id}/{segment}", "./recording.json",
        "./recording.chapters.vtt", "./recording.captions.zh-CN.json",
    ]  # fmt: skip


async def test_who_may_see_it_when(meeting: Meeting) -> None:
    file = "./recording.mp4"
    for path in paths(meeting):
        assert await meeting.status(path) == 200, "it is live"
    assert await meeting.status(file) == 403
    assert await meeting.status(file, "clerk") == 200
    await meeting.close()
    for path in [*paths(meeting), file]:
        answer = await meeting.ask("GET", path)
        assert (answer.status_code, answer.json()["code"]) == (403, "recording_private")
        assert await meeting.status(path, "member") == 403
        assert await meeting.status(path, "no-token") == 401
        answer = await meeting.ask("GET", path, "chair")
        assert answer.status_code == 200
        assert "public" not in answer.headers["cache-control"]
    await meeting.act(CLERK, c.PublishRecording())
    for path in [*paths(meeting), file]:
        assert await meeting.status(path) == 200
    await meeting.act(CLERK, c.WithdrawRecording("先校对"))
    assert {await meeting.status(path) for path in [*paths(meeting), file]} == {403}


async def test_it_stays_public_for_those_who_are_some_seconds_behind(meeting: Meeting) -> None:
    await meeting.close()
    meeting.clock.at -= 1
    assert {await meeting.status(path) for path in paths(meeting)} == {200}


async def test_the_playlist_holds_both_runs_and_ends(meeting: Meeting) -> None:
    path = f"/live/{meeting.id}/dvr.m3u8"
    live = m3u8.loads((await meeting.ask("GET", path)).text)
    assert (live.playlist_type, live.is_endlist, live.media_sequence) == ("event", False, 0)
    names = [segment.uri for segment in live.segments]
    assert {*names} == {one.name for one in meeting.folder.glob("seg-*")}
    assert [bool(segment.discontinuity) for segment in live.segments].count(True) >= 1
    begins = [segment.current_program_date_time.timestamp() for segment in live.segments]
    assert begins == sorted(begins)
    assert begins[-1] - begins[0] > 30
    for name in {*names, *(segment.init_section.uri for segment in live.segments)}:
        assert await meeting.status(f"/live/{meeting.id}/{name}") == 200
    await meeting.close()
    ended = await meeting.ask("GET", path, "clerk")
    assert m3u8.loads(ended.text).is_endlist
    again = {"if-none-match": ended.headers["etag"]}
    assert (await meeting.ask("GET", path, "clerk", headers=again)).status_code == 304


async def test_chapters_and_captions_stand_where_they_are_in_it(meeting: Meeting) -> None:
    found = (await meeting.ask("GET", "./recording.json")).json()
    assert (found["title"], found["ended"], found["published"]) == ("清水塘协商", False, False)
    first, second = found["spans"]
    assert first["at"] == 0
    assert found["begins"] == first["begins"] == pytest.approx(OPENED, abs=300)
    assert second["at"] == pytest.approx(first["seconds"], abs=0.01)
    assert second["begins"] == pytest.approx(OPENED + 30_000, abs=1200)
    item, speech = found["chapters"]
    assert (item["kind"], item["number"], item["title"]) == ("item", 1, "通报进展")
    assert item["at"] == pytest.approx(1, abs=0.3)
    assert (speech["speaker"], speech["venue"]) == ("某member", "全国会场")
    assert speech["at"] == pytest.approx(3, abs=0.3)
    until = speech["at"] + speech["seconds"]
    assert until == pytest.approx(second["at"] + 33 - (second["begins"] - OPENED) / 1000, abs=0.1)
    cues = (await meeting.ask("GET", "./recording.captions.zh-CN.json")).json()["cues"]
    assert [(one["text"], one["speaker"]) for one in cues] == [("烟囱要留下", "某member")]
    assert cues[0]["at"] == pytest.approx(4, abs=0.3)
    assert await meeting.status("./recording.captions.en.json") == 404
    text = (await meeting.ask("GET", "./recording.chapters.vtt")).text
    assert text.startswith("WEBVTT\n\n00:00:0")
    assert "第 1 项 通报进展" in text
    assert "某member（全国会场）" in text


async def test_the_file_to_keep_plays_and_has_chapters(meeting: Meeting) -> None:
    found = (await meeting.ask("GET", "./recording.json")).json()
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = f"token={meeting.tokens['clerk']}"
    answer = await meeting.ask("POST", "./recording.mp4", headers=form, content=body)
    assert answer.status_code == 200
    assert "%E6%B8%85%E6%B0%B4%E5%A1%98" in answer.headers["content-disposition"]
    with av.open(io.BytesIO(answer.content), "r") as container:
        assert len(container.chapters()) == 2
        frames = [frame.time for frame in container.decode(video=0)]
    assert frames[0] == 0
    assert frames[-1] == pytest.approx(found["seconds"], abs=0.5)
    body = f"token={meeting.tokens['member']}"
    refused = await meeting.ask("POST", "./recording.mp4", headers=form, content=body)
    assert refused.status_code == 403


async def test_a_segment_that_is_lost_is_left_out_of_the_file(meeting: Meeting) -> None:
    first, second, *_ = sorted(meeting.folder.glob("seg-*"))
    first.unlink()
    second.write_bytes(second.read_bytes()[:-10])
    answer = await meeting.ask("GET", "./recording.mp4", "clerk")
    with av.open(io.BytesIO(answer.content), "r") as container:
        assert len(list(container.decode(video=0))) > 50


async def test_without_a_recording_there_is_none(meeting: Meeting) -> None:
    shutil.rmtree(meeting.folder)
    assert {await meeting.status(path) for path in paths_without_segments(meeting)} == {404}


def paths_without_segments(meeting: Meeting) -> list[str]:
    return [f"/live/{meeting.id}/dvr.m3u8", "./recording.json", "./recording.chapters.vtt"]


async def test_a_deleted_recording_is_gone_at_once_and_its_files_soon_after(
    meeting: Meeting,
) -> None:
    await meeting.close()
    size = sum(path.stat().st_size for path in meeting.folder.glob("seg-*"))
    everywhere = paths(meeting)
    meeting.clock.at = OPENED + 36_000 + SETTLED_MS - 1
    done = await meeting.command("clerk", "delete_recording", reason="涉及个人信息")
    assert done.status_code == 200
    for path in [*everywhere, "./recording.mp4"]:
        for role in (None, "clerk"):
            answer = await meeting.ask("GET", path, role)
            assert (answer.status_code, answer.json()["code"]) == (410, "recording_gone")
    keeper = meeting.tongxin.recordings
    await keeper.look()
    assert meeting.folder.is_dir(), "egress may still write"
    meeting.clock.at += 1
    await keeper.look()
    assert not meeting.folder.exists()
    records = await meeting.tongxin.service.records(meeting.id, 0, SYSTEM)
    deleted, erased = records[-2:]
    assert deleted.event == RecordingDeleted("涉及个人信息")
    assert (deleted.actor.participant_id, deleted.at) == ("clerk", meeting.clock.at - 1)
    assert isinstance(erased.event, RecordingErased)
    assert erased.event.bytes == size
    assert erased.event.seconds == pytest.approx(12, abs=2)
    await keeper.look()
    assert len(await meeting.tongxin.service.records(meeting.id, 0, SYSTEM)) == len(records)


async def test_a_server_that_ends_before_an_erasure_is_recorded_records_it_later(
    meeting: Meeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    await meeting.close()
    size = sum(path.stat().st_size for path in meeting.folder.glob("seg-*"))
    meeting.clock.at = OPENED + 36_000 + SETTLED_MS - 1
    await meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
    keeper, service = meeting.tongxin.recordings, meeting.tongxin.service
    await keeper.look()
    meeting.clock.at += 1

    async def ends(*_: object) -> None:
        raise asyncio.CancelledError

    with monkeypatch.context() as patched:
        patched.setattr(service, "execute", ends)
        with pytest.raises(asyncio.CancelledError):
            await keeper.look()
    keeper._deleted.clear()  # as after a restart
    await keeper.look()
    erased = (await service.records(meeting.id, 0, SYSTEM))[-1].event
    assert isinstance(erased, RecordingErased)
    assert erased.bytes == size
    assert not meeting.folder.exists()


async def test_a_recording_whose_time_is_over_is_deleted_by_rule(meeting: Meeting) -> None:
    assert (await meeting.command("chair", "set_recording", keep_days=7)).status_code == 200
    await meeting.close()
    keeper = meeting.tongxin.recordings
    meeting.clock.at = OPENED + 36_000 + 7 * DAY_MS - 1
    await keeper.look()
    assert await meeting.status("./recording.json", "clerk") == 200
    meeting.clock.at += 1
    await keeper.look()
    assert await meeting.status("./recording.json", "clerk") == 410
    assert not meeting.folder.exists()
    snapshot = (await meeting.ask("GET", ".", "member")).json()["recording"]
    assert (snapshot["reason"], snapshot["deleted_by"]["role"]) == ("expired", "system")


async def test_a_deletion_without_files_is_finished_by_the_next_server(meeting: Meeting) -> None:
    """No folder tells of it, and the server before was killed within the time for last files."""
    shutil.rmtree(meeting.folder)
    await meeting.close()
    meeting.clock.at -= LIVE_TAIL_MS
    await meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
    service = meeting.tongxin.service

    async def none_stored(id: str) -> None:
        return

    async def last_of_a_new_server() -> Record:
        await RecordingKeeper(service, meeting.folder.parent, none_stored, set).look()
        return (await service.records(meeting.id, 0, SYSTEM))[-1]

    assert isinstance((await last_of_a_new_server()).event, RecordingDeleted), "it is too early"
    meeting.clock.at += SETTLED_MS
    erased = await last_of_a_new_server()
    assert erased.event == RecordingErased(bytes=0, seconds=0)
    assert await last_of_a_new_server() == erased, "once"


async def test_own_tracks_are_for_staff_alone(meeting: Meeting, taken: dict[str, bytes]) -> None:
    """Live, closed, published: always."""
    file = meeting.put_takes(taken, "s")[0]
    paths = ("./recording.takes.json", f"./recording.takes/{file}")

    async def check() -> None:
        for path in paths:
            assert [await meeting.status(path, who) for who in (None, "member")] == [401, 403]
            for staff in ("chair", "clerk"):
                assert await meeting.status(path, staff) == 200
        assert await meeting.status(f"/live/{meeting.id}/{file}", "clerk") == 404
        assert await meeting.status(f"/live/{meeting.id}/takes/{file}", "clerk") == 404

    await check()
    await meeting.close()
    await check()
    await meeting.act(CLERK, c.PublishRecording())
    await check()
    await meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
    assert {await meeting.status(path, "clerk") for path in paths} == {410}


async def test_own_tracks_say_whose_and_play(meeting: Meeting, taken: dict[str, bytes]) -> None:
    speech = (await meeting.tongxin.service.state(meeting.id)).speeches
    names = meeting.put_takes(taken, next(speech.last(1)).speech_id)
    found = (await meeting.ask("GET", "./recording.takes.json", "clerk")).json()
    first, second = found["takes"]
    assert [first["file"], second["file"]] == names
    assert (first["speaker"], first["venue"], first["title"]) == (
        "某member",
        "全国会场",
        "通报进展",
    )
    assert (second["speaker"], second["speech_id"]) == ("某chair", None)
    assert first["began_at"] == pytest.approx(OPENED + 3000, abs=300)
    assert first["seconds"] == pytest.approx(3, abs=0.2)
    assert {(one["source"], one["codec"]) for one in first["lanes"]} == {
        ("camera", "h264"), ("microphone", "opus"),
    }  # fmt: skip
    assert (second["seconds"], second["sha256"]) == (None, "")
    assert found["bytes"] == first["bytes"] + second["bytes"]
    answer = await meeting.ask("GET", f"./recording.takes/{names[0]}", "clerk")
    assert hashlib.sha256(answer.content).hexdigest() == first["sha256"]
    assert answer.headers["cache-control"] == "private, no-store"
    assert quote("0-00-03 某member.mp4") in answer.headers["content-disposition"]
    ranged = {"range": "bytes=100-199"}
    part = await meeting.ask("GET", f"./recording.takes/{names[0]}", "clerk", headers=ranged)
    assert (part.status_code, part.content) == (206, answer.content[100:200])
    with av.open(io.BytesIO(answer.content), "r") as container:
        assert (container.duration or 0) / 1e6 == pytest.approx(first["seconds"], abs=0.1)


async def test_what_is_still_written_can_be_taken_up_to_now(
    meeting: Meeting, taken: dict[str, bytes]
) -> None:
    name = meeting.put_takes(taken, "s")[1]
    with (meeting.takes / name).open("ab") as file:
        file.write(b"\0\0\1\0moof half")
    form = {"content-type": "application/x-www-form-urlencoded"}
    body = f"token={meeting.tokens['clerk']}"
    path = f"./recording.takes/{name}"
    answer = await meeting.ask("POST", path, headers=form, content=body)
    assert answer.content == taken[name]
    body = f"token={meeting.tokens['member']}"
    assert (await meeting.ask("POST", path, headers=form, content=body)).status_code == 403
    assert await meeting.status("./recording.takes/..%2Frecording.jsonl", "clerk") == 404
    for none in ("none.mp4", "takes.jsonl"):
        answer = await meeting.ask("GET", f"./recording.takes/{none}", "clerk")
        assert (answer.status_code, answer.json()["code"]) == (404, "no_take")


async def test_own_tracks_go_with_the_recording(meeting: Meeting, taken: dict[str, bytes]) -> None:
    names = meeting.put_takes(taken, "s")
    await meeting.close()
    segments = sum(path.stat().st_size for path in meeting.folder.glob("seg-*"))
    (meeting.takes / names[1]).unlink()  # a removal that was cut off
    await meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
    await meeting.tongxin.recordings.look()
    assert not meeting.folder.exists()
    erased = (await meeting.tongxin.service.records(meeting.id, 0, SYSTEM))[-1].event
    assert isinstance(erased, RecordingErased)
    assert erased.bytes == segments + len(taken[names[0]])


async def test_what_nobody_completed_counts_among_what_is_erased(
    meeting: Meeting, taken: dict[str, bytes]
) -> None:
    names = meeting.put_takes(taken, "s")
    await meeting.close()
    segments = sum(path.stat().st_size for path in meeting.folder.glob("seg-*"))
    await meeting.act(CLERK, c.DeleteRecording("涉及个人信息"))
    await meeting.tongxin.recordings.look()
    erased = (await meeting.tongxin.service.records(meeting.id, 0, SYSTEM))[-1].event
    assert isinstance(erased, RecordingErased)
    assert erased.bytes == segments + sum(len(taken[name]) for name in names)


def test_the_shelf_is_read_on_and_anew(tmp_path: Path, streamed: dict[str, bytes]) -> None:
    path = tmp_path / SHELF
    shelf = Shelf(path)
    shelf.refresh()
    assert shelf.kept == []
    lines = streamed[SHELF].splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2]) + lines[2][:10])
    shelf.refresh()
    assert len(shelf.kept) == 2
    with path.open("ab") as file:
        file.write(lines[2][10:] + lines[3])
    shelf.refresh()
    shelf.refresh()
    assert len(shelf.kept) == 4
    assert shelf.bytes == sum(one.bytes for one in shelf.kept)
    path.write_bytes(lines[0])
    shelf.refresh()
    assert len(shelf.kept) == 1
    path.unlink()
    shelf.refresh()
    assert (shelf.kept, shelf.timeline.seconds) == ([], 0)
