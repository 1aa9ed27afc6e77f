"""What a student can name, in a zip or a folder, takes nobody else's place and stops nobody else's submission."""

import io
import time
import zipfile

import pytest

from classroom.intake import archive
from classroom.intake.names import is_id, student_id

from .test_intake_exports import NAME, handed_in, inner, take, zipped

ADA, KIM = "Ada Lovelace_901_assignsubmission_file", "Carreño Quiñones María_902_assignsubmission_file"

# What Ada hands in to take the place of María José, whose id is mariaj.
TAKEOVERS = {
    "Canvas, a name of Moodle's": {"lovelaceada_12345_1_x.zip": inner({f"{KIM}_x.ipynb": "a"})},
    "Canvas, a name of Google's": {"lovelaceada_12345_1_x.zip": inner({f"María José Carreño - {NAME}": "a"})},
    "Canvas, a folder of nbgrader's": {"lovelaceada_12345_1_x.zip": inner({f"mariaj/rnn/{NAME}": "a"})},
    "Moodle, in a zip": {f"{ADA}/x.zip": inner({f"{KIM}/{NAME}": "a", f"mariaj/rnn/{NAME}": "a"})},
    "folders, a folder of nbgrader's": {f"ada/mariaj/rnn/{NAME}": "a", f"u2/{NAME}": "z"},
    "folders, a folder of Moodle's": {f"ada/{KIM}/{NAME}": "a", f"u2/{NAME}": "z"},
    "folders, a name of Google's": {f"ada/María José Carreño - {NAME}": "a", f"u2/{NAME}": "z"},
}


@pytest.mark.parametrize("files", TAKEOVERS.values(), ids=TAKEOVERS)
def test_names_that_a_student_gives_files_do_not_say_whose_they_are(files, tmp_path):
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    assert "ada" in taken.students and set(taken.students) <= {"ada", "u2"} and not taken.unmatched


ODD_NAMES = {
    "deeper than paths can be": "a/" * 3000 + NAME,
    "longer than names can be, in bytes": "\N{GRINNING FACE}" * 100 + ".ipynb",
    "a folder called as a file": "x.ipynb/y.ipynb",
}


@pytest.mark.parametrize("name", ODD_NAMES.values(), ids=ODD_NAMES)
def test_a_name_that_no_system_takes_stops_nobody_and_the_file_is_there(name, tmp_path):
    files = {f"{ADA}/x.ipynb": "1", f"{ADA}/{name}": "2", f"{KIM}/{NAME}": "k"}
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    assert set(taken.students) == {"ada", "mariaj"} and len(handed_in(tmp_path)["ada"]) == 2


def test_an_id_is_a_folder_that_every_system_takes():
    wide = "\N{MATHEMATICAL BOLD CAPITAL A}" * 80
    assert not is_id(wide) and is_id(student_id(wide)) and student_id(student_id(wide)) == student_id(wide)


def test_what_cannot_be_copied_is_listed_and_the_others_are_there(tmp_path, monkeypatch):
    def full(found, folder):
        if any(one.path.read_text() == "a" for one in found):
            raise OSError(28, "No space left on device")
        copy(found, folder)

    copy = archive.copy
    monkeypatch.setattr("classroom.intake.collect.copy", full)
    taken = take(tmp_path, zipped(tmp_path / "e.zip", {f"{ADA}/{NAME}": "a", f"{KIM}/{NAME}": "k"}))
    assert set(taken.students) == {"mariaj"}
    assert list(taken.unmatched.values()) == ["Ada Lovelace could not be copied: No space left on device."]


def test_a_zip_takes_no_room_from_those_behind_it_and_little_time(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MOST_FILES", 2000)
    with pytest.warns(UserWarning, match="Duplicate"):
        many = zipped_many(3000)
    files = {f"{ADA}/a.zip": many, f"{KIM}/k.zip": inner({NAME: "k"})}
    begun = time.monotonic()
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    assert time.monotonic() - begun < 10
    assert handed_in(tmp_path)["mariaj"] == [f"k/{NAME}"] and len(handed_in(tmp_path)["ada"]) == 1000
    assert len(taken.students["ada"]) < 30 and "1980 more files were left out." in taken.students["ada"]


def zipped_many(number):
    """A zip with so many files of one name."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        for _ in range(number):
            file.writestr("a", "")
    return memory.getvalue()


def test_the_time_is_nbgraders_and_not_what_a_student_wrote(tmp_path):
    time = {f"{ADA}/{NAME}": "a", f"{ADA}/timestamp.txt": "1999-01-01 00:00:00 UTC"}
    taken = take(tmp_path, zipped(tmp_path / "moodle.zip", time))
    assert handed_in(tmp_path)["ada"] == [NAME] and "is not believed" in taken.students["ada"][-1]
    collected = {f"submitted/ada/rnn/{NAME}": "a", "submitted/ada/rnn/timestamp.txt": "2030-01-01 00:00:00 UTC"}
    take(tmp_path, zipped(tmp_path / "nbgrader.zip", collected))
    assert handed_in(tmp_path)["ada"] == [NAME, "timestamp.txt"]
