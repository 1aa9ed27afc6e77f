"""What the exercises ask for: one file for each kind of task."""
