"""Exports of Moodle, Canvas and Google Classroom: each submission reaches its student, and nothing is lost."""

import io
import shutil
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from classroom.intake import archive
from classroom.intake.collect import Taken, collect, recall, remember
from classroom.intake.names import is_junk, stem, student_id
from classroom.intake.roster import Student, match

NAME = "5_exercises.ipynb"
ROSTER = [
    Student("ada", "Ada", "Lovelace", "ada@uni.edu", "12345"),
    Student("u2", "Zoë", "Müller-Łukasz", "zoe@uni.edu", "222"),
    Student("u3", "Kim", "Lee", "", "333"),
    Student("u4", "Kim", "Lee", "", "444"),
    Student("mariaj", "María José", "Carreño Quiñones"),
]


def zipped(path, files):
    """A zip with these files: a path, or a ZipInfo for what is special, and what stands in it."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return path


def inner(files):
    memory = io.BytesIO()
    zipped(memory, files)
    return memory.getvalue()


def handed_in(course):
    """Whose files there are: student -> the paths in the folder of the assignment."""
    return {
        folder.parent.name: sorted(str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file())
        for folder in course.glob("submitted/*/rnn")
    }


def take(course, *sources, roster=ROSTER):
    return collect(course, "rnn", NAME, sources, roster)


# --- the formats ------------------------------------------------------------------------------------------------------

EXPORTS = {
    "Moodle, in folders": {
        f"Ada Lovelace_901_assignsubmission_file_/{NAME}": "a",
        f"Müller-Łukasz Zoë_902_assignsubmission_file_/sub/{NAME}": "z",
        "Müller-Łukasz Zoë_902_assignsubmission_onlinetext_/onlinetext.html": "see file",
    },
    "Moodle from 4.1 on, below a folder": {
        f"RNN-1/Ada Lovelace_901_assignsubmission_file/{NAME}": "a",
        f"RNN-1/Zoe  Mueller lukasz_902_assignsubmission_file/sub/{NAME}": "z",
    },
    "Moodle, flat": {
        f"Ada Lovelace_901_assignsubmission_file_{NAME}": "a",
        "ZOË MÜLLER-ŁUKASZ_902_assignsubmission_file_my work_1_2.ipynb": "z",
    },
    "Canvas": {
        "lovelaceada_LATE_12345_67890_5_exercises-1.ipynb": "a",
        "müllerłukaszzoë_222_67891_5_exercises.ipynb": "z",
        "müllerłukaszzoë_222_67892_notes.txt": "n",
    },
    "Canvas, in a folder, the numbers only": {
        "submissions/someoneelse_12345_67890_5_exercises.ipynb": "a",
        "submissions/renamed_222_67891_5_exercises.ipynb": "z",
    },
    "Canvas, a zip from each": {
        "lovelaceada_LATE_12345_67890_my work.zip": inner({NAME: "a", "b/notes.txt": "n"}),
        "müllerłukaszzoë_222_67891_5_exercises.zip": inner({NAME: "z"}),
    },
    "Google Classroom": {
        f"RNN/Ada Lovelace - {NAME}": "a",
        "RNN/Zoë Müller-Łukasz - 5_exercises (1).ipynb": "z",
    },
    "a folder for each": {f"class/ada/{NAME}": "a", "class/zoe@uni.edu/deep/x.ipynb": "z"},
    "nbgrader's own": {f"submitted/ada/rnn/{NAME}": "a", f"submitted/u2/rnn/{NAME}": "z"},
    "zips and notebooks with names": {"ada.ipynb": "a", "Zoë Müller-Łukasz.zip": inner({NAME: "z"})},
}


@pytest.mark.parametrize("files", EXPORTS.values(), ids=EXPORTS)
@pytest.mark.parametrize("unpacked", [False, True], ids=["zip", "folder"])
def test_each_submission_of_an_export_reaches_its_student(files, unpacked, tmp_path):
    source = zipped(tmp_path / "export.zip", files)
    if unpacked:
        with zipfile.ZipFile(source) as file:
            file.extractall(tmp_path / "export")
        source = tmp_path / "export"
    course = tmp_path / "course"
    taken = take(course, source)
    assert set(handed_in(course)) == set(taken.students) == {"ada", "u2"}
    assert taken.unmatched == {} and taken.new == []
    read = {path.parts[-3 if path.parent.name == "rnn" else -4]: path.read_text() for path in course.rglob("*.ipynb")}
    assert read == {"ada": "a", "u2": "z"}


def test_late_work_of_canvas_and_a_name_of_its_own_are_said(tmp_path):
    taken = take(tmp_path, zipped(tmp_path / "e.zip", EXPORTS["Canvas"]))
    assert taken.students == {"ada": ["Canvas says that it came late."], "u2": []}
    assert handed_in(tmp_path)["u2"] == [NAME, "notes.txt"]
    other = {f"Ada King Lovelace_1_assignsubmission_file_/{NAME}": "a"}
    taken = take(tmp_path, zipped(tmp_path / "o.zip", other))
    assert taken.students["ada"] == ["Moodle calls this student Ada King Lovelace."]


def test_who_is_not_on_the_list_gets_an_id_of_the_name_and_of_the_number_where_two_have_it(tmp_path):
    files = {
        f"{name}_{number}_assignsubmission_file_/{NAME}": "x"
        for name, number in (("Noor Ali", 1), ("Jo Ng", 2), ("Jo Ng", 3), ("Participant", 4))
    }
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    assert taken.new == ["Jo Ng-2", "Jo Ng-3", "Noor Ali", "Participant"] == sorted(handed_in(tmp_path))
    assert "Noor Ali is not on the list of students" in taken.students["Noor Ali"][0]


def test_who_may_be_two_is_kept_for_the_teacher_with_the_reason(tmp_path):
    files = {
        f"Kim Lee_1_assignsubmission_file_/{NAME}": "k",
        f"Ada Lovelace_2_assignsubmission_file_/{NAME}": "1",
        f"Lovelace Ada_3_assignsubmission_file_/{NAME}": "2",
        "5_exercises (1).ipynb": "nobody's",
        "whoever.ipynb": "nobody's",
    }
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    assert handed_in(tmp_path) == {}
    said = "\n".join(taken.unmatched.values())
    assert "Kim Lee may be u3 or u4." in said and said.count("Nothing says whose it is.") == 2
    assert "Lovelace Ada seems to be ada, and so does somebody else in the same export." in said
    kept = [path.read_text() for place in taken.unmatched for path in (tmp_path / place).rglob("*.ipynb")]
    assert sorted(kept) == ["1", "2", "k", "nobody's", "nobody's"]

    note = tmp_path / "rounds" / "intake.json"
    remember(note, taken)
    gone = next(iter(taken.unmatched))
    shutil.rmtree(tmp_path / gone)
    assert set(recall(note, tmp_path, "rnn").unmatched) == set(taken.unmatched) - {gone}
    note.write_text("{half")
    assert recall(note, tmp_path, "rnn") == Taken()


def test_a_zip_of_the_only_one_who_handed_in_is_no_folder_around_all(tmp_path):
    files = {"lovelaceada_12345_67890_all.zip": inner({f"a/x/{NAME}": "a", f"b/x/{NAME}": "b"})}
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    assert list(taken.students) == ["ada"] and taken.new == []


def test_a_file_that_is_no_notebook_has_an_owner_only_where_one_is_on_the_list(tmp_path):
    files = {"RNN/Ada Lovelace - answers.py": "a", "RNN/Grades - week 3.xlsx": "g", f"RNN/Zoë - {NAME}": "z"}
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    assert handed_in(tmp_path)["ada"] == ["answers.py"] and taken.new == []
    assert list(taken.unmatched.values()) == [
        "Nothing says whose it is. (Google Classroom: week 3.xlsx.) It is kept in unmatched/rnn/Grades."
    ]


def test_what_a_person_puts_into_a_students_folder_is_the_students_from_then_on(tmp_path):
    note = tmp_path / "rounds" / "intake.json"

    def take_later(**texts):
        files = {f"Kim Lee_{number[1:]}_assignsubmission_file_/{NAME}": text for number, text in texts.items()}
        before = recall(note, tmp_path, "rnn")
        export = zipped(tmp_path / "e.zip", files)
        now = collect(tmp_path, "rnn", NAME, [export], ROSTER, before.whose)
        now.whose = before.whose
        remember(note, now)
        return recall(note, tmp_path, "rnn").unmatched

    assert len(take_later(n1="one", n2="two", n3="three")) == 3
    for number, student in ((1, "u3"), (2, "u4")):
        (tmp_path / "submitted" / student).mkdir(parents=True)
        (tmp_path / "unmatched" / "rnn" / f"Kim Lee-{number}").rename(tmp_path / "submitted" / student / "rnn")
    assert set(recall(note, tmp_path, "rnn").unmatched) == {"unmatched/rnn/Kim Lee-3"}
    assert set(take_later(n1="one", n2="newer", n3="three")) == {"unmatched/rnn/Kim Lee-3"}
    texts = [(tmp_path / "submitted" / student / "rnn" / NAME).read_text() for student in ("u3", "u4")]
    assert texts == ["one", "newer"]


def test_two_equal_submissions_in_one_folder_are_nobodys_yet(tmp_path):
    files = {f"Kim Lee_{number}_assignsubmission_file_/{NAME}": "blank" for number in (1, 2)}
    taken = take(tmp_path, zipped(tmp_path / "e.zip", files))
    (tmp_path / "submitted" / "u3").mkdir(parents=True)
    (tmp_path / "unmatched" / "rnn" / "Kim Lee-1").rename(tmp_path / "submitted" / "u3" / "rnn")
    note = tmp_path / "rounds" / "intake.json"
    remember(note, taken)
    found = recall(note, tmp_path, "rnn")
    assert found.whose == {} and set(found.unmatched) == {"unmatched/rnn/Kim Lee-2"}


def test_who_copies_a_file_is_not_taken_for_the_one_who_wrote_it(tmp_path):
    """A Kim Lee handed in what lies in the folder of ada, who cannot be meant by that name."""
    taken = take(tmp_path, zipped(tmp_path / "e.zip", {f"Kim Lee_1_assignsubmission_file_/{NAME}": "same"}))
    (tmp_path / "submitted" / "ada" / "rnn").mkdir(parents=True)
    (tmp_path / "submitted" / "ada" / "rnn" / NAME).write_text("same")
    note = tmp_path / "rounds" / "intake.json"
    remember(note, taken)
    found = recall(note, tmp_path, "rnn")
    assert found.whose == {} and len(found.unmatched) == 1


def test_an_export_read_again_changes_nothing_and_a_later_one_replaces_what_came_before(tmp_path):
    first = zipped(tmp_path / "1.zip", {f"Ada Lovelace_1_assignsubmission_file_/{NAME}": "old", "ada.ipynb": "?"})
    later = zipped(tmp_path / "2.zip", {f"Ada Lovelace_1_assignsubmission_file_/{NAME}": "new"})
    take(tmp_path, later)
    take(tmp_path, later)
    assert (tmp_path / "submitted" / "ada" / "rnn" / NAME).read_text() == "new"
    taken = take(tmp_path, zipped(tmp_path / "0.zip", {f"ada/{NAME}": "older"}), later)
    assert taken.students["ada"][-1] == "It was in several exports; the one from 2.zip counts."
    assert (tmp_path / "submitted" / "ada" / "rnn" / NAME).read_text() == "new"
    assert len(take(tmp_path, first).unmatched) == 2  # two that are said to be ada's
    assert not list((tmp_path / "rounds" / "incoming").iterdir())


@pytest.mark.parametrize("what", ["export.rar", "nowhere"])
def test_what_is_no_export_is_said(what, tmp_path):
    (tmp_path / "export.rar").write_bytes(b"Rar!\x1a\x07")
    with pytest.raises(ValueError, match=f"{what}.* is no zip file and no folder|nowhere does not exist"):
        take(tmp_path, tmp_path / what)


# --- what may be in a zip ---------------------------------------------------------------------------------------------


def special(name, mode):
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def unpacked(tmp_path, files):
    folder = tmp_path / "out"
    folder.mkdir()
    export = archive.unpack(zipped(tmp_path / "e.zip", files), folder)
    return {"/".join(one.parts): one.path.read_bytes() for one in export.files}, " ".join(
        sentence for *_, sentence in export.left_out
    )


def test_paths_that_lead_outside_links_and_what_systems_add_are_left_out(tmp_path):
    files = {
        "ada/ok.ipynb": "x",
        "../up.ipynb": "x",
        "ada/../../up.ipynb": "x",
        "/etc/absolute.ipynb": "x",
        "C:\\windows.ipynb": "x",
        special("ada/link.ipynb", stat.S_IFLNK | 0o777): "/etc/passwd",
        "__MACOSX/ada/._ok.ipynb": "x",
        "ada/._ok.ipynb": "x",
        "ada/.ipynb_checkpoints/ok.ipynb": "x",
        "ada/.DS_Store": "x",
    }
    found, said = unpacked(tmp_path, files)
    assert found == {"ada/ok.ipynb": b"x"}
    assert said.count("lies outside of its folder") == 4 and "link.ipynb is a link" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.zip", "out"]


def test_a_zip_within_a_zip_is_opened_once_and_a_bomb_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "LARGEST", 3 * 10**6)
    monkeypatch.setattr(archive, "MOST_OF_ONE", 5 * 10**6)
    million = b"\0" * 10**6
    files = {
        "ada/work.zip": inner({"deep/5_exercises.ipynb": "x", "more.zip": inner({"y.ipynb": "y"})}),
        "ben/bomb.zip": inner({f"{k}.bin": million for k in range(9)}),
        "cem/large.bin": b"\0" * (4 * 10**6),
        "dia/no.zip": b"PK nothing",
    }
    found, said = unpacked(tmp_path, files)
    assert found["ada/work/deep/5_exercises.ipynb"] == b"x"
    assert sum(path.startswith("ben/") for path in found) == 5 and not any(path.startswith("cem/") for path in found)
    for sentence in ("more.zip is a zip within a zip within a zip", "large.bin has more than 3 MB", "no.zip is called"):
        assert sentence in said


def test_a_damaged_an_encrypted_and_a_much_too_long_zip_are_said_and_do_no_harm(tmp_path, monkeypatch):
    whole = inner({"a.ipynb": b"x" * 5000, "b.ipynb": "y"})
    damaged = bytearray(whole)
    damaged[37:50] = b"\xff" * 13
    encrypted = bytearray(whole)
    for at in (6, whole.index(b"PK\1\2") + 8):
        encrypted[at] |= 1
    found, said = unpacked(tmp_path, {"ada/damaged.zip": bytes(damaged), "ben/locked.zip": bytes(encrypted)})
    assert found["ada/damaged/b.ipynb"] == b"y" and "a.ipynb cannot be unpacked" in said
    assert "ben/locked/b.ipynb" in found and "a.ipynb is encrypted, and was left out." in said
    monkeypatch.setattr(archive, "LARGEST_LIST", 50)
    shutil.rmtree(tmp_path / "out")
    assert "its list of files is too long" in unpacked(tmp_path, {"a": "x", "b": "y"})[1]


def test_a_zip_in_parts_and_a_damaged_one_of_another_kind_leave_the_others_alone(tmp_path):
    plain, memory = inner({"a.ipynb": "x"}), io.BytesIO()
    end = plain.rindex(b"PK\5\6")
    in_parts = plain[:end] + struct.pack("<4sLQL", b"PK\6\7", 1, 0, 2) + plain[end:]
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_LZMA) as file:
        file.writestr("a.ipynb", "x" * 1000)
    damaged = memory.getvalue()[:41] + b"\xff" * 5 + memory.getvalue()[46:]
    files = {"ada/parts.zip": in_parts, "ben/damaged.zip": damaged, "cem/a.ipynb": "c"}
    found, said = unpacked(tmp_path, files)
    assert found == {"cem/a.ipynb": b"c"}
    assert "parts.zip is called a zip and is none" in said and "a.ipynb cannot be unpacked" in said


def test_names_of_files_in_any_encoding_are_read(tmp_path):
    path = zipped(tmp_path / "plain.zip", {"MUELLER_.ipynb": "x", "back\\slash.ipynb": "y"})
    text = path.read_bytes().replace(b"MUELLER_", "Müller".encode() + b"_")  # as macOS writes it, unmarked
    path.write_bytes(text)
    (tmp_path / "out").mkdir()
    export = archive.unpack(path, tmp_path / "out")
    assert [one.parts for one in export.files] == [("Müller_.ipynb",), ("back", "slash.ipynb")]


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name, number, ids",
    [
        ("Ada Lovelace", None, ["ada"]),
        ("LOVELACE, Ada", None, ["ada"]),
        ("lovelaceada", None, ["ada"]),
        ("Ada King Lovelace", None, ["ada"]),
        ("ada@uni.edu", None, ["ada"]),
        ("Somebody", "12345", ["ada"]),
        ("Zoe Muller Lukasz", None, ["u2"]),
        ("Zoë Müller-Łukasz", None, ["u2"]),
        ("Kim Lee", None, ["u3", "u4"]),
        ("Kim Lee", "444", ["u4"]),
        ("Maria Jose Carreno", None, ["mariaj"]),
        ("Ada", None, ["ada"]),
        ("Lovelace", None, []),
        ("", None, []),
        ("Kim", None, []),
    ],
)
def test_a_name_is_matched_in_any_order_case_and_with_or_without_accents(name, number, ids):
    assert match(name, ROSTER, number) == ids


def test_ids_are_what_nbgrader_and_every_system_take_and_keep_names_apart():
    for name in ("ada", "Łukasz O'Neil", "山田 太郎", "be\u0301n", "ada@uni.edu", "12345"):
        assert student_id(name) == name
    odd = [
        "a\nb",
        "a*b",
        "a[b",
        "a?b",
        "a/b",
        "a b.",
        " a b",
        "-a",
        "..",
        "",
        "\udcff",
        "\ud83d",
        "a,b",
        "x" * 300,
        "\u202eab",
    ]
    ids = [student_id(name) for name in odd]
    assert len(set(ids)) == len(odd) and not set(ids) & set(odd)
    assert all(student_id(one) == one and len(one) < 80 for one in ids)


@pytest.mark.parametrize(
    "name",
    ["x (1).ipynb", "x-Copy1.ipynb", "x-1.IPYNB", "Copy of x.ipynb", "x - Copy.ipynb", "x.ipynb.txt", "x(2) (1).ipynb"],
)
def test_the_marks_of_a_copy_are_no_part_of_a_name(name):
    assert stem(name) == "x"


def test_hidden_files_are_junk_and_dots_of_a_path_are_not():
    assert is_junk(("a", "._x.ipynb")) and is_junk(("__MACOSX", "x")) and not is_junk((".", "..", "x.ipynb"))
    assert Path(NAME).suffix == ".ipynb"
