"""The program's name and version. A frozen program carries no metadata to read them from, so they stand here."""

NAME = "一本账"
VERSION = "0.1.0"  # pyproject.toml reads it
