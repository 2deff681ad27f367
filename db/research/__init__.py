"""Research (调研): topics, visits, reports."""
