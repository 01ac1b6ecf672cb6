"""The archive that is written in pieces: read by `zipfile`, the same each time, lazy."""

import io
import zipfile
from itertools import count, islice

import pytest

from annotator.export.writers.archive import SMALL, Archive


def archive_of(members, compress=True) -> bytes:
    archive = Archive(compress)
    pieces = [piece for name, content in members for piece in archive.add(name, content)]
    return b"".join([*pieces, *archive.close()])


MEMBERS = {"a.txt": b"one two", "folder/پل 🌊.csv": "پل,1\r\n".encode(), "none": b""}


@pytest.mark.parametrize("compress", [True, False])
def test_members_are_read_back(compress):
    made = archive_of([(name, [content]) for name, content in MEMBERS.items()], compress)
    with zipfile.ZipFile(io.BytesIO(made)) as read:
        assert read.testzip() is None
        assert {name: read.read(name) for name in read.namelist()} == MEMBERS
        for member in read.infolist():
            assert member.date_time == (1980, 1, 1, 0, 0, 0)
            assert (member.create_system, member.external_attr >> 16) == (3, 0o100644)
            assert member.compress_type == (
                zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
            )


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("size", [SMALL, SMALL + 1, 3 * SMALL])
def test_the_bytes_do_not_depend_on_how_the_content_came(compress, size):
    content = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    thirds = [content[i : i + size // 3] for i in range(0, size, size // 3)]
    whole = archive_of([("big", [content]), ("after", [b"."])], compress)
    assert whole == archive_of([("big", thirds), ("after", [b"."])], compress)
    with zipfile.ZipFile(io.BytesIO(whole)) as read:
        assert read.read("big") == content
        assert read.read("after") == b"."


def test_only_large_members_need_zip64():
    small = archive_of([("a", [b"x" * SMALL])], compress=False)
    large = archive_of([("a", [b"x" * (SMALL + 1)])], compress=False)
    version = 4  # where the local header has the version needed to read the member
    assert (small[version], large[version]) == (20, 45)


def test_an_archive_of_nothing_is_an_archive():
    with zipfile.ZipFile(io.BytesIO(archive_of([]))) as read:
        assert read.namelist() == []


def test_content_without_end_is_passed_on_as_it_comes():
    pulled = count()
    pieces = Archive(compress=False).add("endless", (b"x" * 1000 for _ in pulled))
    assert sum(map(len, islice(pieces, 5))) > SMALL // 1000
    assert next(pulled) < 2 * SMALL // 1000
    pieces.close()  # as when the reader goes away


def test_two_members_of_one_name_are_refused():
    archive = Archive()
    list(archive.add("a", [b"1"]))
    with pytest.raises(ValueError, match="'a' already"):
        list(archive.add("a", [b"2"]))
