"""Reading the journal for people: a record's history, the recycle bin, all actions."""
