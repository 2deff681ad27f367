from __future__ import annotations

import base64
import json
import os
import secrets
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.core.errors import EnvironmentFault, UserError
from db.security.keyslots import Cost, KeyFile, WrongPassphraseError, new_recovery_code, normal_code
from db.security.opening import change_passphrase, change_recovery_code, open_book, reset_passphrase

LIGHT = Cost(1, 8, 1)
PASSPHRASE = "和平街道2022"
KEY = secrets.token_bytes(32)


@pytest.fixture
def path(made_book, tmp_path):
    """A closed copy of the made book with its key file."""
    for name in (made_book.path.name, made_book.path.name + ".keys"):
        shutil.copy(made_book.path.with_name(name), tmp_path / name)
    return tmp_path / made_book.path.name


def folder(path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in path.parent.iterdir()}


def edit_keys(path, change) -> None:
    file = KeyFile.path_for(path)
    data = json.loads(file.read_bytes())
    change(data)
    file.write_text(json.dumps(data), "utf-8")


def test_the_right_passphrase_opens(path):
    book = open_book(path, PASSPHRASE)
    assert (book.office, book.actor.name) == ("和平街道", "周文")
    book.close()


@pytest.mark.parametrize("wrong", ["", "和平街道2023", "和平街道2022 ", PASSPHRASE.upper() + "x", "\0", "长" * 10_000])
def test_a_wrong_passphrase_opens_nothing_and_writes_nothing(path, wrong):
    before = folder(path)
    with pytest.raises(WrongPassphraseError, match="口令不对"):
        open_book(path, wrong)
    with pytest.raises(WrongPassphraseError):
        change_passphrase(path, "周文", wrong, "新口令新口令", LIGHT)
    assert folder(path) == before


def test_everyone_has_their_own_passphrase():
    keys = KeyFile("b", ()).with_passphrase(KEY, 1, "周文", "甲甲甲甲", LIGHT)
    keys = keys.with_passphrase(KEY, 2, "吴静", "乙乙乙乙", LIGHT)
    assert keys.users() == ("周文", "吴静")
    assert keys.unlock("乙乙乙乙") == (KEY, keys.slots[1])
    assert keys.unlock("乙乙乙乙", "吴静")[0] == KEY
    with pytest.raises(WrongPassphraseError):
        keys.unlock("乙乙乙乙", "周文")
    with pytest.raises(WrongPassphraseError):
        keys.unlock("甲甲甲甲", "没有的人")
    changed = keys.with_passphrase(KEY, 1, "周文", "丙丙丙丙", LIGHT)
    assert changed.users() == ("周文", "吴静")
    assert changed.unlock("丙丙丙丙")[1].user_id == 1
    with pytest.raises(WrongPassphraseError):
        changed.unlock("甲甲甲甲")


def test_a_new_passphrase_leaves_the_book_as_it_is(path, made_book):
    before = path.read_bytes()
    change_passphrase(path, "周文", PASSPHRASE, "新的口令", LIGHT)
    assert path.read_bytes() == before
    with pytest.raises(WrongPassphraseError):
        open_book(path, PASSPHRASE)
    open_book(path, "新的口令", "周文").close()
    assert KeyFile.load(path).unlock_by_recovery(made_book.recovery_code) == made_book.key


def test_a_new_recovery_code_replaces_the_old_one_and_no_passphrase(path, made_book):
    before, code = path.read_bytes(), new_recovery_code()
    with pytest.raises(WrongPassphraseError):
        change_recovery_code(path, "周文", "不对的口令", code, LIGHT)
    assert KeyFile.load(path).unlock_by_recovery(made_book.recovery_code) == made_book.key
    change_recovery_code(path, "周文", PASSPHRASE, code, LIGHT)
    assert path.read_bytes() == before
    keys = KeyFile.load(path)
    assert keys.unlock_by_recovery(code) == made_book.key
    with pytest.raises(WrongPassphraseError, match="恢复码不是这本账的"):
        keys.unlock_by_recovery(made_book.recovery_code)
    open_book(path, PASSPHRASE, "周文").close()


@pytest.mark.parametrize("short", ["", "123", "    ", "　　　　　"])
def test_a_new_passphrase_must_be_one(path, short):
    before = folder(path)
    with pytest.raises(UserError) as refused:
        change_passphrase(path, "周文", PASSPHRASE, short, LIGHT)
    assert set(refused.value.fields) == {"passphrase"}
    assert folder(path) == before


def test_the_recovery_code_sets_a_new_passphrase(path, made_book):
    reset_passphrase(path, made_book.recovery_code, "周文", "找回的口令", LIGHT)
    open_book(path, "找回的口令").close()
    with pytest.raises(WrongPassphraseError):
        open_book(path, PASSPHRASE)


@pytest.mark.parametrize("user", ["", "没有的人"])
def test_the_recovery_code_makes_no_new_users(path, made_book, user):
    before = folder(path)
    with pytest.raises(UserError) as refused:
        reset_passphrase(path, made_book.recovery_code, user, "找回的口令", LIGHT)
    assert set(refused.value.fields) == {"user"}
    assert folder(path) == before


def test_another_books_code_opens_nothing(path):
    before = folder(path)
    with pytest.raises(WrongPassphraseError, match="恢复码不是这本账的"):
        reset_passphrase(path, new_recovery_code(), "周文", "找回的口令", LIGHT)
    assert folder(path) == before


