"""An office with a plan of the first half-year, and the page 工作计划."""

from __future__ import annotations

import io
from datetime import date

import pypdf
import pytest

from db.meetings.queries import kinds
from db.organizations.actions import save_organization
from db.organizations.draft import OrganizationDraft
from db.work_plans.actions import add_item, save_plan
from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft
from desktop.widgets.form_dialog import FormDialog
from desktop.widgets.preview import PrintPreview
from desktop.work_plans.page import WorkPlansPage

STUDY, PLACES = "（一）加强学习调研", "（二）优化党建载体"


class Office:
    def __init__(self, book):
        self.book = book
        self.street = save_organization(book, OrganizationDraft("和平街道党工委", "党工委"))
        self.community = save_organization(book, OrganizationDraft("春和社区党委", "党委", parent_id=self.street))
        with book.read() as connection:
            self.kinds = {kind.name: kind.id for kind in kinds(connection)}
        self.plan = save_plan(
            book, WorkPlanDraft(self.street, "2022年上半年工作计划", date(2022, 1, 1), date(2022, 6, 30))
        )
        self.items = {
            draft.title: add_item(book, self.plan, draft)
            for draft in (
                WorkPlanItemDraft(section=STUDY, title="讲党课", category="学习教育", counted="meeting", target=2,
                                  kind_id=self.kinds["党课"], below=True, due_on=date(2022, 6, 30)),
                WorkPlanItemDraft(section=STUDY, title="养老课题", category="调研课题", share=100, responsible="周文",
                                  outcome="形成报告 1 篇"),
                WorkPlanItemDraft(section=PLACES, title="红色会客厅", category="阵地项目", due_on=date(2022, 5, 1),
                                  organization_id=self.community, text="整合辖区资源"),
            )
        }  # fmt: skip


@pytest.fixture
def office(book):
    return Office(book)


@pytest.fixture
def page(shown, office):
    return shown(WorkPlansPage)


@pytest.fixture
def view(page, click_row):
    click_row(page, 0)
    return page


@pytest.fixture
def dialog(settle):
    """``dialog(parent)``: the one on show."""

    def find(parent, kind=FormDialog):
        settle()
        [found] = [dialog for dialog in parent.findChildren(kind) if dialog.isVisible()]
        return found

    return find


@pytest.fixture
def lines():
    """``lines(tree, *columns)``: what a tree shows, from top to bottom; headings as one text."""

    def read(tree, *columns):
        found = []
        for at in range(tree.topLevelItemCount()):
            top = tree.topLevelItem(at)
            below = [top.child(place) for place in range(top.childCount())]
            found.append(top.text(0) if below else tuple(map(top.text, columns)))
            found += [tuple(map(item.text, columns)) for item in below]
        return found

    return read


@pytest.fixture
def previews(monkeypatch):
    """The text of each document shown, in place of the dialog."""
    texts = []

    class Read(PrintPreview):
        def __init__(self, document, *rest, **more):
            super().__init__(document, *rest, **more)
            texts.append("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(document)).pages))

        def open(self):
            self.reject()

    monkeypatch.setattr("desktop.widgets.print_out.PrintPreview", Read)
    return texts
