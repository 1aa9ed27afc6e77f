"""The files in a zip or a folder, one after the other and bounded: nothing that stands in them is believed."""

import itertools
import os
import re
import shutil
import stat
import time
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from classroom.intake.names import cut, is_junk, shown

LARGEST = 300 * 10**6  # bytes of one file, unpacked
MOST_BYTES = 20 * 10**9  # of one export, unpacked
MOST_OF_ONE = 600 * 10**6  # of a zip that a student handed in
SPARE = 10**9  # bytes that are left free on the disk
LARGEST_LIST = 20 * 10**6  # bytes of a zip's list of files, a hundred for each
MOST_FILES = 20_000
NESTED = 2  # a zip in a student's zip is opened, one in that one is not
DEEPEST = 8  # folders in folders that are made
LONGEST_NAME = 200  # bytes of a file's name; systems take 255
BLOCK = 2**20
NUMBERS = itertools.count()  # names for files that are unpacked


@dataclass
class Found:
    """One file: its path in the export as parts, where it lies now, and when it was written."""

    parts: tuple
    path: Path
    written: float
    outside: int  # how many of the parts stand in the export itself; the others are in a zip that a student made


@dataclass
class Export:
    """All files of one export, and what was left out: (parts, as many as `outside` of a Found, sentence)."""

    files: list = field(default_factory=list)
    left_out: list = field(default_factory=list)
    size: int = 0

    def leave_out(self, parts, sentence, outside=None):
        """Say why a file is none of these."""
        self.left_out.append((parts, len(parts) if outside is None else outside, sentence))


def unpack(source, folder):
    """The Export of a zip or a folder. Files of a zip are written to `folder`, under names of our own.

    Raises ValueError with a sentence where `source` is neither.
    """
    source, export = Path(source).expanduser(), Export()
    if source.is_dir():
        _walk(source, export)
    elif source.is_file() and _opens(source):
        _unzip(source, (), Path(folder), export, (MOST_BYTES, MOST_FILES))
    elif source.exists():
        raise ValueError(f"{source} is no zip file and no folder. Unpack it, or let the course platform export a zip.")
    else:
        raise ValueError(f"{source} does not exist.")
    return _with_inner(export, Path(folder))


def _walk(source, export):
    for place, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not is_junk((name,)))
        for name in sorted(folders + names):
            path = Path(place, name)
            parts = path.relative_to(source).parts
            if is_junk(parts) or (path.is_dir() and not path.is_symlink()):
                continue
            if path.is_symlink() or not path.is_file():
                export.leave_out(parts, f"{shown(name)} is a link or no ordinary file, and is not followed.")
            elif len(export.files) >= MOST_FILES:
                export.leave_out(parts, f"There are more than {MOST_FILES} files; {shown(name)} was not read.")
            else:
                export.files.append(Found(parts, path, path.stat().st_mtime, len(parts)))


