"""The page 督导检查: inspections, guidance groups, who was inspected and who never."""
