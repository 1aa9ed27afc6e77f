"""The fixed parts of the templates in a script: what stands in html`…` and svg`…` outside of ${…}."""

import re

WORDS = re.compile(r"[A-Za-z]{2,}")
SAID = re.compile(r"""\b(?:aria-label|aria-valuetext|title|alt|placeholder)=("[^"]*"|'[^']*'|[^\s"'>]+)""")


OTHER = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.DOTALL)  # comments, strings


def templates(script):
    """The texts of all templates of a script, with a space for every ${…}; those inside others come on their own."""
    found, stack, place = [], [], 0
    while place < len(script):
        tag = re.compile(r"\b(html|svg)`|`").match(script, place)
        top = stack[-1] if stack else None
        if top and top["in"] == "text":  # inside a template's fixed part
            if script[place] == "`":
                found += [top["words"]] if top["tagged"] else []
                stack.pop()
            elif script.startswith("${", place):
                top["words"] += " "
                stack.append({"in": "code", "depth": 0})
                place += 1
            else:
                top["words"] += script[place]
        elif tag:
            stack.append({"in": "text", "words": "", "tagged": len(tag[0]) > 1})
            place += len(tag[0]) - 1
        elif skipped := OTHER.match(script, place):
            place += len(skipped[0]) - 1
        elif top and script[place] in "{}":
            top["depth"] += 1 if script[place] == "{" else -1
            if top["depth"] < 0:
                stack.pop()
        place += 1
    return found


def untranslated(script):
    """The words that a reader would see and no language could change: text and spoken attributes of templates."""
    found = []
    for template in templates(script):
        spoken = [words.strip("\"'") for words in SAID.findall(template)]
        text = re.sub(r"<code>.*?</code>|<[^>]*>", " ", template)  # code is the same in every language
        found += [words for one in [text, *spoken] for words in WORDS.findall(one)]
    return found
