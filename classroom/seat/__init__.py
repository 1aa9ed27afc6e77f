"""What runs inside the wall: a submission's notebook, cell by cell, and nothing that decides about it."""