def _with_inner(export, folder):
    """Open the zips that students handed in: their files stand in a folder with the zip's name, without .zip.

    Each has its share of the room that is left, so that no zip takes that of the ones behind it.
    """
    for depth in range(1, NESTED + 1):
        zips = [one for one in export.files if _is_zip(one)]
        export.files = [one for one in export.files if not _is_zip(one)]
        for left, one in zip(range(len(zips), 0, -1), zips, strict=True):
            inside = (*one.parts[:-1], one.parts[-1][:-4] or "zip")
            if depth == NESTED or not _opens(one.path):
                why = "is a zip within a zip within a zip" if depth == NESTED else "is called a zip and is none"
                export.leave_out(one.parts, f"{shown(one.parts[-1])} {why}, and was not opened.", one.outside)
            else:
                files = len(export.files) + max(1, (MOST_FILES - len(export.files)) // left)
                size = export.size + min(MOST_OF_ONE, max(0, MOST_BYTES - export.size) // left)
                _unzip(one.path, inside, folder, export, (size, files))
    return export


def _opens(path):
    """Whether a file is a zip that can be read."""
    try:
        return zipfile.is_zipfile(path)
    except zipfile.BadZipFile:  # one that says it is in several parts
        return False


def _is_zip(one):
    return one.parts[-1].lower().endswith(".zip")


def _unzip(path, inside, folder, export, room):
    """Write the files of a zip; each size is counted while it is written, because a zip may say what it likes.

    `room` is how many bytes and how many files the export may have afterwards.
    """
    most, most_files = min(room[0], export.size + max(0, shutil.disk_usage(folder).free - SPARE)), room[1]
    outside = len(inside) or None
    try:
        with open(path, "rb") as file:
            if zipfile._EndRecData(file)[5] > LARGEST_LIST:  # before all of it is read
                raise ValueError("its list of files is too long")
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                parts = _parts(info)
                if info.is_dir() or is_junk(parts):
                    continue
                why = _refused(info, parts) or _too_much(export, most, most_files)
                if why is None:
                    target = folder / f"{next(NUMBERS)}"
                    why = _write(archive, info, target, export, most)
                if why is not None:
                    export.leave_out((*inside, *parts), f"{shown('/'.join(parts))} {why}", outside)
                    continue
                written = _written(info)
                os.utime(target, (written, written))
                export.files.append(Found((*inside, *parts), target, written, outside or len(parts)))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        name = shown(Path(path).name if not inside else inside[-1] + ".zip")
        export.leave_out(inside or ("",), f"{name} is damaged and was read in part only: {error}.", outside)


def _parts(info):
    """The path of a file in a zip, as parts of text."""
    name = info.orig_filename.split("\0")[0]
    if not info.flag_bits & 0x800:  # not marked as UTF-8; macOS writes UTF-8 without the mark
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    if "/" not in name:  # old programs on Windows
        name = name.replace("\\", "/")
    return tuple(part for part in name.split("/") if part not in ("", "."))


def _refused(info, parts):
    """Why a file of a zip is not written, or None."""
    name = info.filename.replace("\\", "/")
    if ".." in parts or name.startswith("/") or re.match("[A-Za-z]:", name) or not parts:
        return "lies outside of its folder, and was left out."
    if stat.S_ISLNK(info.external_attr >> 16):
        return "is a link, and was left out."
    if info.flag_bits & 0x1:
        return "is encrypted, and was left out."
    return None


def _too_much(export, most, most_files):
    if len(export.files) >= most_files:
        return "was left out: there are too many files."
    if export.size >= most:
        return f"was left out: what came before it has {export.size / 10**6:.0f} MB already."
    return None


def _write(archive, info, target, export, most):
    """Write one file of a zip; why it could not be, or None."""
    size = 0
    try:
        with archive.open(info) as source, open(target, "wb") as file:
            while block := source.read(BLOCK):
                size += len(block)
                if size > LARGEST or export.size + size > most:
                    raise OverflowError
                file.write(block)
    except OverflowError:
        target.unlink()
        return f"has more than {min(LARGEST, most - export.size) / 10**6:.0f} MB when it is unpacked, and was left out."
    except Exception as error:  # each way to pack has errors of its own
        target.unlink(missing_ok=True)
        return f"cannot be unpacked ({error}), and was left out."
    export.size += size
    return None


def _written(info):
    try:
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return 0.0


def copy(found, folder):
    """Copy files to a new folder, under their own paths made safe; two of the same path are both kept."""
    folder.mkdir(parents=True)
    taken = {}  # path -> the number of the next one that is called so
    for one in found:
        *above, name = map(_safe, (*one.parts[:-1][:DEEPEST], one.parts[-1]))
        place = folder
        for part in above:
            place = place / part
            if place.exists() and not place.is_dir():  # a file is called so
                place = place.with_name(f"{part} (folder)")
            place.mkdir(exist_ok=True)
        target = place / name
        while target.exists():
            number = taken[place / name] = taken.get(place / name, 1) + 1
            target = place / f"{Path(name).stem} ({number}){Path(name).suffix}"
        shutil.copyfile(one.path, target)
        os.utime(target, (one.written, one.written))


def _safe(part):
    """A name that any system can have for a file."""
    kept = "".join(sign if sign.isprintable() and sign not in '<>:"/\\|?*' else "_" for sign in part)
    kept = kept.encode("utf-8", "replace").decode()
    if len(kept.encode()) > LONGEST_NAME:  # its ending says what it is
        kept = cut(kept, LONGEST_NAME - 80) + kept[-20:]
    kept = kept.rstrip(" .")
    return kept if kept and kept.strip(".") else "_"
