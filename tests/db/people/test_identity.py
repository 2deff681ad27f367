from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.people.identity import birth, check, check_phone, checksum, mask, mask_phone, normalise, sex

TODAY = date(2022, 6, 29)
WOMAN, MAN = "11010519491231002X", "440524188001010014"
NUMBERS = st.builds(
    lambda area, born, order: (lambda body: body + checksum(body))(f"{area:06}{born:%Y%m%d}{order:03}"),
    st.integers(110000, 659999),
    st.dates(date(1880, 1, 1), TODAY),
    st.integers(1, 999),
)


@pytest.mark.parametrize("number", [WOMAN, MAN, "11010519491231002x", " 110105 19491231 002X", "'" + MAN])
def test_valid_numbers(number: str) -> None:
    assert check(number, TODAY) is None


def test_full_width_numbers_are_folded() -> None:
    assert normalise("１１０１０５１９４９１２３１００２ｘ") == WOMAN


def test_what_a_number_tells() -> None:
    assert (birth(WOMAN), sex(WOMAN)) == (date(1949, 12, 31), "女")
    assert (birth(MAN), sex(MAN)) == (date(1880, 1, 1), "男")


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "请填写身份证号"),
        ("1101051949123100", "应为 18 位，现在是 16 位"),
        ("110105491231002", "15 位的旧身份证号"),
        ("1101051949123100A0", "前 17 位应全是数字"),
        ("X10105194912310020", "前 17 位应全是数字"),
        ("110105194913310029", "出生日期不存在：1949 年 13 月 31 日"),
        ("110105202206300027", "出生日期在今天以后"),
        ("110105187912310027", "应不早于 1880 年"),
        ("110105194912310021", "最后一位应是 X，现在是 1"),
        ("1.10105E+17", "被 Excel 变成了科学计数"),
        ("1.1010519491231e+17", "设为“文本”"),
        ("110105194912310000", "校验码不对：按前 17 位最后一位应是 3，现在是 0。末三位是 000，也可能是被 Excel"),
    ],
)
def test_what_is_wrong_with_a_number(number: str, told: str) -> None:
    fault = check(number, TODAY)
    assert fault is not None
    assert told in fault


@given(NUMBERS)
def test_made_numbers_pass(number: str) -> None:
    assert check(number, TODAY) is None


@given(NUMBERS, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, shift: int) -> None:
    old = "0123456789X".index(number[place])
    wrong = number[:place] + str((old + shift) % 10) + number[place + 1 :]
    if wrong != number:
        assert check(wrong, TODAY) is not None


@given(NUMBERS, st.integers(0, 16))
def test_two_digits_swapped_are_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert check(swapped, TODAY) is not None


def test_masks_hide_the_birth_date() -> None:
    assert mask("11010519491231002x") == "110105********002X"
    assert mask("110105491231002") == "*" * 15
    assert mask("") == ""


@pytest.mark.parametrize(
    "number",
    [
        *(
            "13812345678",
            "138 1234 5678",
            "138-1234-5678",
            "+86 13812345678",
            "8613812345678",
            "１３８１２３４５６７８",
        ),
        *("0512-65551234", "(0512)65551234", "010-6555-1234", "0512-65551234-801", "0512-65551234转801", "65551234"),
        *("400-123-4567", "12345", "661234"),
    ],
)
def test_phones_in_use(number: str) -> None:
    assert check_phone(number) is None


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("", "请填写电话号码"),
        ("1381234567", "手机号应为 11 位，现在是 10 位"),
        ("138123456789", "手机号应为 11 位，现在是 12 位"),
        ("12812345678", "应以 13—19 开头，现在是 12"),
        ("0512-655512", "位数不对"),
        ("张三", "不该有的字符"),
        ("13812345678/13912345678", "不该有的字符"),
    ],
)
def test_phones_refused(number: str, told: str) -> None:
    fault = check_phone(number)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("13812345678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("0512-65551234", "051*****1234"),
        ("65551234", "****1234"),
        ("661234", "******"),
    ],
)
def test_phone_masks(number: str, masked: str) -> None:
    assert mask_phone(number) == masked
