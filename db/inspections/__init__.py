"""Guidance groups (指导小组), inspections (督导检查) and what they found."""
