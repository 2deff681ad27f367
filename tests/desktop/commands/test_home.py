"""``home``: what the home page would say, on a day that is tried."""

from __future__ import annotations


def test_home(read):
    told = read("home", "--today", "2022-06-27", "--period", "2022H1")
    assert (told["today"], told["period"]) == ("2022-06-27", "2022H1")
    assert [card["title"] for card in told["cards"]] == ["例会学习", "中心组学习", "问题整改", "参学率", "志愿服务"]
    attendance = next(card for card in told["cards"] if card["key"] == "attendance")
    assert attendance["ids"]
    assert told["month"]["month"] == "2022-06"
    assert {row["name"] for row in told["month"]["rows"]} >= {"和平第一党支部", "和平第二党支部"}
    assert set(told["reminders"]) == {"terms", "bodies", "probation", "birthdays", "hours", "faults"}
    assert len(told["reminders"]["faults"]) == 2
    assert told["due"]["overdue"] == 0


def test_the_day_decides(read):
    cells = []
    for day in ("2022-06-29", "2022-07-01"):
        rows = read("home", "--today", day, "--period", "2022H1", "--org", "和平第二党支部")["month"]["rows"]
        assert [row["name"] for row in rows] == ["和平第二党支部"]
        cells.append(rows[0]["cells"]["主题党日"]["told"])
    assert cells == ["1日内", "缺"]


def test_as_text_and_a_day_that_is_none(run, small_book, passphrase):
    code, out, err = run("home", "--book", small_book, "--today", "2022-06-27")
    assert (code, err) == (0, "")
    assert out.startswith("2022-06-27　2022 年上半年\n")
    assert "参学率\t" in out
    code, out, err = run("home", "--book", small_book, "--today", "不是日期")
    assert (code, out) == (1, "")
    assert "不是日期" in err
