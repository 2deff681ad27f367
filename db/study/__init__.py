"""Study (学习教育): the year's plan, hours, attendance rates, outside training. Attendance is entered at meetings."""
