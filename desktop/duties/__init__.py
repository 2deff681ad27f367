"""What the pages of duties share: the tabs 进展 and 任务 of a record, and the dialogs of a step."""
