"""The pages that come out of a round: what a teacher needs on Monday, what a student may read, and nothing else."""

import re

import pytest
from nbgrader.api import Gradebook

from classroom.gradebook import Book, no_points
from classroom.intake.origins import LATE
from classroom.pages import student as student_page
from classroom.pages import teacher as teacher_page
from classroom.pages.__main__ import main
from classroom.record import Record
from classroom.submissions import ASSIGNMENT
from tests.drive import hosted
from tests.drive.course import make, solutions

pytestmark = pytest.mark.slow  # the pages are those of a round of grading

EVIL = "<script>alert(1)</script><img src=http://there/x>\x1b[31m\u202egpj"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make(tmp_path_factory.mktemp("pages") / "course")


def record(course, name, **changed):
    """The record of a student who was right in all; `changed` are a task's own values by its name."""
    tasks = no_points(Book(course, ASSIGNMENT).release)
    for task in tasks:
        task.got, task.state, task.text = task.points, "right", f"Right: {task.name}."
        for key, value in changed.get(task.name, {}).items():
            setattr(task, key, value)
    return Record(name, tasks=tasks, wall="bubblewrap")


def wrong(told, key):
    return {"state": "wrong", "got": 0.0, "key": key, "text": f"step: not right yet. {told}\nHint: look again."}


