"""Votes, elections, resolutions and their tasks as a clerk enters them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from db.meetings.draft import (
    CandidateLine,
    ElectionLine,
    FollowUp,
    ResolutionLine,
    RosterLine,
    VoteLine,
    items,
)
from db.meetings.status import Status
from db.meetings.tasks import tasks_of
from db.people.actions import save_post
from db.people.bodies import body_on
from db.people.draft import PostDraft
from db.people.models import Person
from db.rules.actions import set_rule
from db.tasks.models import Task
from desktop.meetings.seating import SeatingDialog

CTRL = Qt.KeyboardModifier.ControlModifier
BODY = "党组织委员会"


@pytest.fixture
def opened(office, start, click, settle):
    """``opened(**parts)``: the page showing a meeting of four with a vote, 王小红 away, on the tab of decisions."""

    def show(**parts):
        roster = (
            *office.roster("丁小云", "李志强", "张喆"),
            RosterLine(office.people["王小红"], "王小红", Status.LEAVE),
        )
        office.meeting(**{"roster": roster, "agenda": items("修订制度", "评选先进"), **parts})
        page = start()
        click(page, "学习")
        page.card.tabs.setCurrentWidget(page.form.decisions)
        settle()
        return page

    return show


@pytest.fixture
def saved(office, presenter):
    """``saved(page)``: the record as stored after saving."""

    def save(page):
        assert page.save(), presenter.told
        return office.get(page.open_id)

    return save


def put(overwrite, card, **texts):
    for name, text in texts.items():
        overwrite(card.editors[name].input, text)


def add_candidate(qtbot, card, type_text, text, written_in=False):
    card.candidates.written_in.setChecked(written_in)
    card.candidates.adder.setFocus()
    type_text(card.candidates.adder.line, text)
    popup = QApplication.activePopupWidget()
    qtbot.keyClick(popup or card.candidates.adder.line, Qt.Key.Key_Return)


# -- votes ---------------------------------------------------------------------------------------------


def test_a_vote_by_keyboard_alone(opened, saved, keys):
    page = opened()
    page.form.decisions.add_vote.setFocus()
    keys.press(Qt.Key.Key_Space)
    [card] = page.form.decisions.votes.cards
    assert card.editors["subject"].value() == "修订制度", "the first item nothing was voted on"
    assert (card.editors["entitled"].value(), card.editors["present"].value()) == (4, 3), "of the roster"
    assert card.editors["in_favour"].input.hasFocus()
    for number in "210":
        keys.type(number)
        keys.press(Qt.Key.Key_Tab)
    assert card.result.text() == "未通过（赞成 2 票，需 3 票）"
    assert page.card.dirty
    assert saved(page).votes == (VoteLine("修订制度", "举手", 4, 3, 2, 1, 0),)
    assert page.card.tabs.tabText(3) == "表决与决议 1"


@pytest.mark.parametrize("wrong", ["x", "999999999999"])
def test_what_is_wrong_with_a_number_is_said_in_full_under_the_row(opened, overwrite, keys, wrong):
    page = opened(votes=(VoteLine("事项"),))
    [card] = page.form.decisions.votes.cards
    said = card.numbers_problem
    card.editors["in_favour"].setFocus()
    keys.type(wrong)
    keys.press(Qt.Key.Key_Tab)
    assert f"“{wrong}”" in said.text(), "when the box is left already"
    put(overwrite, card, against="y")
    assert not page.save()
    assert said.isVisible()
    assert said.text() == f"{card.editors['in_favour'].problem}；{card.editors['against'].problem}"
    assert f"“{wrong}”" in said.text()
    assert said.width() > 300
    put(overwrite, card, in_favour="1", against="0")
    assert not said.isVisible()


def test_what_is_wrong_with_a_candidates_count_is_said_under_the_rows(opened, overwrite):
    page = opened(elections=(ElectionLine("选举", BODY, "委员", 1, candidates=(CandidateLine(None, "外来的人"),)),))
    candidates = page.form.decisions.elections.cards[0].candidates
    overwrite(candidates.rows[0].editors["in_favour"].input, "x")
    assert not page.save()
    assert candidates.problem.isVisible()
    assert "“x”" in candidates.problem.text()
    candidates.rows[0].remove.click()
    assert not candidates.problem.isVisible()


def test_everyone_in_favour_is_one_click(qtbot, opened, saved, overwrite):
    page = opened()
    page.form.decisions.add_vote.click()
    [card] = page.form.decisions.votes.cards
    put(overwrite, card, written="1")
    qtbot.mouseClick(card.all_for, Qt.MouseButton.LeftButton)
    assert card.result.text() == "通过（赞成 4 票，需 3 票）"
    assert saved(page).votes == (VoteLine("修订制度", "举手", 4, 3, 4, 0, 0, 1),)


def test_counts_follow_the_roster_until_they_are_typed(opened, overwrite):
    page = opened(votes=(VoteLine("修订制度", entitled=4, present=3), VoteLine("评选先进", entitled=4, present=2)))
    first, second = page.form.decisions.votes.cards
    page.form.roster.model.mark([3], Status.PRESENT)
    assert first.editors["present"].value() == 4
    assert second.editors["present"].value() == 2, "told otherwise before"
    put(overwrite, first, entitled="5")
    page.form.roster.model.toggle_vote([0])
    assert (first.editors["entitled"].value(), first.editors["present"].value()) == (5, 3)


def test_results_are_told_with_their_reasons_and_never_block(opened, saved):
    told = (
        ((3, 3, 0, 0), "通过（赞成 3 票，需 3 票）", "success"),
        ((2, 2, 0, 0), "无效：实到 2 人，不足有效人数 3 人", "error"),
        ((3, 4, 0, 0), "无效：赞成、反对、弃权合计 4，多于实到 3 人", "error"),
        ((3, None, None, None), "不完整：缺赞成、反对、弃权", "muted"),
        ((3, 1, 2, 0), "未通过（赞成 1 票，需 3 票）", "warning"),
    )
    lines = tuple(VoteLine(f"事项{no}", "举手", 4, *counts) for no, (counts, _text, _tone) in enumerate(told))
    page = opened(votes=lines)
    for card, (_counts, text, tone) in zip(page.form.decisions.votes.cards, told, strict=True):
        assert card.result.text() == text
        assert card.result.property(tone) is True
    assert saved(page).votes == lines


def test_what_is_no_number_is_marked_in_its_place(opened, overwrite, type_text):
    page = opened(votes=(VoteLine("事", entitled=4, present=3),))
    [card] = page.form.decisions.votes.cards
    put(overwrite, card, in_favour="多数")
    page.card.tabs.setCurrentIndex(0)
    assert not page.save()
    assert page.card.tabs.currentWidget() is page.form.decisions
    assert "不是整数" in card.editors["in_favour"].problem
    put(overwrite, card, in_favour="3")
    card.editors["subject"].input.clear()
    assert not page.save()
    assert card.editors["subject"].problem == "请填写表决事项"


def test_removed_lines_are_gone_and_undo_brings_them_back(qtbot, office, opened, saved):
    line = VoteLine("事", entitled=4, present=3, in_favour=3, against=0, abstained=0)
    page = opened(votes=(line,))
    qtbot.mouseClick(page.form.decisions.votes.cards[0].remove_button, Qt.MouseButton.LeftButton)
    assert saved(page).votes == ()
    office.book.undo()
    qtbot.waitUntil(lambda: len(page.form.decisions.votes.cards) == 1)


# -- elections -----------------------------------------------------------------------------------------


def test_a_new_election_proposes_the_seats_the_rules_of_the_day_say(office, opened):
    set_rule(office.book, "committee.seats", "5", date(2022, 1, 1), "街道规定")
    page = opened()
    page.form.decisions.add_election.click()
    [card] = page.form.decisions.elections.cards
    assert card.editors["seats"].value() == 5


def test_an_election_from_nomination_to_posts(qtbot, office, opened, saved, overwrite, type_text, settle):
    post = PostDraft(office.branch, office.people["张喆"], BODY, "书记", date(2019, 1, 1), 1)
    save_post(office.book, post)
    page = opened()
    page.form.decisions.add_election.click()
    [card] = page.form.decisions.elections.cards
    assert (card.editors["seats"].value(), card.editors["entitled"].value(), card.editors["present"].value()) == (
        3,
        4,
        3,
    )
    put(overwrite, card, title="支部委员会委员", seats="2", present="4", issued="4", returned="4", valid="4")
    assert "差额选举应不少于 3 名" in card.result.text()
    for name in ("张喆", "李志强", "丁小云"):
        add_candidate(qtbot, card, type_text, name)
    add_candidate(qtbot, card, type_text, "李白", written_in=True)
    assert [row.line.name for row in card.candidates.rows] == ["丁小云", "李志强", "张喆", "李白"], "by strokes"
    for row, counts in zip(
        card.candidates.rows, (("4", "0", "0"), ("3", "1", "0"), ("0", "3", "1"), ("1",)), strict=True
    ):
        for editor, count in zip(row.editors.values(), counts, strict=False):
            overwrite(editor.input, count)
    assert [row.result.text() for row in card.candidates.rows] == ["当选", "当选", "得票不足", "得票不足"]
    assert card.result.text() == "当选（需 3 票）：丁小云、李志强"
    assert saved(page).elections[0].candidates[3] == CandidateLine(None, "李白", True, 1)
    qtbot.mouseClick(card.seat_button, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SeatingDialog)
    assert not dialog.taking.later
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "任委员（2 人）：丁小云、李志强" in words
    assert [(box.text(), box.isChecked()) for box in dialog.ends.values()] == [("张喆　书记（2019-01-01 起）", True)]
    qtbot.mouseClick(dialog.accept_button, Qt.MouseButton.LeftButton)
    with office.book.read() as connection:
        seats = body_on(connection, office.branch, date(2022, 5, 9))
    assert {(seat.person, seat.title, seat.starts_on) for seat in seats} == {
        ("丁小云", "委员", date(2022, 5, 9)), ("李志强", "委员", date(2022, 5, 9)),
    }  # fmt: skip
    settle()


def test_posts_taken_since_are_told_before_an_older_election_is_seated(qtbot, office, opened, settle):
    save_post(office.book, PostDraft(office.branch, office.people["张喆"], BODY, "书记", date(2022, 6, 1), 1))
    candidates = tuple(
        CandidateLine(office.people[name], name, False, got, 4 - got, 0) for name, got in (("张喆", 4), ("丁小云", 0))
    )
    [card] = opened(
        elections=(ElectionLine("委员", BODY, "委员", 1, 4, 4, 4, 4, 4, candidates),)
    ).form.decisions.elections.cards
    qtbot.mouseClick(card.seat_button, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SeatingDialog)
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "不受这次选举影响：张喆　书记（2022-06-01 起）" in words
    assert "到后来任职的前一天为止" in words
    dialog.reject()
    settle()


def test_elections_that_cannot_be_are_told_and_nobody_takes_a_post(opened, saved, office):
    told = (
        ({"returned": 5}, "收回 5 张，多于发出 4 张，选举无效"),
        ({"present": 3}, "实到 3 人，不足有效人数 4 人，选举无效"),
        ({"valid": None}, "不完整：缺有效票"),
        ({"issued": 5}, "无效：发出 5 张，多于实到 4 人"),
        ({"valid": 3}, "无效：丁小云得票合计 4，与有效票 3 不符"),
    )
    candidates = tuple(
        CandidateLine(office.people[name], name, False, got, 4 - got, 0) for name, got in (("丁小云", 4), ("张喆", 0))
    )
    counts = {"entitled": 4, "present": 4, "issued": 4, "returned": 4, "valid": 4}
    lines = tuple(
        ElectionLine(f"书记{no}", BODY, "书记", 1, candidates=candidates, **(counts | more))
        for no, (more, _said) in enumerate(told)
    )
    page = opened(elections=lines)
    for card, (_more, said) in zip(page.form.decisions.elections.cards, told, strict=True):
        assert said in card.result.text()
        assert not card.seat_button.isEnabled()
    assert saved(page).elections == lines


def test_a_tie_for_the_last_seat_is_shown_beside_the_names(opened, office):
    votes = (("丁小云", 8), ("李志强", 6), ("张喆", 6))
    candidates = tuple(CandidateLine(office.people[name], name, False, got, 10 - got, 0) for name, got in votes)
    line = ElectionLine("委员", BODY, "委员", 2, 10, 10, 10, 10, 10, candidates)
    [card] = opened(elections=(line,)).form.decisions.elections.cards
    assert [row.result.text() for row in card.candidates.rows] == [
        "当选", "得票相等，需再次投票", "得票相等，需再次投票",
    ]  # fmt: skip
    assert not card.seat_button.isEnabled()


def test_nobody_is_a_candidate_twice(qtbot, opened, type_text, presenter):
    page = opened()
    page.form.decisions.add_election.click()
    [card] = page.form.decisions.elections.cards
    for _ in range(2):
        add_candidate(qtbot, card, type_text, "张喆")
    assert len(card.candidates.rows) == 1
    assert "“张喆”已是候选人。" in presenter.notes


# -- resolutions and tasks -----------------------------------------------------------------------------


def test_a_resolution_becomes_a_task_in_the_same_action(qtbot, office, opened, saved, keys, type_text, overwrite):
    page = opened()
    page.form.decisions.add_resolution.click()
    [card] = page.form.decisions.resolutions.cards
    assert card.editors["text"].input.hasFocus()
    type_text(card.editors["text"].input, "修订支部工作制度。")
    assert card.task.isHidden()
    card.as_task.click()
    assert card.editors["organization"].value() == office.branch
    picker = card.editors["people"].picker
    for name in ("张喆", "丁小云"):
        type_text(picker.line, name)
        keys.press(Qt.Key.Key_Return)
    overwrite(card.editors["due_on"].input, "7天后")
    told = FollowUp(office.branch, (office.people["张喆"], office.people["丁小云"]), date(2022, 5, 16))
    assert saved(page).resolutions == (ResolutionLine("修订支部工作制度。", told),)
    assert page.card.tabs.tabText(4) == "任务 1"
    row = [page.tasks.view.rows.index(0, column).data() for column in range(5)]
    assert row == ["修订支部工作制度。", "决议 1", "张喆、丁小云", "2022-05-16", "未开始，已逾期"]
    with office.book.read() as connection:
        [task] = tasks_of(connection, page.open_id)
    asked = []
    page._context.bus.record_requested.connect(lambda table, id: asked.append((table, id)))
    page.tasks.view.setCurrentIndex(page.tasks.view.rows.index(0, 0))
    qtbot.keyClick(page.tasks.view, Qt.Key.Key_Return)
    assert asked == [("task", task.id)]
    office.book.undo()
    with office.book.read() as connection:
        assert tasks_of(connection, page.open_id) == []


def test_resolutions_are_made_of_agenda_items_and_their_votes(opened, saved):
    passed = VoteLine("修订制度", entitled=4, present=3, in_favour=3, against=0, abstained=0)
    page = opened(votes=(passed,))
    menu = page.form.decisions.from_agenda.menu()
    menu.aboutToShow.emit()
    assert [action.text() for action in menu.actions() if action.text()] == ["全部 2 项议题", "修订制度", "评选先进"]
    menu.actions()[0].trigger()
    assert [line.text for line in saved(page).resolutions] == [
        "会议表决通过“修订制度”（赞成 3 票、反对 0 票、弃权 0 票）。", "会议研究同意“评选先进”。",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((4, 3, 2, 1, 0), "会议表决未通过“修订制度”（赞成 2 票、反对 1 票、弃权 0 票）。"),
        ((4, 2, 2, 0, 0), "会议对“修订制度”进行了表决，结果待核对。"),  # no quorum
        ((4, 3, None, 0, 0), "会议对“修订制度”进行了表决，结果待核对。"),  # incomplete
    ],
)
def test_what_was_not_passed_is_not_worded_as_agreed(opened, saved, counts, told):
    page = opened(votes=(VoteLine("修订制度", "举手", *counts),))
    menu = page.form.decisions.from_agenda.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "修订制度").trigger()
    assert [line.text for line in saved(page).resolutions] == [told]


def test_what_is_added_is_seen_at_once(qtbot, opened):
    page = opened(votes=tuple(VoteLine(f"事项{no}") for no in range(5)))
    shown = page.form.decisions
    for add, cards in ((shown.add_resolution, shown.resolutions.cards), (shown.add_election, shown.elections.cards)):
        add.click()
        focus = QApplication.focusWidget()
        assert cards[-1].isAncestorOf(focus)
        qtbot.waitUntil(lambda focus=focus: not focus.visibleRegion().isEmpty())


def test_tab_leaves_the_cards_both_ways(opened, keys):
    page = opened(votes=(VoteLine("事项"),))
    shown = page.form.decisions
    shown.add_vote.setFocus()
    keys.press(Qt.Key.Key_Backtab)
    assert not shown.isAncestorOf(QApplication.focusWidget())
    shown.votes.cards[0].editors["note"].input.setFocus()
    keys.press(Qt.Key.Key_Tab)
    assert shown.add_election.hasFocus()
    shown.add_resolution.setFocus()
    keys.press(Qt.Key.Key_Tab)
    assert page.card.preview.hasFocus() or page.card.isAncestorOf(QApplication.focusWidget())
    assert not shown.isAncestorOf(QApplication.focusWidget())


def test_a_resolution_by_keyboard_alone_and_never_deleted_by_accident(opened, keys):
    page = opened(votes=(VoteLine("事项"),))
    shown = page.form.decisions
    shown.add_resolution.setFocus()
    keys.press(Qt.Key.Key_Space)
    [card] = shown.resolutions.cards
    assert card.editors["text"].input.hasFocus()
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Space)
    assert card.as_task.isChecked()
    assert card.editors["people"].picker.line.hasFocus(), "the box is ticked: on to who does it"
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Tab)
    assert card.editors["due_on"].input.hasFocus()
    keys.press(Qt.Key.Key_Tab)
    assert not card.isAncestorOf(QApplication.focusWidget())
    shown.votes.cards[0].editors["note"].input.setFocus()
    for button in (shown.add_election, shown.from_agenda, shown.add_resolution):
        keys.press(Qt.Key.Key_Tab)
        assert button.hasFocus()


def test_a_card_is_deleted_by_key(opened, keys):
    page = opened(votes=(VoteLine("修订制度"), VoteLine("评选先进")))
    shown = page.form.decisions
    first, second = shown.votes.cards
    first.editors["against"].input.setFocus()
    keys.press(Qt.Key.Key_Delete, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert shown.votes.cards == [second]
    assert second.editors["subject"].input.hasFocus()
    keys.press(Qt.Key.Key_Delete, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert shown.votes.cards == []
    assert shown.add_vote.hasFocus()
    assert page.card.dirty


def test_a_due_day_before_the_meeting_is_warned_of(opened, saved, office):
    follow_up = FollowUp(office.branch, (), date(2022, 5, 8))
    page = opened(resolutions=(ResolutionLine("整改。", follow_up),))
    [card] = page.form.decisions.resolutions.cards
    assert card.note.text() == "期限 2022-05-08 早于会议日期 2022-05-09，请核对"
    assert saved(page).resolutions[0].follow_up == follow_up


def test_a_begun_task_keeps_its_resolution(qtbot, office, opened):
    page = opened(resolutions=(ResolutionLine("整改。", FollowUp(office.branch)),))
    with office.book.read() as connection:
        [task] = tasks_of(connection, page.open_id)
    with office.book.action("办任务", "tasks.edit") as work:
        work.session.get(Task, task.id).state = "进行中"
    qtbot.waitUntil(lambda: page.tasks.view.rows.index(0, 4).data() == "进行中")
    qtbot.mouseClick(page.form.decisions.resolutions.cards[0].remove_button, Qt.MouseButton.LeftButton)
    page.card.tabs.setCurrentIndex(0)
    assert not page.save()
    assert page.card.tabs.currentWidget() is page.form.decisions
    assert "不能随决议删除" in page.form.decisions.problem.text()


def test_deleting_a_meeting_says_which_tasks_go_along(office, opened, presenter):
    page = opened(resolutions=(ResolutionLine("整改。", FollowUp(office.branch)),))
    presenter.answers = [1]
    page.delete([page.open_id])
    assert presenter.asked[-1] == "删除这条会议记录？由决议落实的 1 项任务会一起删除。可以用 Ctrl+Z 撤销。"


def test_what_is_typed_and_not_saved_comes_back(office, opened, overwrite, click, start):
    page = opened(votes=(VoteLine("修订制度", entitled=4, present=3),))
    shown = page.form.decisions
    put(overwrite, shown.votes.cards[0], in_favour="多数")
    shown.add_election.click()
    shown.add_resolution.click()
    shown.resolutions.cards[0].as_task.click()
    kept = page.form.snapshot()
    assert page.form.worded("votes", kept["votes"]) == "修订制度：应到 4，实到 3，赞成 多数，反对 ，弃权 "
    page.form.load(office.get(page.open_id))
    page.form.restore(kept)
    assert page.form.snapshot() == kept
    page.form.roster.model.mark([3], Status.PRESENT)
    assert shown.votes.cards[0].editors["present"].draft() == "4", "it goes on following the roster"
    assert shown.votes.cards[0].editors["in_favour"].draft() == "多数"
    assert shown.resolutions.cards[0].as_task.isChecked()


def test_who_votes_follows_the_day_of_the_meeting(office, opened, fill):
    page = opened(votes=(VoteLine("修订制度", entitled=4, present=3, in_favour=3, against=0, abstained=0),))
    with office.book.action("转正", "people.edit") as work:
        work.session.get(Person, office.people["张喆"]).full_member_on = date(2022, 5, 10)
    page.load_record(page.open_id)
    [card] = page.form.decisions.votes.cards
    assert page.form.roster.voting.entitled == 4, "as it was decided then"
    page.form.roster.view.selectRow(2)
    page.form.roster.model.toggle_vote([2])
    assert card.editors["entitled"].value() == 3
    fill(page, "starts_at", "2022-05-12 09:00")
    assert (page.form.roster.voting.entitled, card.editors["entitled"].value()) == (4, 4)
    assert card.result.text() == "通过（赞成 3 票，需 3 票）"


def test_people_are_added_by_group(office, opened, presenter, settle):
    page = opened()
    page.form.roster.load(())
    menu = page.form.roster.groups_button.menu()
    menu.aboutToShow.emit()
    by_text = {action.text(): action for action in menu.actions()}
    by_text["全体党员"].trigger()
    settle()
    assert [line.name for line in page.form.roster.lines] == ["丁小云", "李志强", "王小红", "张喆"], "of that day"
    by_text["支委会、党组织班子"].trigger()
    settle()
    assert presenter.notes[-1] == "这个范围在会议当天没有人。"
    by_text["某个组织的党员…"].trigger()
    popup = QApplication.activePopupWidget()
    popup.picked.emit(office.other)
    popup.close()
    settle()
    assert page.form.roster.lines[-1].name == "孙立"
