"""The index: what is found, in which order, and that the file may be lost or foreign."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sessions.search.entries import Entry, Kind
from sessions.search.index import Index, Log, Place

OPINIONS: list[Kind] = ["opinion"]


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    made = Index(tmp_path / "search.db")
    yield made
    made.close()


def put(index: Index, *entries: Entry, of: str = "one", opened: int | None = 1000) -> None:
    index.put(Log(of, Place(len(entries), "hash"), f"会议 {of}", opened), entries)


def said(key: str, text: str, at: int | None = 2000, who: str = "") -> Entry:
    return Entry("caption", key, at, who, text)


def texts(index: Index, query: str, of: str | None = None, limit: int = 9) -> list[str]:
    return [one.text for one in index.find(query, of, (), limit, 0)]


@pytest.mark.parametrize(
    ("query", "hit"),
    [
        ("生态环境局", True),
        ("生态", True),
        ("生态环境 株洲", True),  # all words, wherever they stand
        ("生态环境 长沙", False),
        ("环局", False),
        ("态环境", True),  # no word, but the letters
        ("PM2.5", True),
        ("pm2", True),
        ("%", False),
        ("_", False),
        ('" OR *', False),
    ],
)
def test_found(index: Index, query: str, hit: bool) -> None:
    put(index, said("a", "株洲市生态环境局 ＰＭ２.５"))
    assert bool(texts(index, query)) is hit


def test_latest_first_of_one_or_of_all(index: Index) -> None:
    put(index, said("a", "转型一", 2000), said("b", "转型二", 4000))
    put(index, said("a", "转型三", 3000), of="two")
    assert texts(index, "转型") == ["转型二", "转型三", "转型一"]
    assert texts(index, "转型", of="two") == ["转型三"]
    assert texts(index, "转型", limit=1) == ["转型二"]
    assert [one.text for one in index.find("转型", None, (), 1, 2)] == ["转型一"]
    assert index.find("转型", None, (), 1, 3) == []
    assert index.find("转型", None, OPINIONS, 9, 0) == []


def test_a_correction_takes_the_place_of_what_it_corrects(index: Index) -> None:
    put(index, said("a", "清水堂", 2000, "王委员"))
    put(index, said("a", "清水塘", None))
    assert texts(index, "清水堂") == []
    (found,) = index.find("清水塘", None, (), 9, 0)
    assert (found.at, found.offset, found.who) == (2000, 1000, "王委员")
    assert index.find("王委员", None, (), 9, 0) == [found]


@pytest.mark.parametrize("opened", [None, 3000])
def test_before_the_opening_there_is_no_offset(index: Index, opened: int | None) -> None:
    put(index, said("a", "转型"), opened=opened)
    (found,) = index.find("转型", None, (), 9, 0)
    assert found.offset is None


def test_forgotten(index: Index) -> None:
    put(index, said("a", "转型"))
    put(index, said("a", "转型"), of="two")
    index.forget("one")
    assert [one.consultation_id for one in index.find("转型", None, (), 9, 0)] == ["two"]
    assert index.place("one") == Place()
    assert index.place("two") == Place(1, "hash")


@pytest.mark.parametrize("content", [b"", b"no database" * 1000])
def test_a_file_that_is_not_ours_is_made_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "search.db"
    path.write_bytes(content)
    index = Index(path)
    assert index.place("one") == Place()
    put(index, said("a", "转型"))
    index.close()
    again = Index(path)
    assert again.place("one") == Place(1, "hash")
    again.close()
