"""An entry of progress as a form hands it over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from db.attachments.store import Source


@dataclass(frozen=True, slots=True)
class ProgressDraft:
    noted_on: date | None = None
    by: str = ""
    percent: int | None = None
    text: str = ""


Evidence = tuple[Source, str]  # a file and the name it is called by
