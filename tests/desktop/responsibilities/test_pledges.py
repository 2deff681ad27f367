from __future__ import annotations

from datetime import date

import pytest

from db.responsibilities.actions import delete_lists, save_list
from db.responsibilities.draft import ListDraft
from db.responsibilities.pledging import add_pledges, sign
from desktop.printing.official import OFFICIAL_MARGINS
from desktop.responsibilities import printouts


@pytest.fixture
def view(office, go):
    office.pledge()
    return go("pledges")


def test_who_has_signed_and_who_has_not(office, view, cells, settle):
    assert cells(view, "签订") == ["未签订", "未签订"]
    sign(office.book, [office.signings().pledges[0].id], date(2022, 1, 20))
    settle()
    assert cells(view, "签订") == ["已签订", "未签订"]
    assert cells(view, "签订人") == ["张喆", ""]
    assert view._subtitle.text() == "2 份，未签订 1 份"


def test_many_are_signed_at_once(office, view, dialog, overwrite, settle):
    view.view.selectAll()
    view.sign_button.click()
    form = dialog(view)
    overwrite(form.form.editors["signed_on"].input, "2022-02-01")
    form.ok.click()
    settle()
    assert [(one.signer, one.signed_on) for one in office.signings().pledges] == [
        ("张喆", date(2022, 2, 1)), ("", date(2022, 2, 1)),
    ]  # fmt: skip
    view.unsign(view.chosen())
    settle()
    assert office.signings().signed == 0


def test_one_is_filled_in_and_saved(office, view, overwrite, settle):
    overwrite(view.form.editors["signer"].input, "王芳")
    assert view.save() is False  # without a day
    assert view.form.editors["signed_on"].problem == "请填写签订日期"
    overwrite(view.form.editors["signed_on"].input, "2022-02-01")
    assert view.save()
    settle()
    assert (office.signings().pledges[0].signer, office.signings().pledges[0].signed_on) == ("王芳", date(2022, 2, 1))
    assert not view.card.dirty


def test_the_history_tells_who_entered_the_signature(office, view, settle):
    sign(office.book, [office.signings().pledges[0].id], date(2022, 1, 20))
    view.card.tabs.setCurrentWidget(view.history)
    settle()
    assert "登记签订责任书" in view.history.text.toPlainText()


def test_the_printed_pledge(office, view, printed):
    view.view.selectAll()
    title, text = printed(view.print_button.click)
    assert title == "2022年党建责任书（2 份）"
    plain = "".join(text.split())
    for words in ("一、思想教育", "1.书记讲党课。频次：每季度1次；目标：党课4次；牵头：党建办；配合：组织办。",
                  "二、组织建设", "时限：2022年6月1日", "和平街道党工委（盖章）", "春和社区党委（盖章）",
                  "秋实社区党委（盖章）", "负责人（签字）", "职责任务共2类2项"):  # fmt: skip
        assert words in plain


def test_the_overview_names_those_who_have_not_signed(office, view, printed, settle):
    sign(office.book, [office.signings().pledges[0].id], date(2022, 1, 20))
    settle()
    _title, text = printed(view.overview_button.click)
    plain = "".join(text.split())
    assert "应签订2份，已签订1份，未签订1份" in plain
    assert "春和社区党委张喆2022-01-20已签订" in plain
    assert "秋实社区党委未签订" in plain


@pytest.mark.parametrize("name", ["春和社区党委", "桐荫社区第一网格党支部", "中国共产党和平街道工作委员会" * 2])
def test_the_seal_stands_beside_a_part_of_a_long_name(name):
    half = (OFFICIAL_MARGINS.measure - printouts._GAP) / 2
    lines = [line.text for line in printouts._side(name, "2022年1月1日", half)]
    assert "".join(lines[:-2]) == f"{name}（盖章）"
    assert lines[-3].endswith("（盖章）")
    assert len(lines[-3]) > len("（盖章）") + 1


def test_pledges_of_several_lists_say_which_they_are_on(office, view, cells, settle):
    assert cells(view, "责任组织") == ["春和社区党委", "秋实社区党委"]
    assert "清单名称" not in [column.title for column in view.model.source.columns]
    view.model.sort_requested.emit("signer", True)  # a column that is gone then
    other = save_list(office.book, ListDraft(office.street, "社区", 2022, "社区责任清单"))
    add_pledges(office.book, other, [office.spring])
    settle()
    assert view.view.horizontalScrollBar().maximum() == 0  # all of it is seen
    told = zip(cells(view, "责任组织"), cells(view, "清单名称"), strict=True)
    assert sorted(told) == [
        ("春和社区党委", "2022年党建责任清单"), ("春和社区党委", "社区责任清单"),
        ("秋实社区党委", "2022年党建责任清单"),
    ]  # fmt: skip
    view.model.sort_requested.emit("title", False)
    settle()
    assert cells(view, "清单名称")[-1] == "社区责任清单"
    delete_lists(office.book, [other])
    settle()
    assert len(cells(view, "签订人")) == 2


def test_who_pledges_on_its_own_list_does_so_to_whom_it_answers(office, go, printed):
    office.pledge(office.street)
    view = go("pledges")
    _title, text = printed(view.print_button.click)
    plain = "".join(text.split())
    assert "上级党组织与和平街道党工委依据" in plain
    assert "上级党组织（盖章）" in plain
