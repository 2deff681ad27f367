"""``print work-plan``."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime

import pypdf
import pytest


@pytest.fixture(scope="session")
def planned_book(small_book, made_book, tmp_path_factory):
    """The small book with a plan of the half-year and one without items."""
    from db.organizations.queries import nodes
    from db.security.opening import open_with_key
    from db.work_plans.actions import add_item, save_plan
    from db.work_plans.draft import WorkPlanDraft, WorkPlanItemDraft

    path = tmp_path_factory.mktemp("planned") / "账.ybz"
    for suffix in ("", ".keys"):
        shutil.copy(f"{small_book}{suffix}", f"{path}{suffix}")
    book = open_with_key(path, made_book.key, made_book.actor, lambda: datetime(2022, 6, 27, 9))
    with book.read() as connection:
        place = nodes(connection)[0].id
    plan = save_plan(book, WorkPlanDraft(place, "上半年计划", date(2022, 1, 1), date(2022, 6, 30)))
    add_item(book, plan, WorkPlanItemDraft(section="优化党建载体", title="红色会客厅", share=100))
    save_plan(book, WorkPlanDraft(place, "空计划", date(2023, 1, 1), date(2023, 6, 30)))
    book.close()
    return path


@pytest.mark.parametrize(
    ("words", "title"), [((), "上半年计划"), (("--summary", "--query", "会客厅"), "上半年计划完成情况小结")]
)
def test_a_plan_or_its_summary_is_printed(run, planned_book, passphrase, tmp_path, words, title):
    out = tmp_path / "计划.pdf"
    code, told, err = run("print", "work-plan", "--period", "2022", *words, "--out", out, "--book", planned_book,
                          "--json")  # fmt: skip
    assert (code, err) == (0, "")
    assert {name: json.loads(told)[name] for name in ("records", "pages", "missing")} == {
        "records": 1, "pages": 1, "missing": [],
    }  # fmt: skip
    text = "".join(pypdf.PdfReader(out).pages[0].extract_text().split())
    assert text.startswith(title)
    assert "红色会客厅" in text


@pytest.mark.parametrize(
    ("words", "name", "reason"),
    [
        (("--period", "2020"), "计划.pdf", "没有符合条件的工作计划"), (("--period", "2023"), "计划.pdf", "还没有事项"),
        ((), "计划.doc", "不是 .pdf 文件名"),
    ],
)  # fmt: skip
def test_what_is_not_printed(run, planned_book, passphrase, tmp_path, words, name, reason):
    code, _told, err = run("print", "work-plan", *words, "--out", tmp_path / name, "--book", planned_book)
    assert code == 1
    assert reason in err
    assert not (tmp_path / name).exists()
