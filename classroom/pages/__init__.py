"""What comes out of a round: a page for the teacher and one for each student, made from the records and the gradebook.

A page is one file that asks nothing of a network and runs no script. nbgrader's own feedback loads scripts from the
network and names cells instead of tasks, so it is not used: `python -m classroom.pages COURSE` writes these pages anew,
with the marks and comments that were given by hand since.
"""
