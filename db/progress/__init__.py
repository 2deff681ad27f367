"""What was done towards a task or a problem: who, when, how far, with which evidence, and into which state."""
