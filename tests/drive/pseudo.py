"""A language that nobody speaks, made of the English: accents on its letters, longer by 40 %, in brackets.

What is left in plain letters has not been said through `say` or `t`.
"""

import json
import re

from publish.languages import TEMPLATES, catalogs

from .node import FRONT

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "àƀçđéƒĝħïĵķļɱñöþɋŕšţûṽŵẋýžÀƁÇĐÉƑĜĦÏĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
TEXT = r'"((?:[^"\\]|\\.)*)"'


# What every translation keeps: gaps, formulas, code, addresses, tags.
KEPT = re.compile(r"(\{[^{}]*\}|\$[^$]+\$|``.+?``|`[^`]*`|(?<=\]\()[^()\s]+|</?[a-z][^>]*>)")


def pseudo(english):
    """A string in that language, with everything that it must keep."""
    said = "".join(part if k % 2 else part.translate(ACCENTS) for k, part in enumerate(KEPT.split(english)))
    return f"⟦{said}{'~' * (len(english) * 2 // 5)}⟧"


def translated(folder, language, names=TEMPLATES):
    """All translations of a language in `folder`, as they would be with everything said in that language."""
    for name in names:
        file = catalogs.updated(catalogs.new(language), catalogs.read(catalogs.template(name)))
        for entry in file:
            entry.msgstr = "" if entry.msgid_plural else pseudo(entry.msgid)
            entry.msgstr_plural = {form: pseudo(entry.msgid_plural) for form in entry.msgstr_plural}
        path = catalogs.translation(language, name, folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        file.save(str(path))


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
