"""What leaves the book is journalled before it is there, or is not there."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from db.core.errors import UserError
from db.core.files import replacing
from db.core.journal import ActionRow
from db.core.leaving import leaving


def notes(book):
    with book.read() as connection:
        return list(connection.execute(select(ActionRow.name).where(ActionRow.kind == "note")).scalars())


def write(book, path, what="另存“一”"):
    with replacing(path) as file, leaving(book, what, "people.read"):
        file.write(b"one")


def test_what_left_is_journalled_in_words_that_may_come_last(book, tmp_path):
    write(book, tmp_path / "一", lambda: "另存 1 份")
    assert (tmp_path / "一").read_bytes() == b"one"
    assert notes(book) == ["另存 1 份"]


def test_what_cannot_be_journalled_does_not_appear(book, tmp_path):
    class Lost:
        def check(self, since=None):
            raise UserError("这本账已被另一台电脑打开。")

        def release(self):
            pass

    book.claim = Lost()
    with pytest.raises(UserError, match="另一台电脑"):
        write(book, tmp_path / "一")
    assert [path.name for path in tmp_path.iterdir() if path.name == "一"] == []
    assert notes(book) == []


def test_what_fails_on_its_way_is_not_journalled(book, tmp_path):
    with pytest.raises(ValueError, match="half"), leaving(book, "另存", "people.read"):
        raise ValueError("half")
    assert notes(book) == []


def test_who_may_not_read_learns_it_before_the_work(book):
    def forbid(_actor, permission):
        raise UserError(f"没有权限 {permission}")

    book.permit = forbid
    with pytest.raises(UserError, match="people.read"), leaving(book, "另存", "people.read"):
        raise AssertionError("the work was begun")
