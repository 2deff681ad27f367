"""What was typed and not saved yet, kept in the book against crash, lock and power cut."""
