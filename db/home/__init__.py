"""What the home page (工作台) says today: everything due, late or missing, counted from the records."""
