"""Walks the features: a table no one described would be silent in the history."""

from __future__ import annotations

import pytest

from db.audit.describe import DESCRIBED, RECORDS, edit_permission
from db.audit.names import referred
from db.core.base import table_of
from db.core.fields import Kind
from db.features import FEATURES

TABLES = [table_of(model) for feature in FEATURES for model in feature.models]


def test_every_table_is_described_and_no_other():
    assert sorted(DESCRIBED) == sorted(table.name for table in TABLES)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_column_is_told_or_left_out_on_purpose(table):
    described = DESCRIBED[table.name]
    told = [field.name for field in described.fields]
    assert sorted((*told, *described.untold)) == sorted(table.c.keys())


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_reference_is_told_by_name(table):
    for field in DESCRIBED[table.name].fields:
        if field.kind in (Kind.PERSON, Kind.ORGANIZATION):
            assert referred(table, field.name) in ("person", "organization")


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_without_a_root_is_a_record_of_the_bin_but_files(table):
    assert (table.name in RECORDS) == ("root" not in table.info and table.name != "attachment")


def test_a_lost_reference_leaves_its_name_in_a_text():
    for name, described in DESCRIBED.items():
        table = next(table for table in TABLES if table.name == name)
        for lost, kept in described.stand_in.items():
            assert table.c[lost].nullable
            assert table.c[kept].type.python_type is str


def test_permissions_are_those_of_the_feature():
    assert [edit_permission(table) for table in ("person", "post", "meeting")] == [
        "people.edit", "people.edit", "meetings.edit",
    ]  # fmt: skip
