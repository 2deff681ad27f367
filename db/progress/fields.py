"""The fields of an entry of progress."""

from __future__ import annotations

from db.core.fields import Field, Kind


def _percent(value: int) -> str | None:
    return None if value <= 100 else "完成比例应在 0—100 之间"


FIELDS: tuple[Field, ...] = (
    Field("noted_on", "日期", Kind.DATE, required=True, width=96),
    Field("by", "填报人", required=True, length=60, width=80),
    Field("percent", "完成比例", Kind.INTEGER, width=72, help="0—100，可以不填", check=_percent),
    Field("text", "进展情况", Kind.LONG_TEXT, length=5000, width=260),
)
