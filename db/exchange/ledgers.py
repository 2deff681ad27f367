"""The ledgers that go out to Excel and come in from it: which columns a sheet has, and what offices call them.

One description serves export, template, import and the round trip between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from db.core.fields import Field, Kind
from db.exchange.decided import HOW
from db.meetings.fields import FIELDS as MEETING
from db.organizations.fields import FIELDS as ORGANIZATION
from db.people.fields import FIELDS as PERSON
from db.people.fields import POST_FIELDS


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet. ``name`` is unique in its ledger; an organization or person is written by name."""

    name: str
    field: Field
    aliases: tuple[str, ...] = ()  # other headings for it
    example: str = ""

    @property
    def heading(self) -> str:
        return self.field.label


@dataclass(frozen=True, slots=True)
class Ledger:
    """One kind of sheet; ``name`` is what the command line calls it, ``table`` what its rows become."""

    name: str
    label: str
    table: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


def _columns(
    fields: tuple[Field, ...], wanted: dict[str, tuple[tuple[str, ...], str]], **labels: str
) -> tuple[Column, ...]:
    """Columns of *wanted* (name → aliases and example), described by the feature's own fields; *labels* reword."""
    by_name = {field.name: field for field in fields}
    return tuple(
        Column(name, replace(by_name[name], label=labels.get(name, by_name[name].label)), *words)
        for name, words in wanted.items()
    )


organizations = Ledger(
    "organizations", "组织", "organization",
    _columns(ORGANIZATION, {
        "name": (("党组织名称", "组织全称", "名称", "单位名称", "支部名称"), "春和社区第一党支部"),
        "short_name": (("组织简称",), "春和一支部"),
        "kind": (("类型", "组织类别", "党组织类型"), "党支部"),
        "sector": (("类别", "所属领域"), "社区"),
        "parent_id": (("上级党组织", "上级", "所属党组织", "隶属"), "春和社区党委"),
        "founded_on": (("成立时间", "组建日期", "设立日期"), "2018-03-12"),
        "dissolved_on": (("撤销时间",), ""),
        "contact": (("联系人姓名", "负责人"), "周文"),
        "phone": (("电话", "联系方式", "办公电话"), "0571-12345678"),
        "address": (("办公地址", "驻地"), "春和路 12 号"),
        "note": (("说明",), ""),
    }),
)  # fmt: skip

people = Ledger(
    "people", "人员", "person",
    _columns(PERSON, {
        "name": (("党员姓名", "名字"), "张喆"),
        "sex": ((), "男"),
        "id_number": (("公民身份号码", "身份证", "身份证号码", "证件号码"), "11010519491231002X"),
        "born_on": (("出生年月", "出生年月日", "生日"), "1949-12-31"),
        "ethnic": ((), "汉族"),
        "education": (("文化程度", "最高学历"), "本科"),
        "phone": (("联系电话", "手机", "手机号码", "电话", "联系方式"), "13900000000"),
        "organization_id": (
            ("所在支部", "所在党支部", "所属党组织", "党组织", "支部", "组织关系所在"), "春和社区第一党支部",
        ),
        "group_id": (("所在党小组", "小组"), "第一党小组"),
        "since": (("转入时间", "组织关系转入日期"), "2019-05-01"),
        "stage": (("人员类型", "发展阶段", "党员类型"), "正式党员"),
        "joined_on": (("入党时间", "加入党组织日期", "加入中共组织的时间"), "1975-07-01"),
        "full_member_on": (("转正时间", "转为正式党员日期"), "1976-07-01"),
        "categories": (("类别", "党员类别"), "离退休"),
        "note": (("说明",), ""),
    }),
)  # fmt: skip

posts = Ledger(
    "posts", "班子任职", "post",
    (
        Column("organization_id", Field("organization_id", "任职组织", Kind.ORGANIZATION, required=True),
               ("党组织", "所在组织", "组织名称", "单位"), "春和社区党委"),
        *_columns(POST_FIELDS, {"person_id": (("任职人", "人员"), "张喆")}, person_id="姓名"),
        *_columns(PERSON, {"id_number": (("公民身份号码", "身份证", "身份证号码"), "")}),
        *_columns(POST_FIELDS, {
            "body": (("班子类别",), "党组织委员会"),
            "title": (("党内职务", "现任职务"), "书记"),
            "starts_on": (("任职时间", "任职年月", "当选日期"), "2021-03-20"),
            "ends_on": (("免职时间", "离任日期"), ""),
            "reason": (("备注", "说明"), "换届选举"),
        }),
    ),
)  # fmt: skip

meetings = Ledger(
    "meetings", "会议台账", "meeting",
    (
        *_columns(MEETING, {
            "kind_id": (("类型", "会议类别", "活动类型"), "支部党员大会"),
            "organization_id": (("组织", "所在组织", "支部", "党组织"), "春和社区第一党支部"),
            "title": (("名称", "会议主题", "主题", "活动名称"), "第二季度支部党员大会"),
            "ordinal": (("次数", "届次"), "2"),
            "starts_at": (("会议时间", "时间", "日期", "召开时间", "会议日期"), "2022-06-24 09:00"),
            "ends_at": ((), "2022-06-24 10:30"),
            "place": (("会议地点", "活动地点"), "社区会议室"),
            "host": (("主持",), "张喆"),
            "recorder": (("记录",), "李华"),
            "lecturer": (("授课人", "党课主讲人"), ""),
            "supervisor": (("督导", "督导人员"), ""),
            "finished_at": (("完成时间", "整理完成时间"), "2022-06-24 16:00"),
            "agenda": (("会议议题", "议程", "会议议程"), "讨论季度工作计划"),
            "readings": (("学习内容", "学习材料"), "《中国共产党支部工作条例（试行）》"),
            "text": (("内容", "会议记录", "主要内容", "活动内容"), "会议讨论了下半年的安排。"),
        }),
        *(
            Column(name, Field(name, label, Kind.LONG_TEXT, help=hint), aliases, example)
            for name, label, hint, aliases, example in (
                ("present", "到会人员", "姓名之间用顿号", ("出席人员", "参会人员", "参加人员", "到会"),
                 "张喆、古丽·买买提"),
                ("leave", "请假人员", "事由写在括号里", ("请假",), "李华（因病）"),
                ("absent", "缺席人员", "事由写在括号里", ("缺席", "未到人员"), ""),
                ("guests", "列席人员", "", ("列席",), "王敏"),
                ("spoke", "交流发言", "到会人员中交流发言的，姓名之间用顿号", ("发言人", "发言人员"), "张喆"),
                ("votes", "表决", f"一行一项，如 {HOW}", ("表决情况", "表决结果"), HOW),
                ("resolutions", "决议", "一行一条", ("会议决议", "决议事项", "议定事项"), "每月走访一次困难党员。"),
            )
        ),
    ),
)  # fmt: skip

LEDGERS: tuple[Ledger, ...] = (organizations, people, posts, meetings)
