from __future__ import annotations

import threading

from db.core.changes import Changes
from desktop.app.bus import Bus


def test_changes_of_any_thread_arrive_on_the_gui_thread(qtbot):
    bus, got = Bus(), []
    bus.changed.connect(lambda changes: got.append((changes, threading.current_thread())))
    changes = Changes({"person": frozenset({7 << 32})})
    with qtbot.waitSignal(bus.changed):
        threading.Thread(target=bus.post, args=(changes,)).start()
    assert got == [(changes, threading.main_thread())]


def test_ids_of_63_bits_are_passed_whole(qtbot):
    bus = Bus()
    with qtbot.waitSignal(bus.record_requested) as told:
        bus.record_requested.emit("person", (1 << 62) + 5)
    assert told.args == ["person", (1 << 62) + 5]
