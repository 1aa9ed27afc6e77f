"""Submissions that try to gain points or to do harm, one of each kind, and what each of them deserves."""

from . import deciding, handed_in, machine  # noqa: F401  each adds its own
from .course import ATTACKS, POINTS, SECRET, TASKS, hand_in, make_course

__all__ = ["ATTACKS", "POINTS", "SECRET", "TASKS", "hand_in", "make_course"]
