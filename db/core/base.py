"""The declarative base and the few column types every feature shares.

``Table.info`` carries what the kernel asks of a table:

* ``label`` – its name in the audit (required);
* ``root`` – the column naming the record a row is a part of (a roster line's meeting); absent: the row stands alone;
* ``hangs`` – the two columns naming table and id of the record a row hangs on, whatever its table (see ``hanging``);
* ``carries`` – a part of a record on which rows may hang all the same (an item's tasks);
* ``tree`` – the column naming the parent, where rows form a tree;
* ``settle`` – called with the ``Work`` and the table at the end of every action that wrote rows of it, undo and
  restoring included: it refuses, or changes what follows from the rest;
* ``search`` – columns held in the full-text index ``<table>_fts``;
* ``newest`` – the moment whose order that index keeps, then the columns its lists are narrowed by (see ``search``);
* ``journal`` – False for the kernel's own tables, which no action touches.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Integer, MetaData, String, Table, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, configure_mappers, mapped_column
from sqlalchemy.types import TypeDecorator

# SQLite makes a column the rowid only when its type is spelled INTEGER; elsewhere ids need 64 bits.
RowId = BigInteger().with_variant(Integer(), "sqlite")


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """Several short texts in one column, stored as ``|a|b|`` so that one can be found by ``LIKE '%|a|%'``."""

    impl = Text
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return tuple

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:  # noqa: ARG002
        return "|" + "".join(f"{item}|" for item in value) if value else ""

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...]:  # noqa: ARG002
        return tuple(item for item in value.split("|") if item) if value else ()


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {int: RowId, str: String}  # noqa: RUF012 - read once by SQLAlchemy


class Record(Base):
    """A row that actions change: its id is given by the book (see ``db.core.ids``), never by the engine."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(RowId, primary_key=True, autoincrement=False)


def tie_models() -> None:
    """Work out how all models imported hang together: else the first query does, when somebody waits for it."""
    configure_mappers()


def table_of(model: type[Base]) -> Table:
    """The table of *model*, typed as what it is."""
    table = model.__table__
    assert isinstance(table, Table)
    return table
