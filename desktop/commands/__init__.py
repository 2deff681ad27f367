"""The long jobs as commands, so that they can be scripted and tested without a window."""