def words(path):
    """What a page says, without its tags."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text.partition("</style>")[2])).replace("&#39;", "'")


def test_the_teacher_reads_who_needs_a_look_and_which_mistake_how_many_made(course):
    class_ = [record(course, f"s{k}", step=wrong("b_h is left out.", "no_bias")) for k in range(3)]
    class_ += [record(course, "other", step=wrong("tanh is forgotten.", "no_tanh")), record(course, "right")]
    class_ += [record(course, "drawn", step=wrong("", "") | {"drawn": True})]
    class_[-2].look = ["Another folder comes to the same name."]
    class_ += [Record("lost", tasks=no_points(Book(course, ASSIGNMENT).release), problem="It is no notebook.")]
    said = words(teacher_page.write(course, ASSIGNMENT, class_, ["zip: Nobody_1_x.ipynb"]))
    assert re.search(r"3 b_h is left out\. s0, s1, s2 1 tanh is forgotten\. other", said), "most frequent first"
    for part in (
        "7 students, 6 graded",
        "right : Another folder comes to the same name.",
        "drawn : step: right in the notebook's cases, and not in those drawn for the round.",
        "lost : Not graded, 0 points. It is no notebook.",
        "zip: Nobody_1_x.ipynb",
        "run behind bubblewrap.",
    ):
        assert part in said
    assert "You can" not in said and "can read your files" not in said


def test_without_a_wall_the_page_says_what_is_not_guaranteed(course):
    one = record(course, "ada", step={"decided": "notebook"})
    one.wall = "none"
    said = words(teacher_page.write(course, ASSIGNMENT, [one]))
    assert "run behind no wall." in said and "can read your files" in said
    assert "step: decided by a test cell in the student's own Python" in said


def test_nothing_that_a_student_hands_in_becomes_html(course):
    one = record(course, "ada", step={"answer": EVIL, "printed": EVIL, "text": EVIL, "state": "wrong", "key": EVIL})
    one.said = one.look = [EVIL]
    for path in (student_page.write(course, ASSIGNMENT, one), teacher_page.write(course, ASSIGNMENT, [one], [EVIL])):
        page = path.read_text(encoding="utf-8")
        assert page.count("<script") == page.count("<img") == 0
        assert "&lt;script&gt;alert(1)" in page and "\x1b" not in page and "\u202e" not in page
        assert "default-src 'none'" in page


def test_a_students_page_has_the_words_the_points_the_marks_and_names_of_tasks(course):
    one = record(
        course, "ada", step=wrong("b_h is left out.", "no_bias"), q3={"state": "by hand", "got": None, "text": ""}
    )
    one.said = ["Missing, put back: check-step."]
    Book(course, ASSIGNMENT).enter(one, solutions(course), course)
    said = words(student_page.write(course, ASSIGNMENT, one))
    assert "4 of 7 points, and 1 answer waits for your teacher." in said
    assert "step: not right yet. b_h is left out." in said and "A person reads this answer." in said
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        notebook = gradebook.find_submission_notebook("5_exercises", ASSIGNMENT, "ada")
        mark = next(entry for entry in notebook.grades if entry.name == "answer-q3")
        mark.manual_score, mark.needs_manual_grade = 0.5, False
        comment = next(entry for entry in notebook.comments if entry.name == "answer-q3")
        comment.manual_comment = "Say when it explodes."
        gradebook.db.commit()
    said = words(student_page.write(course, ASSIGNMENT, one))
    assert "4.5 of 7 points. " in said and "Your teacher says Say when it explodes." in said
    assert "A person reads this answer." not in said


def test_a_page_holds_at_most_200_kb_whatever_was_handed_in(course):
    long = {"answer": "<" * 10_000, "printed": "'" * 4000, "text": "&" * 20_000}
    one = record(course, "ada" * 100, step=long, unroll=long, clip=long, q3=long)
    one.said = [EVIL * 100] * 1000
    one.student = "ada"
    assert student_page.write(course, ASSIGNMENT, one).stat().st_size <= 200_000


def test_sentences_about_cells_name_the_task_instead():
    headings = {"step": "Task 3. One time step"}
    assert student_page.in_words("Missing: check-step, answer-other.", headings) == (
        "Missing: the check of Task 3, answer-other."
    )
    headings |= {"q2": "Task 6. Why?", "clip": "Task 14. A limit"}
    assert student_page.in_words("Missing: answer-step, answer-q2, answer-clip, compare-q2.", headings) == (
        "Missing: the answers of Tasks 3, 6, 14, the model answer of Task 6."
    )


def test_a_class_is_called_by_its_names_and_two_of_one_name_by_their_ids_too(course):
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for student, name in (("k1", "Lee"), ("k2", "Lee"), ("m", "Müller-Łukasz")):
            gradebook.update_or_create_student(student, first_name="Kim", last_name=name)
    class_ = [record(course, name, step=wrong("b_h is left out.", "no_bias")) for name in ("k1", "k2", "m", "new")]
    class_[2].said, class_[3].look = [LATE], ["Look."]
    said = words(teacher_page.write(course, ASSIGNMENT, class_))
    assert "b_h is left out. Kim Lee (k1), Kim Lee (k2), Kim Müller-Łukasz, new" in said
    assert "Kim Lee k1 0 2 2 1 5" in said and "new : Look." in said
    assert "Came late, says Canvas Kim Müller-Łukasz" in said and "What was repaired" not in said
    assert "Feedback for Kim Müller-Łukasz" in words(student_page.write(course, ASSIGNMENT, class_[2]))


def test_as_long_as_answers_wait_no_mean_is_made_of_the_others(course):
    waits = record(course, "a", q3={"state": "by hand", "got": None, "text": ""})
    blank = record(course, "b", q3={"state": "not answered", "got": 0.0, "text": ""})
    said = words(teacher_page.write(course, ASSIGNMENT, [waits, blank]))
    assert "mean 2.0 2.0 2.0 ? 6.0" in said and "points on average, before all is read, run" in said


def test_where_nothing_was_handed_in_the_page_does_not_say_it_for_each_task(course):
    one = Record("none", tasks=no_points(Book(course, ASSIGNMENT).release), problem="Nothing was handed in.")
    said = words(student_page.write(course, ASSIGNMENT, one))
    assert "Nothing was handed in. 0 of 7 points." in said and "not run" not in said


def test_pages_of_a_course_that_was_never_graded_say_what_to_run(course):
    with pytest.raises(SystemExit, match="make grade COURSE="):
        main([str(course)])


@pytest.mark.browser
def test_both_pages_are_seen_and_heard_in_both_themes_and_on_a_phone(course, browser):
    one = record(course, "ada", step=wrong("b_h is left out.", "no_bias"))
    paths = student_page.write(course, ASSIGNMENT, one), teacher_page.write(course, ASSIGNMENT, [one] * 30)
    for path in paths:
        for scheme, width in (("light", 1000), ("dark", 390)):
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page.goto(path.as_uri())
            assert hosted.axe(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.close()
