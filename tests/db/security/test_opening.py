from __future__ import annotations

from pathlib import Path

import pytest

from db.core.errors import EnvironmentFault, UserError
from db.meetings.actions import add_meeting_kinds
from db.meetings.queries import kinds
from db.security.keyslots import Cost
from db.security.opening import create_book, open_book

LIGHT = Cost(1, 8, 1)
GOOD = {"office": "和平街道", "user": "周文", "passphrase": "和平街道", "prepare": add_meeting_kinds, "cost": LIGHT}


def test_a_new_book_is_ready_and_its_actor_known(tmp_path):
    made = create_book(tmp_path / "新" / "和平[2022] 100%.ybz", **GOOD)
    book = open_book(made.path, "和平街道")
    with book.read() as connection:
        assert len(kinds(connection)) == 24
    assert book.actor == made.actor
    assert book.steps().undo == ()  # what made the book is not undone by mistake
    book.close()
    assert sorted(file.name for file in made.path.parent.iterdir()) == [made.path.name, made.path.name + ".keys"]


def test_two_books_have_different_numbers_keys_and_codes(tmp_path):
    one, two = (create_book(tmp_path / name, **GOOD) for name in ("1.ybz", "2.ybz"))
    assert one.actor.id >> 32 != two.actor.id >> 32
    assert one.key != two.key
    assert one.recovery_code != two.recovery_code


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"office": ""}, "office"),
        ({"office": " 　"}, "office"),
        ({"user": "\t"}, "user"),
        ({"passphrase": "123"}, "passphrase"),
    ],
)
def test_a_book_needs_an_office_a_user_and_a_passphrase(tmp_path, wrong, field):
    with pytest.raises(UserError) as refused:
        create_book(tmp_path / "账.ybz", **GOOD | wrong)
    assert set(refused.value.fields) == {field}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("taken", "told"), [("账.ybz", "已经存在"), ("账.ybz.keys", "可能属于另一本账")])
def test_nothing_existing_is_overwritten(tmp_path, taken, told):
    (tmp_path / taken).write_bytes(b"mine")
    with pytest.raises(UserError, match=told) as refused:
        create_book(tmp_path / "账.ybz", **GOOD)
    assert set(refused.value.fields) == {"path"}
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"mine"]


def test_a_failure_while_it_is_filled_leaves_nothing(tmp_path):
    def fail(_book):
        raise RuntimeError("vocabulary")

    with pytest.raises(RuntimeError, match="vocabulary"):
        create_book(tmp_path / "账[1].ybz", **GOOD | {"prepare": fail})
    assert list(tmp_path.iterdir()) == []


def test_a_failure_at_the_last_step_leaves_nothing(tmp_path, monkeypatch):
    replace = Path.replace

    def refuse(source, target):
        if Path(target).suffix == ".ybz":
            raise PermissionError(13, "locked by an antivirus")
        return replace(source, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(EnvironmentFault, match="没有权限"):
        create_book(tmp_path / "账.ybz", **GOOD)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.undo()
    create_book(tmp_path / "账.ybz", **GOOD)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(EnvironmentFault) as caught:
        create_book(tmp_path / "file" / "账.ybz", **GOOD)
    assert caught.value.way_out
