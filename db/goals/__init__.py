"""What an item of a list or a plan aims at: so many records of a kind, or something told by hand."""
