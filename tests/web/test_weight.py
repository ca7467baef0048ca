"""How much the public pages weigh: what a phone loads before the first paint, gzipped as served."""

import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "web" / "static"
LINKED = re.compile(r'(?:src|href)="/static/([^"]+)"')
IMPORTED = re.compile(r'(?:from|import)\s*["`\']\./([^"`\']+)["`\']')
"""Static imports alone: what `import(…)` names comes later."""
PLAYER = re.compile(r"/hls\b")
"""The player's code: fetched early, but needed by nothing else on the page."""


@pytest.fixture(scope="module")
def built() -> None:
    """The client as its sources are now; nothing is done where it is."""
    command = [sys.executable, "hatch_build.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def files_of(page: str) -> set[Path]:
    """The page, and all that it needs before it shows anything."""
    html = STATIC / page
    linked = [name for name in LINKED.findall(html.read_text("utf-8")) if not PLAYER.search(name)]
    found, open_ = {html}, [STATIC / name for name in linked]
    while open_:
        path = open_.pop()
        if path in found:
            continue
        found.add(path)
        if path.suffix == ".js":
            names = IMPORTED.findall(path.read_text("utf-8"))
            open_ += [path.parent / name for name in names]
    return found


def weight(page: str) -> int:
    """Bytes, gzipped one by one."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in files_of(page))


@pytest.mark.timeout(240)
@pytest.mark.usefixtures("built")
@pytest.mark.parametrize(
    ("page", "most"),
    [("watch.html", 120_000), ("embed-live.html", 60_000), ("embed-wall.html", 60_000)],
)
def test_a_page_is_light(page: str, most: int) -> None:
    files = files_of(page)
    assert len(files) > 5
    assert not [one.name for one in files if "hls" in one.name]
    assert weight(page) <= most


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("page", ["watch.html", "embed-live.html"])
def test_the_player_comes_with_the_page_and_not_after_it(page: str) -> None:
    linked = LINKED.findall((STATIC / page).read_text("utf-8"))
    (player,) = filter(PLAYER.search, linked)
    assert len(gzip.compress((STATIC / player).read_bytes())) < 130_000


@pytest.mark.usefixtures("built")
def test_the_script_for_other_sites_is_one_small_file() -> None:
    script = (STATIC / "embed.js").read_text("utf-8")
    assert not IMPORTED.findall(script)
    assert "import(" not in script
    assert len(gzip.compress(script.encode())) < 2_000