@given(st.data())
def test_any_slip_in_a_recovery_code_is_noticed(data):
    code = new_recovery_code()
    plain = normal_code(code)
    place = data.draw(st.integers(0, len(plain) - 1))
    letter = data.draw(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    slip = plain[:place] + letter + plain[place + 1 :]
    if slip != plain:
        with pytest.raises(UserError, match="抄错"):
            normal_code(slip)
    swapped = plain[:place] + plain[place : place + 2][::-1] + plain[place + 2 :]
    if swapped != plain:
        with pytest.raises(UserError, match="抄错"):
            normal_code(swapped)


def test_a_recovery_code_may_be_typed_carelessly():
    code = new_recovery_code()
    plain = normal_code(code)
    assert len(plain) == 28
    alike = plain.replace("0", "o").replace("1", "l").lower()
    wide = "".join(chr(ord(char) + 0xFEE0) for char in code)  # full-width, as an input method gives them
    for typed in (code.replace("-", ""), f"  {code.lower()} ", code.replace("-", " - "), alike, wide,
                  alike.replace("l", "i"), code.replace("-", "—"), code.replace("-", "\n")):  # fmt: skip
        assert normal_code(typed) == plain


@pytest.mark.parametrize(
    ("typed", "said"), [("", "现有 0 个"), ("ABCD-EFGH", "现有 8 个"), ("中文", "没有“中、文”"), ("U" * 28, "没有“U”")]
)
def test_a_mistyped_code_is_explained(typed, said):
    with pytest.raises(UserError, match=said) as refused:
        normal_code(typed)
    assert set(refused.value.fields) == {"code"}


@pytest.mark.parametrize("swap", [("user_name", "吴静"), ("user_id", 7), ("kind", "passphrase")])
def test_a_slot_cannot_be_given_to_someone_else(path, made_book, swap):
    name, value = swap
    place = 1 if name == "kind" else 0
    edit_keys(path, lambda data: data["slots"][place].update({name: value}))
    with pytest.raises(WrongPassphraseError):
        open_book(path, PASSPHRASE if place == 0 else normal_code(made_book.recovery_code), None if place == 0 else "")


def test_a_slot_of_another_book_opens_nothing(path):
    edit_keys(path, lambda data: data.update(book="another"))
    with pytest.raises(WrongPassphraseError):
        open_book(path, PASSPHRASE)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b'{"format": 1, "book": "x", "slots": [{}]}',
                b'{"format": "1", "book": "x", "slots": []}', b'{"format": 1, "book": "x", "slots": 5}'],
)  # fmt: skip
def test_a_damaged_key_file_is_explained(path, content):
    KeyFile.path_for(path).write_bytes(content)
    with pytest.raises(EnvironmentFault, match="已损坏") as caught:
        open_book(path, PASSPHRASE)
    assert "备份" in caught.value.way_out


@pytest.mark.parametrize(
    "damage",
    [{"salt": "*"}, {"salt": 5}, {"salt": ""}, {"nonce": "AA=="}, {"wrapped": ""}, {"wrapped": "é"}, {"user_id": "1"},
     {"user_name": None}, {"cost": {"time": 0, "memory": 8, "lanes": 1}},
     {"cost": {"time": "3", "memory": 8, "lanes": 1}}, {"cost": {"time": 1, "memory": 2**40, "lanes": 1}}, {"cost": 3}],
    ids=str,
)  # fmt: skip
def test_a_damaged_slot_is_explained(path, damage):
    edit_keys(path, lambda data: data["slots"][0].update(damage))
    with pytest.raises(EnvironmentFault, match="已损坏"):
        open_book(path, PASSPHRASE)


def test_a_changed_byte_of_the_wrapped_key_opens_nothing(path):
    def flip(data):
        wrapped = bytearray(base64.b64decode(data["slots"][0]["wrapped"]))
        wrapped[3] ^= 1
        data["slots"][0]["wrapped"] = base64.b64encode(wrapped).decode()

    edit_keys(path, flip)
    with pytest.raises(WrongPassphraseError):
        open_book(path, PASSPHRASE)


def test_a_newer_key_file_asks_for_a_newer_program(path):
    edit_keys(path, lambda data: data.update(format=99, slots="unknown"))
    with pytest.raises(EnvironmentFault, match="更新版本") as caught:
        open_book(path, PASSPHRASE)
    assert "新版" in caught.value.way_out


def test_a_missing_half_is_named(path):
    file = KeyFile.path_for(path)
    kept = file.read_bytes()
    file.unlink()
    with pytest.raises(EnvironmentFault, match=r"测试\.ybz\.keys"):
        open_book(path, PASSPHRASE)
    file.write_bytes(kept)
    path.unlink()
    with pytest.raises(EnvironmentFault, match="找不到账本"):
        open_book(path, PASSPHRASE)
    assert os.listdir(path.parent) == [file.name]


def test_neither_file_tells_what_it_keeps(path, made_book):
    book = open_book(path, PASSPHRASE)
    with book.action("秘密操作", "x.edit") as work:
        from db.organizations.models import Organization

        work.session.add(Organization(id=work.new_id(), name="绝密支部", kind="党支部"))
    files = folder(path)  # with the write-ahead log, while open
    book.close()
    files |= {f"{name} later": data for name, data in folder(path).items()}
    assert any(name.endswith("-wal") for name in files)
    keys = files.pop(KeyFile.path_for(path).name)
    files.pop(KeyFile.path_for(path).name + " later")
    for secret in ("绝密支部", "秘密操作", "和平街道", "周文", PASSPHRASE, "党支部", "organization", "SQLite format"):
        assert all(secret.encode() not in data for data in files.values()), secret
    plain_code = normal_code(made_book.recovery_code)
    for secret in (made_book.key, made_book.key.hex().encode(), base64.b64encode(made_book.key),
                   PASSPHRASE.encode(), plain_code.encode(), made_book.recovery_code.encode()):  # fmt: skip
        assert secret not in keys
