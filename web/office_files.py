"""Looks whether an office document may be taken: `python -m web.office_files FILE FOLDER`.

It is a process, bound as `web.page_images` is before it looks. What it has to say is JSON on
standard output, an `Office` or an `Unshowable`.
"""

import sys
from collections.abc import Mapping
from pathlib import Path

import msgspec

from sessions.export import office_package
from sessions.export.office_package import BadPackage, Fault
from web.page_images import Office, Reason, Unshowable, bind

UNPACKED_MAX = 200 * 1024 * 1024
"""Four times what is taken: text shrinks much, and pictures, which are most of it, hardly."""
REASONS: Mapping[Fault, Reason] = {
    "broken": "document_broken",
    "foreign": "document_foreign",
    "too_big": "document_unpacks_too_large",
    "active": "document_active",
    "outside": "document_outside",
}


def look(source: Path) -> Office | Unshowable:
    """What `source` is; nothing of it is drawn."""
    try:
        with source.open("rb") as file:
            return Office(office_package.check(file, UNPACKED_MAX, reads_text=True))
    except BadPackage as bad:
        return Unshowable(REASONS[bad.fault])


def main() -> None:
    """Entry of the process."""
    bind()
    sys.stdout.buffer.write(msgspec.json.encode(look(Path(sys.argv[1]))))


if __name__ == "__main__":
    main()
