"""What is known about one submission after it was graded, as plain data: what the round keeps and the pages show."""

from dataclasses import asdict, dataclass, field


@dataclass
class TaskRecord:
    """One task of one submission."""

    name: str  # "step": the grade_id without what stands before the first "-"
    points: float  # that can be had
    got: float | None = None  # None: a person decides
    state: str = "not answered"  # "right", "wrong", "not answered", "by hand" or "not run"
    key: str = ""  # of the sentence: which misconception (`checks.sentences`); "" where there is none
    text: str = ""  # what the checks say, with a case that the notebook shows and never one that was drawn
    drawn: bool = False  # right in the notebook's cases, wrong in those drawn for the round
    answer: str = ""  # the source of the answer cell, bounded
    printed: str = ""  # what the student's cells of this task printed, or how they failed; bounded, without paths
    # Who decided: "judge", in a process that no submission reaches, or "notebook", a teacher's own test cell.
    decided: str = "judge"


@dataclass
class Record:
    """One submission. `problem` says why there is nothing to grade; then every task has 0 points."""

    student: str
    digest: str = ""  # of all that was handed in, of the released notebook and of the round's draw
    tasks: list[TaskRecord] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # what was repaired, in sentences
    look: list[str] = field(default_factory=list)  # why a person should look at it, in sentences
    problem: str | None = None
    wall: str = ""  # what it ran behind: "bubblewrap", "podman", "docker" or "none"
    seconds: float = 0.0

    def plain(self):
        """The record as JSON can hold it."""
        return asdict(self)

    @classmethod
    def of(cls, plain):
        """The record that `plain` gave."""
        return cls(**plain | {"tasks": [TaskRecord(**one) for one in plain["tasks"]]})
