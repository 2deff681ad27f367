"""The three kinds of error the program knows, told apart by type.

* ``UserError`` – what was typed or asked cannot be done; the text says what is wrong and what to do.
* ``EnvironmentFault`` – the disk, the file or another program is in the way; the text offers the way out.
* anything else – ours: shown with copyable details and logged.

Texts are Simplified Chinese, complete sentences, ready to be shown.
"""

from __future__ import annotations

from collections.abc import Mapping


class UserError(Exception):
    """Input refused. ``fields`` maps a field's name to what is wrong with it, for marking the editor."""

    def __init__(self, text: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.text = text
        self.fields = dict(fields or {})


class NotAllowedError(UserError):
    """The actor may not do this."""


class CancelledError(Exception):
    """A long job was asked to stop and has left nothing behind."""


class EnvironmentFault(Exception):  # noqa: N818 - the house's word for "not ours, not yours"
    """Disk full, file locked, corrupt or too new. ``way_out`` says what the user can do about it."""

    def __init__(self, text: str, way_out: str = "") -> None:
        super().__init__(text)
        self.text = text
        self.way_out = way_out


class UnreachableBook(EnvironmentFault):
    """The book's file is gone or its disk does not answer: connections to it are worth nothing any more."""


class UnreadableFile(EnvironmentFault):
    """A file that is to be copied cannot be read: no fault of the disk it is copied to."""


class DamagedBook(EnvironmentFault):
    """The book's file is not what was written: what is left of it can be salvaged, or a backup used."""
