"""The fields of a person and of a post."""

from __future__ import annotations

from db.core.fields import Field, Kind, choices
from db.core.vocabulary import ethnic_groups, post_titles, words
from db.people.identity import check_phone, mask, mask_phone

PARTY_STAGES = ("预备党员", "正式党员")
VOTING_STAGE = "正式党员"

FIELDS: tuple[Field, ...] = (
    Field("name", "姓名", required=True, length=40, width=124),
    Field("sex", "性别", Kind.CHOICE, choices=choices("男", "女"), width=48),
    Field("id_number", "身份证号", length=18, mask=mask, width=164, help="填写后自动带出出生日期和性别"),
    Field("born_on", "出生日期", Kind.DATE, width=96),
    Field("ethnic", "民族", Kind.CHOICE, choices=choices(*ethnic_groups()), width=92),
    Field("education", "学历", Kind.CHOICE, choices=choices(*words("education")), width=84),
    Field("phone", "手机号", length=30, mask=mask_phone, check=check_phone, width=112),
    Field("organization_id", "所在组织", Kind.ORGANIZATION),
    Field("group_id", "党小组", Kind.ORGANIZATION),
    Field("since", "转入日期", Kind.DATE, help="现组织关系从哪天起；更换组织请用“转移组织关系”"),
    Field("stage", "政治面貌", Kind.CHOICE, choices=choices(*words("stage")), width=100),
    Field("joined_on", "入党日期", Kind.DATE, width=96),
    Field("full_member_on", "转正日期", Kind.DATE, width=96),
    Field("categories", "人员类别", Kind.TAGS, choices=choices(*words("category")), width=140),
    Field("note", "备注", Kind.LONG_TEXT),
)

POST_FIELDS: tuple[Field, ...] = (
    Field("person_id", "人员", Kind.PERSON, required=True),
    Field("body", "班子", Kind.CHOICE, required=True, choices=choices(*words("body"))),
    Field("title", "职务", Kind.CHOICE, required=True, choices=choices(*post_titles())),
    Field("starts_on", "任职日期", Kind.DATE, required=True),
    Field("ends_on", "免职日期", Kind.DATE),
    Field("reason", "任免事由", length=60),
)

SUSPENSION_FIELDS: tuple[Field, ...] = (
    Field("starts_on", "从哪天起", Kind.DATE, required=True),
    Field("ends_on", "到哪天止", Kind.DATE, help="最后一天；没有结束就空着"),
    Field("reason", "事由", required=True, length=60, help="如 留党察看一年"),
)
