"""Responsibility lists (责任清单), their items, and the pledges (责任书) signed on them level by level."""
