"""A language that nobody speaks, made of the English: accents on its letters, longer by 40 %, in brackets.

What is left in plain letters has not been said through `say` or `t`.
"""

import json
import re

from .node import FRONT

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "àƀçđéƒĝħïĵķļɱñöþɋŕšţûṽŵẋýžÀƁÇĐÉƑĜĦÏĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
TEXT = r'"((?:[^"\\]|\\.)*)"'


def pseudo(english):
    """A string in that language; its {gaps} stay."""
    said = "".join(
        part if part.startswith("{") else part.translate(ACCENTS) for part in re.split(r"(\{\w+\})", english)
    )
    return f"⟦{said}{'~' * (len(english) * 2 // 5)}⟧"


def of_the_front():
    """The entries of what the figures' scripts say: (context, English, translation)."""
    entries = []
    for folder in sorted(path for path in FRONT.iterdir() if path.is_dir() and path.name != "built"):
        code = "".join(file.read_text("utf-8") for file in sorted(folder.glob("*.js")))
        context = f"figure:{folder.name}"
        pairs = re.findall(rf"(?<![\w.])tn\(\s*{TEXT},\s*{TEXT}", code)
        many = {json.loads(f'"{one}"'): json.loads(f'"{other}"') for one, other in pairs}
        entries += [(context, pair, tuple(map(pseudo, pair))) for pair in many.items()]
        single = {json.loads(f'"{one}"') for one in re.findall(rf"(?<![\w.])t\(\s*{TEXT}", code)}
        entries += [(context, one, pseudo(one)) for one in sorted(single - many.keys())]
    return entries
