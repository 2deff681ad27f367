"""Tasks (任务): what someone is to do by a day, wherever it came from."""
