"""The module of the C is made where it can be, and used where it is of these sources."""

import re
import shutil
import subprocess
import sys
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from media import native, native_build


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the C to build from, without the module."""
    for source in native.HERE.glob("*.[ch]"):
        shutil.copy(source, tmp_path)
    monkeypatch.setattr(native_build, "HERE", tmp_path)
    monkeypatch.setattr(native_build, "MODULE", tmp_path / native_build.MODULE.name)
    return tmp_path


def loaded(path: Path) -> Any:
    """The module, apart from the one that the process has."""
    loader = ExtensionFileLoader("media._native", str(path))
    spec = spec_from_file_location("media._native", path, loader=loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_it_is_there_where_a_compiler_and_headers_are() -> None:
    assert native.load() is not None, "scripts/install-test-tools installs what builds it"


def test_a_module_of_other_sources_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "digest", lambda folder: "0" * 64)
    assert native.load() is None


def test_it_is_made_again_for_other_sources_alone(folder: Path) -> None:
    assert native_build.build()
    first = native_build.MODULE.stat()
    assert native_build.build()
    assert native_build.MODULE.stat().st_mtime_ns == first.st_mtime_ns
    before = native.digest(folder)
    with (folder / "fan.c").open("a") as source:
        source.write("// another\n")
    assert native.digest(folder) != before
    assert native_build.build()
    module = loaded(native_build.MODULE)
    assert module.ffi.string(module.lib.SOURCES).decode() == native.digest(folder)
    assert callable(module.lib.fan_forward)


@pytest.mark.parametrize(
    ("lacks", "says"),
    [
        ("compiler", "No C compiler: "),
        ("headers", "No Python headers (Debian: python3-dev): "),
        ("sense", "The C compiler failed: "),
    ],
)
def test_what_cannot_be_built_is_said_and_nothing_old_is_left(
    lacks: str, says: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: Any
) -> None:
    native_build.MODULE.write_bytes(b"of other sources")
    if lacks == "compiler":
        monkeypatch.setenv("CC", "no-such-compiler")
    elif lacks == "headers":
        monkeypatch.setattr("sysconfig.get_path", lambda name: str(folder))
    else:
        (folder / "fan.c").write_text("int fan_forward(void) { return 0 }")
    assert not native_build.build()
    assert not native_build.MODULE.exists()
    assert f"{says}{native_build.WITHOUT}" in capfd.readouterr().out


def test_a_process_without_the_module_forwards_in_python(tmp_path: Path) -> None:
    """`media` copied without it imports all the same, and says that there is none."""
    shutil.copytree(native.HERE, tmp_path / "media", ignore=shutil.ignore_patterns("*.so"))
    code = "import media.server, media.native; print(media.native.__file__, media.native.load())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert re.fullmatch(rf"{re.escape(str(tmp_path))}\S+ None\n", done.stdout)
