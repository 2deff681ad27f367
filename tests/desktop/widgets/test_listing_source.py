from __future__ import annotations

from db.core.listing import Filter
from db.people.actions import save_person
from db.people.draft import PersonDraft
from db.people.queries import people
from desktop.widgets.listing_source import ListingSource
from desktop.widgets.table_model import ListModel


def test_people_of_a_book_are_listed_and_narrowed(qtbot, jobs, book):
    ids = [save_person(book, PersonDraft(name=f"张{chr(0x4E00 + number)}")) for number in range(120)]
    last = save_person(book, PersonDraft(name="欧阳明", phone="13800001234"))
    model = ListModel(jobs)
    with qtbot.waitSignal(model.completed):
        model.reload(ListingSource(book, people, Filter(), stretch="name"))
    assert model.total == 121
    assert {model.id_at(row) for row in range(121)} == {*ids, last}
    keys = [column.key for column in model.columns]
    assert model.columns[keys.index("name")].stretch
    with qtbot.waitSignal(model.completed):
        model.reload(ListingSource(book, people, Filter(text="oym")))
    assert [model.id_at(0), model.total] == [last, 1]
    row = model.row_of(last)
    shown = {key: model.index(row, at).data() for at, key in enumerate(keys)}
    assert shown["name"] == "欧阳明"
    assert shown["phone"] != "13800001234", "sensitive values are masked in a list"
