"""Excel on the screen: the button of a list, and the window that reads a table in."""
