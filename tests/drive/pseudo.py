"""A language that nobody speaks, made of the English: accents on its letters, longer by 40 %, in brackets.

What is left in plain letters has not been said through `say` or `t`.
"""

import json
import re

from publish.languages import TEMPLATES, catalogs
from publish.languages.build import Edition, program_path

from .node import FRONT

NAME = "eo"  # under which all of it is translated: a language of which gettext knows how it counts
PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
ACCENTED = "àƀçđéƒĝħïĵķļɱñöþɋŕšţûṽŵẋýžÀƁÇĐÉƑĜĦÏĴĶĻṀÑÖÞɊŔŠŢÛṼŴẊÝŽ"
ACCENTS = str.maketrans(PLAIN, ACCENTED)
LONGER = " ööööö" * 200  # in words, so that a line can end between them
# Words of a page that no accent was put on: in its text, and in what a screen reader or a pointer is told.
LEFT = """root => {
  const left = new Set();
  const look = (text) => {
    for (const [word] of (text ?? "").matchAll(/[A-Za-z]{3,}/g)) left.add(word);
  };
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode())
    if (!node.parentElement.closest(`.d2l-mono, .d2l-matrix, textarea, style, script, [lang=en],
      code, pre:not(.output), math`))
      look(node.data);
  for (const element of [root, ...root.querySelectorAll("*")])
    for (const name of ["aria-label", "title", "alt", "placeholder"]) look(element.getAttribute(name));
  return [...left];
}"""
TEXT = r'"((?:[^"\\]|\\.)*)"'


WORD = re.compile(r"[A-Za-z]{3,}")
# What a reader has written, and names such as rnn.step or W_hh: the same in every language.
CODE = re.compile(r"""(?<!\w)(?:'[^'\n]*'|"[^"\n]*")(?!\w)|“[^”\n]*”|[A-Za-z\d]+(?:[._][A-Za-z\d]+)+""")
# What every translation keeps: gaps, formulas, code, addresses, tags.
KEPT = re.compile(r"(\{[^{}]*\}|\$[^$]+\$|``.+?``|`[^`]*`|(?<=\]\()[^()\s]+|</?[a-z][^>]*>)")


def pseudo(english):
    """A string in that language, with everything that it must keep."""
    said = "".join(part if k % 2 else part.translate(ACCENTS) for k, part in enumerate(KEPT.split(english)))
    return f"‹{said}{LONGER[: max(0, len(english) * 2 // 5 - 2)].rstrip()}›"


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


def edition_of(folder):
    """The Edition of everything in that language, made of files in the empty `folder`, with what d2l_rnn reads."""
    translated(folder, NAME)
    made = Edition(NAME, folder, folder)
    program = program_path(NAME, folder)
    program.parent.mkdir(parents=True)
    program.write_bytes(made.program())
    return made


def english(text, *kept):
    """The words of a text in plain letters, but for strings, names of code, and what the texts hold that are `kept`."""
    return set(WORD.findall(CODE.sub(" ", text))) - {word for other in kept for word in WORD.findall(other)}


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
