from __future__ import annotations

from db.study.models import PlanTopic, TrainingPlan
from db.study.topics import topic, topics_for


def test_topics_of_ones_own_plan_come_before_those_from_above(office):
    def plan(organization, year, *titles):
        with office.book.action("学习计划", "study.edit") as work:
            made = TrainingPlan(id=work.new_id(), organization_id=organization, year=year, title=f"{year}年学习计划")
            made.topics = [PlanTopic(id=work.new_id(), no=no, title=title) for no, title in enumerate(titles, 1)]
            work.session.add(made)
            return [one.id for one in made.topics]

    plan(office.street, 2022, "街道专题")
    own = plan(office.branch, 2022, "一", "二")
    plan(office.other_branch, 2022, "旁支")
    plan(office.branch, 2021, "去年")
    with office.book.read() as connection:
        found = topics_for(connection, office.branch, 2022)
        assert [one.title for one in found] == ["一", "二", "街道专题"]
        assert topic(connection, own[0]) == found[0]
        assert topic(connection, 1) is None
