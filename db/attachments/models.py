"""Which files the book knows, and which records they hang on."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from db.core.base import Record


class Attachment(Record):
    """One content, stored once however many records refer to it. ``digest`` names its file (see ``store``)."""

    __tablename__ = "attachment"
    __table_args__ = {"info": {"label": "附件文件"}}  # noqa: RUF012

    digest: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]  # bytes, decrypted


class AttachmentLink(Record):
    """A file on a record, under the name it was brought in by. ``role``: 签到表, 照片 …, or empty."""

    __tablename__ = "attachment_link"
    __table_args__ = (
        Index(None, "table_name", "row_id"),
        {"info": {"label": "附件", "root": "row_id", "hangs": ("table_name", "row_id")}},
    )

    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), index=True)
    table_name: Mapped[str]
    row_id: Mapped[int]
    no: Mapped[int]
    name: Mapped[str]
    role: Mapped[str] = mapped_column(default="")

    attachment: Mapped[Attachment] = relationship()
