"""The 议程与记录 tab."""

from __future__ import annotations

from dataclasses import fields, replace

from db.meetings.draft import MeetingDraft, retitled, titles
from db.meetings.fields import FIELDS
from desktop.meetings.part import Around, FieldsPart
from desktop.widgets.form import RecordForm


class Content(FieldsPart):
    """Agenda, readings, the record's text."""

    title = "议程与记录"

    def __init__(self, around: Around) -> None:
        super().__init__(RecordForm(FIELDS, (("", ("agenda", "readings", "text")),), today=around.today))

    def load(self, draft: MeetingDraft) -> None:
        values = {field.name: getattr(draft, field.name) for field in fields(MeetingDraft)}
        self.form.load({**values, "agenda": titles(draft.agenda)})

    def into(self, draft: MeetingDraft) -> MeetingDraft:
        values = self.form.values()
        return replace(draft, **{**values, "agenda": retitled(draft.agenda, values["agenda"])})
