"""A populated book of every released schema opens with all it held. Made by the program of its time, never again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.core import journal
from db.core.companions import keys_path
from db.core.listing import Filter
from db.meetings.queries import meetings
from db.meetings.records import get_meeting
from db.migrations import run
from db.people.queries import people
from db.security.opening import open_book

BOOKS = Path(__file__).resolve().parents[2] / "fixtures" / "books"


@pytest.mark.parametrize("revision", [path.stem for path in sorted(BOOKS.glob("*.ybz"))])
def test_a_book_of_an_earlier_program_opens_with_everything(revision, tmp_path, book_passphrase):
    path = tmp_path / f"{revision}.ybz"
    for name in (path.name, keys_path(path).name):
        shutil.copy(BOOKS / name, tmp_path / name)
    book = open_book(path, book_passphrase)
    try:
        with book.read() as connection:
            assert {row[1] for row in people.all(connection, Filter())} == {
                "张喆", "古丽·买买提", "王𬭎", "李华", "误录",
            }  # fmt: skip
            (row,) = meetings.all(connection, Filter())
            draft = get_meeting(connection, row[0])
            assert [line.name for line in draft.roster] == ["张喆", "古丽·买买提", "王𬭎"]
            assert list(journal.broken_links(connection)) == []
        assert book.redo() == "删除人员", "what was undone before the migration can be redone after it"
    finally:
        book.close()
    copy = tmp_path / f"{revision}.before-{run.HEAD}.ybz"
    assert copy.exists() == (revision != run.HEAD)


def test_every_earlier_schema_has_its_book():
    scripts = {path.name[:4] for path in Path(run.__file__).parent.joinpath("versions").glob("0*.py")}
    assert {path.stem for path in BOOKS.glob("*.ybz")} == scripts - {run.HEAD}
