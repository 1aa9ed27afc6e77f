"""Names of students, folders and files, however they are written, as ids that nbgrader and all systems take."""

import hashlib
import os
import re
import unicodedata

BESIDE_LETTERS = set(" -_.@'+()")  # no glob pattern, no separator of paths or of nbgrader's CSV, no line break
LONGEST, MOST_BYTES = 80, 160  # characters of an id, and bytes: a folder is called so
JUNK = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini"}  # what systems and Jupyter put beside files
# "x (1)" of browsers, "x-Copy1" of Jupyter, "x-1" of Canvas, "Copy of x" of Google Drive.
COPIES = re.compile(r"^(?:copy of )+|(?: ?\(\d+\)|-copy\d*|-\d+| - copy)+$", re.IGNORECASE)
# Letters that are no letter with an accent for Unicode, as people write them where the letter is missing.
LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})


def student_id(name):
    """The name itself where it can be an id, else what is left of it and six signs that keep it apart from others."""
    if is_id(name):
        return name
    kept = "".join(sign if _is_allowed(sign) else "-" for sign in name)
    kept = cut(re.sub("-{2,}", "-", kept).strip(" -_.@'+()")[:60], MOST_BYTES - 10).rstrip(" -_.")
    mark = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:6]
    return f"{kept or 'student'}-{mark}"


def is_id(name):
    """Whether a student can have this name in nbgrader, in a path, on a command line and in a line of CSV."""
    allowed = bool(name) and len(name) <= LONGEST and all(map(_is_allowed, name))
    return allowed and name[0].isalnum() and name[-1] not in " ." and len(name.encode()) <= MOST_BYTES


def cut(text, most):
    """The beginning of a text that takes at most so many bytes, in whole characters."""
    return text.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")


def _is_allowed(sign):
    return sign.isalnum() or sign in BESIDE_LETTERS or (unicodedata.category(sign)[0] == "M" and sign.isprintable())


def shown(name):
    """The name as a line of text can hold it: line breaks and bytes that are no text are spelt out."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in name)[:200]


def words(name):
    """The words of a name without accents, case and punctuation: what two ways of writing it have in common."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", plain)


def is_junk(parts):
    """Whether a path (its parts) is what a system left there: ._ files, __MACOSX, checkpoints and the like."""
    hidden = any(part.startswith(".") and part not in (".", "..") for part in parts)
    return hidden or any(part.lower() in JUNK for part in parts)


def is_notebook(name):
    """Whether a file's name says that it is a notebook; browsers add .txt or .json where they know better."""
    return bool(re.search(r"\.ipynb(?:\.txt|\.json)?$", name, re.IGNORECASE))


def stem(name):
    """The name of a notebook without its ending and without the marks of a copy."""
    bare = re.sub(r"\.ipynb(?:\.txt|\.json)?$", "", os.path.basename(name), flags=re.IGNORECASE)
    while (shorter := COPIES.sub("", bare).strip()) not in (bare, ""):
        bare = shorter
    return bare
