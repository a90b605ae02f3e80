"""The pages. A page reads input, calls one method of the coach, and draws; nothing else."""
