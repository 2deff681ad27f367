"""A problem that is deleted and comes back is known by the finding it came from."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from db.audit.recycle import restore
from db.inspections.actions import save_inspection, to_problems
from db.inspections.draft import FindingLine, InspectionDraft
from db.inspections.models import Finding
from db.problems.actions import delete_problems
from db.problems.merging import merge


def test_its_finding_leads_to_it_again(ledger):
    inspection = save_inspection(ledger.book, InspectionDraft(
        title="督导", held_on=date(2022, 6, 1), kind="日常督导", organization_id=ledger.office.street,
        findings=(FindingLine(text="没有制度"), FindingLine(text="记录不全")),
    ))  # fmt: skip
    findings = ledger.read(lambda connection: list(connection.execute(select(Finding.id)).scalars()))
    kept, other = to_problems(ledger.book, inspection, findings)
    merge(ledger.book, kept, [other])
    delete_problems(ledger.book, [kept, other])
    assert restore(ledger.book, "problem", kept) == ()
    leads = ledger.read(lambda connection: list(connection.execute(select(Finding.problem_id)).scalars()))
    assert leads == [kept, kept]
