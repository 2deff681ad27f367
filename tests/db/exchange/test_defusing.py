from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.exchange.defusing import defused, restored


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "'=1"])
def test_what_a_spreadsheet_would_calculate_goes_out_with_an_apostrophe(text):
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["张喆", "+86 138-1234-5678", "-5", "-", "0571-12345678", "'引号'", "a=1", ""])
def test_anything_else_is_left_alone(text):
    assert defused(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r＝a1 （"), max_size=6))
def test_every_text_comes_back(text):
    assert restored(defused(text)) == text
