"""Files that belong to records: encrypted beside the book, named by their content, referenced from rows."""
