"""What a teacher needs: the source of the exercises, nbgrader's settings and a round of grading that goes through."""
