"""Working rules (工作规则): numbers and words with the day from which they hold and where they are written.

The program's own stand in ``resources/rules/working_rules.toml``; an office's own values are rows of the book.
"""
