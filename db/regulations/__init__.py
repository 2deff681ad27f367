"""Rules (规章制度) and procedures (工作流程) of the office, and how they were revised."""
