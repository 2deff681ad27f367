from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from db.core.engine import make_engine
from db.core.errors import EnvironmentFault
from db.core.search import index_statement, numbers_statement, searched
from db.features import metadata
from db.migrations import run
from db.security.opening import open_with_key

HEAD = run.HEAD
EXTRA = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"

def upgrade() -> None:
    op.add_column("organization", sa.Column("fax", sa.String(), nullable=False, server_default=""))
    {last}
"""


def ours(_object, name, kind, _reflected, _compare_to) -> bool:
    """Everything but the full-text indexes with their shadow tables, and alembic's own table."""
    return not (kind == "table" and ("_fts" in name or name == "alembic_version"))


def compared(book) -> list:
    with book.read() as connection, warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
        options = {"include_object": ours, "compare_type": True, "compare_server_default": True}
        return compare_metadata(MigrationContext.configure(connection, opts=options), metadata())


def schema(engine) -> list[tuple]:
    with engine.connect() as connection:
        query = text("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
        return [tuple(row) for row in connection.execute(query)]


@pytest.fixture
def later(monkeypatch, tmp_path):
    """``later(statement)``: a program one revision newer, whose script ends with *statement*."""

    def patched(last: str = "pass") -> None:
        scripts = tmp_path / "scripts"
        shutil.copytree(Path(run.__file__).parent, scripts)
        (scripts / "versions" / "9999_extra.py").write_text(EXTRA.format(head=run.HEAD, last=last), "utf-8")
        monkeypatch.setattr(run, "__file__", str(scripts / "run.py"))
        monkeypatch.setattr(run, "HEAD", "9999")

    return patched


def test_the_models_are_what_the_migrations_make(book):
    assert compared(book) == []


def test_a_difference_would_be_seen(book):
    with book.action("试", "x.edit") as work:
        work.connection.execute(text("DROP INDEX ix_person_phone"))
    assert [difference[0] for difference in compared(book)] == ["add_index"]


def test_every_index_of_the_models_is_made(book):
    query = (
        "SELECT name, sql FROM sqlite_master WHERE name LIKE '%!_fts' ESCAPE '!' OR name LIKE 'ix!_%!_found' ESCAPE '!'"
    )
    with book.read() as connection:
        made = dict(connection.execute(text(query)).all())
    tables = [table for table in metadata().sorted_tables if searched(table)]
    wanted = {f"{table.name}_fts": index_statement(table.name, *searched(table)) for table in tables}
    wanted |= {
        f"ix_{table.name}_found": numbers_statement(table.name, *table.info["newest"])
        for table in tables
        if "newest" in table.info
    }
    assert made == wanted


def test_the_programs_revision_is_that_of_the_newest_script():
    assert ScriptDirectory.from_config(run.config()).get_heads() == [run.HEAD]


def test_a_book_of_this_program_is_left_alone(book, made_book, monkeypatch):
    book.close()
    before = book.path.read_bytes()
    monkeypatch.setattr(run, "upgrade", lambda *_: pytest.fail("nothing to do"))
    run.bring_up_to_date(book.path, made_book.key)
    assert book.path.read_bytes() == before
    assert {file.name for file in book.path.parent.iterdir()} == {book.path.name, book.path.name + ".keys"}


def test_a_newer_book_is_refused_and_untouched(book, made_book):
    with book.action("试", "x.edit") as work:
        work.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    book.close()
    before = {file.name: file.read_bytes() for file in book.path.parent.iterdir()}
    with pytest.raises(EnvironmentFault, match="更新版本的程序写成（版本标记 9999）") as caught:
        open_with_key(book.path, made_book.key, made_book.actor)
    assert "新版" in caught.value.way_out
    assert {file.name: file.read_bytes() for file in book.path.parent.iterdir()} == before


def test_an_older_book_is_copied_then_migrated(office, made_book, later, rows):
    book = office.book
    kept = rows(book)
    book.close()
    later()
    run.bring_up_to_date(book.path, made_book.key)
    backup = book.path.with_name(f"{book.path.stem}.before-9999.ybz")
    for path, revision, columns in ((book.path, "9999", 1), (backup, HEAD, 0)):
        engine = make_engine(path, made_book.key, writes=False)
        assert run.revision_of(engine) == revision
        names = [column["name"] for column in inspect(engine).get_columns("organization")]
        assert names.count("fax") == columns
        engine.dispose()
    opened = open_with_key(book.path, made_book.key, made_book.actor)
    assert rows(opened) == kept
    opened.close()


@pytest.mark.parametrize(
    "fault", ["raise RuntimeError('halfway')", "op.execute('UPDATE organization SET parent_id = 5')"]
)
def test_a_failed_migration_leaves_the_old_book(office, made_book, later, fault):
    book = office.book
    engine = make_engine(book.path, made_book.key, writes=False)
    before = schema(engine)
    book.close()
    later(fault)
    with pytest.raises(RuntimeError):
        run.bring_up_to_date(book.path, made_book.key)
    assert schema(engine) == before
    assert run.revision_of(engine) == HEAD
    engine.dispose()


def test_without_a_copy_nothing_is_migrated(office, made_book, later, monkeypatch):
    def full(*_arguments):
        raise EnvironmentFault("磁盘已满。", "请清理磁盘。")

    office.book.close()
    later()
    monkeypatch.setattr(run, "copy_book", full)
    before = office.book.path.read_bytes()
    with pytest.raises(EnvironmentFault, match="磁盘已满"):
        run.bring_up_to_date(office.book.path, made_book.key)
    assert office.book.path.read_bytes() == before


def test_a_fresh_book_and_an_upgraded_one_are_the_same(book, made_book, later, tmp_path):
    book.close()
    later()
    run.bring_up_to_date(book.path, made_book.key)
    fresh = tmp_path / "fresh.ybz"
    fresh.touch()
    run.bring_up_to_date(fresh, made_book.key)
    engines = [make_engine(path, made_book.key, writes=False) for path in (book.path, fresh)]
    assert schema(engines[0]) == schema(engines[1])
    for engine in engines:
        engine.dispose()
