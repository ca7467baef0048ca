"""A record in trouble: sends opinions while its disk fails, until it takes them again.

`python fault_child.py FOLDER [BALLAST]`: keeps a record in FOLDER. Once a command was refused it
deletes the file BALLAST, if one is named, and goes on until `AFTER` commands in a row are answered.
Then it opens the record anew, and says in JSON on stdout how many commands were answered and
refused, with which codes, how many records of answered commands are there once, and what `verify`
finds.
"""

import asyncio
import json
import sys
from collections import Counter
from pathlib import Path

from sessions.chain import verify
from sessions.commands import SubmitOpinion
from sessions.errors import SessionError
from sessions.events import OpinionSubmitted
from sessions.service import Service, random_id
from sessions.store import Store
from sessions.types import SYSTEM
from tests.support.consultation import CREATE, ORGANIZER, VIEWER
from tests.support.record_child import log_to_stderr

TEXT = "望公开" * 300
AFTER = 30
MOST = 20_000


async def send(service: Service, id: str, ballast: Path | None) -> tuple[list[int], Counter[str]]:
    """The numbers of the opinions that were answered, and the codes of the refusals."""
    answered: list[int] = []
    refused = Counter[str]()
    in_a_row = 0
    for number in range(MOST):
        command = SubmitOpinion(f"o{number}", random_id(), f"{number}:{TEXT}")
        try:
            await service.execute(id, VIEWER, command)
        except SessionError as error:
            refused[error.code] += 1
            in_a_row = 0
            if ballast is not None:
                ballast.unlink(missing_ok=True)
            await asyncio.sleep(0.01)
        else:
            answered.append(number)
            in_a_row += 1
        if refused and in_a_row == AFTER:
            break
    return answered, refused


async def main(folder: Path, ballast: Path | None) -> None:
    url = f"sqlite+aiosqlite:///{folder / 'record.db'}"
    service = Service(Store(url))
    await service.start()
    running = asyncio.create_task(service.run())
    id, _ = await service.create(ORGANIZER, CREATE)
    answered, refused = await send(service, id, ballast)
    running.cancel()
    await asyncio.wait([running])
    again = Store(url)
    await again.start()
    rows = await again.read_all(id)
    found = Counter(
        record.event.opinion_id
        for record in await Service(again).records(id, 0, SYSTEM, len(rows))
        if isinstance(record.event, OpinionSubmitted)
    )
    result = {
        "answered": len(answered),
        "refused": dict(refused),
        "kept_once": sum(found[f"o{number}"] == 1 for number in answered),
        "kept_more": sum(count > 1 for count in found.values()),
        "kept_unanswered": len(found) - len(answered),
        "faults": [fault.kind for fault in verify([row.stored for row in rows])],
    }
    print(json.dumps(result))
    await again.close()


if __name__ == "__main__":
    log_to_stderr()
    asyncio.run(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
