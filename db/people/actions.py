"""Changing people, where they belong and the posts they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, timedelta

from sqlalchemy import select

from db.core.action import Stop, Work, unstopped
from db.core.book import Book
from db.core.errors import UserError
from db.core.fields import check
from db.organizations.fields import GROUP_KIND
from db.organizations.models import Organization
from db.people.draft import DERIVED, PersonDraft, PostDraft, SuspensionDraft
from db.people.fields import FIELDS, POST_FIELDS, SUSPENSION_FIELDS
from db.people.models import Membership, Person, Post, Suspension
from db.people.rules import check_dates, check_held, check_post, check_since, check_suspension, completed, member_since

EDIT = "people.edit"
_GONE = "这条人员记录已被删除，请刷新列表。"


def save_person(book: Book, draft: PersonDraft, person_id: int | None = None) -> int:
    """Add a person or change one; returns the id.

    A changed organization, group or ``since`` corrects the present membership; a move with a history is
    ``transfer_people``.
    """
    today = book.now().date()
    draft = completed(draft, today)
    check(FIELDS, draft)
    check_dates(draft, today)
    with book.action("新建人员" if person_id is None else "修改人员", EDIT) as work:
        place = _check_place(work, draft.organization_id, draft.group_id)
        person = Person(id=work.new_id()) if person_id is None else _person(work, person_id)
        for name, value in asdict(draft).items():
            if name not in DERIVED:
                setattr(person, name, value)
        work.session.add(person)
        correct_membership(person, draft, today, place.founded_on if place else None)
        return person.id


def transfer_people(
    book: Book, person_ids: Sequence[int], organization_id: int | None, group_id: int | None, on: date, reason: str,
    stop: Stop = unstopped,
) -> None:  # fmt: skip
    """Move people from *on*: the old membership ends the day before. No organization: they left."""
    if on > book.now().date():
        raise UserError(f"转移日期 {on} 还没有到，请到那天再办，或填实际日期。", {"on": "晚于今天"})
    with book.action("转移组织关系", EDIT) as work:
        _check_place(work, organization_id, group_id)
        for person in work.get_many(Person, person_ids, _GONE, Person.memberships):
            stop()
            for stay in person.memberships:
                _check_order(person, stay, on)
                if stay.ends_on is None:
                    stay.ends_on, stay.reason = on - timedelta(days=1), reason or stay.reason
            person.organization_id, person.group_id = organization_id, group_id
            if organization_id is not None:
                person.memberships.append(
                    Membership(organization_id=organization_id, group_id=group_id, starts_on=on, reason=reason)
                )


def delete_people(book: Book, person_ids: Sequence[int], stop: Stop = unstopped) -> None:
    """Delete people no meeting refers to."""
    with book.action("删除人员", EDIT) as work:
        for person in work.get_many(Person, person_ids, _GONE, Person.memberships, Person.posts):
            work.session.delete(person)
        work.session.flush()
        stop()


def save_post(book: Book, draft: PostDraft, post_id: int | None = None) -> int:
    """Give someone a seat on a leading body, or change one."""
    check(POST_FIELDS, draft)
    check_post(draft)
    with book.action("任职" if post_id is None else "修改任职", EDIT) as work:
        work.get(Organization, draft.organization_id, "任职的组织已被删除，请重新选择。", "organization_id")
        work.get(Person, draft.person_id, "任职的人员已被删除，请重新选择。", "person_id")
        post = Post(id=work.new_id()) if post_id is None else _post(work, post_id)
        check_held(draft, _same_posts(work, draft, post.id))
        for name, value in asdict(draft).items():
            setattr(post, name, value)
        work.session.add(post)
        return post.id


def _same_posts(work: Work, draft: PostDraft, own: int) -> list[tuple[date, date | None]]:
    """When else the person holds the post of *draft*."""
    query = select(Post.starts_on, Post.ends_on).where(
        Post.organization_id == draft.organization_id, Post.person_id == draft.person_id, Post.body == draft.body,
        Post.title == draft.title, Post.id != own,
    )  # fmt: skip
    return [(row.starts_on, row.ends_on) for row in work.session.execute(query.order_by(Post.starts_on))]


def delete_post(book: Book, post_id: int) -> None:
    """Remove a post that was entered by mistake; one that ended is given its last day instead."""
    with book.action("删除任职", EDIT) as work:
        work.session.delete(_post(work, post_id))


def save_suspension(book: Book, draft: SuspensionDraft, suspension_id: int | None = None) -> int:
    """Take someone's vote for some days (留党察看), or change or end that; returns the id.

    Rosters of meetings held keep what they say.
    """
    check(SUSPENSION_FIELDS, draft)
    with book.action("登记停止表决权" if suspension_id is None else "修改停止表决权", EDIT) as work:
        person = _person(work, draft.person_id)
        others = [(row.starts_on, row.ends_on) for row in person.suspensions if row.id != suspension_id]
        check_suspension(draft, person.stage, others)
        row = Suspension(id=work.new_id()) if suspension_id is None else _suspension(work, suspension_id)
        for name, value in asdict(draft).items():
            setattr(row, name, value)
        work.session.add(row)
        return row.id


def delete_suspension(book: Book, suspension_id: int) -> None:
    """Remove what was entered by mistake; what is over is given its last day instead."""
    with book.action("删除停止表决权", EDIT) as work:
        work.session.delete(_suspension(work, suspension_id))


def _suspension(work: Work, suspension_id: int) -> Suspension:
    return work.get(Suspension, suspension_id, "这条停止表决权的记录已被删除，请刷新后再试。")


def _person(work: Work, person_id: int) -> Person:
    return work.get(Person, person_id, _GONE)


def _post(work: Work, post_id: int) -> Post:
    return work.get(Post, post_id, "这条任职已被删除，请刷新后再试。")


def correct_membership(person: Person, draft: PersonDraft, today: date, founded: date | None = None) -> None:
    """Make the present membership what *draft* says; a person without one gets one.

    *founded* is the day the organization was founded: no membership is guessed to be older.
    """
    stay = next((stay for stay in person.memberships if stay.ends_on is None), None)
    if draft.organization_id is None:
        if stay is not None:
            raise UserError(
                "不能清空所在组织。若已转出，请用“转移组织关系”并写明日期。", {"organization_id": "请用“转移组织关系”"}
            )
        return
    since, _ = member_since(draft, stay.starts_on if stay else None, today, founded)
    earlier = [past.ends_on for past in person.memberships if past is not stay and past.ends_on]
    check_since(since, max(earlier, default=None))
    if stay is None:
        stay = Membership()
        person.memberships.append(stay)
    stay.organization_id, stay.group_id, stay.starts_on = draft.organization_id, draft.group_id, since


def _check_order(person: Person, stay: Membership, on: date) -> None:
    """What begins *on* does not overlap *stay*."""
    if stay.ends_on is None and stay.starts_on >= on:
        raise UserError(f"“{person.name}”{stay.starts_on} 才转入现组织，转出日期 {on} 应晚于它。", {"on": "太早"})
    if stay.ends_on is not None and stay.ends_on >= on:
        raise UserError(
            f"“{person.name}”以前的组织关系到 {stay.ends_on} 为止，转入日期 {on} 应晚于它。", {"on": "太早"}
        )


def _check_place(work: Work, organization_id: int | None, group_id: int | None) -> Organization | None:
    """The organization, which exists; the group is one of its own."""
    place = None
    if organization_id is not None:
        place = work.get(Organization, organization_id, "所在组织已被删除，请重新选择。", "organization_id")
    if group_id is None:
        return place
    group = work.session.get(Organization, group_id)
    if organization_id is None or group is None or group.parent_id != organization_id or group.kind != GROUP_KIND:
        raise UserError("所选党小组不属于所在组织，请重新选择。", {"group_id": "不属于所在组织"})
    return place
