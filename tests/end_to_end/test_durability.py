"""A server killed right after it acknowledged: the log has it, children end, the chain verifies."""

import sqlite3
import subprocess
import time
from pathlib import Path

from tests.end_to_end.service import TONGXIN, Demo, alive, running


def verify(data: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [TONGXIN, "verify", "--data", data], capture_output=True, text=True, timeout=60
    )


def test_what_was_acknowledged_survives_sigkill(demo: Demo) -> None:
    demo.command("chair", "open_consultation")
    item = demo.json("", "chair")["agenda"][0]["item"]["id"]
    (acknowledged,) = demo.command("chair", "start_item", item_id=item)
    relays = demo.links.relay_pids
    assert relays
    assert all(alive(pid) for pid in relays)
    demo.kill()
    deadline = time.monotonic() + 10
    while any(alive(pid) for pid in relays):
        assert time.monotonic() < deadline, "a relay outlived its server"
        time.sleep(0.05)

    checked = verify(demo.data)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    demo.start()
    records = demo.json("/events?after=0", "chair")["records"]
    assert [r["event"]["type"] for r in records if r["seq"] == acknowledged] == ["item_started"]
    assert demo.json("", "chair")["agenda"][0]["started_at"] is not None


def test_verify_says_which_record_was_changed(demo: Demo) -> None:
    demo.command("chair", "open_consultation")
    seq = demo.json("", "chair")["seq"]
    demo.stop()
    database = demo.data / "record.db"
    with sqlite3.connect(database) as connection:
        connection.execute("DROP TRIGGER records_refuse_update")
        changed = connection.execute(
            "UPDATE records SET body = CAST(replace(body, '_opened', '_closed') AS BLOB)"
            " WHERE seq = ?",
            (seq,),
        )
        assert changed.rowcount == 1
    checked = verify(demo.data)
    assert checked.returncode == 1
    assert str(seq) in checked.stdout + checked.stderr


def test_ctrl_c_ends_every_process(tmp_path: Path) -> None:
    with running(tmp_path / "data", "--bots", "1") as demo:
        children = descendants(demo.pid)
        deadline = time.monotonic() + 15
        while len(children) < 3:  # relay, bots, and egress once the bots have opened the sitting
            assert time.monotonic() < deadline, children
            time.sleep(0.1)
            children = descendants(demo.pid)
        assert demo.stop() in (0, 130)
    deadline = time.monotonic() + 5
    while any(alive(pid) for pid in children):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def descendants(pid: int) -> list[int]:
    """Children and children's children."""
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            found += [child, *descendants(child)]
    return found
