"""Work plans (工作计划) of a half-year or a year; their items become tasks."""
