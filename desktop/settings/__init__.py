"""设置: kinds of meeting, working rules."""
