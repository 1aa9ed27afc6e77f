"""A figure in a file: a page that runs by itself, or a picture."""

import hashlib
import html
import json
import os
import re
from pathlib import Path

from .. import arguments, languages
from ..languages import paragraph, say
from .assets import alone, as_value, kit_value, source
from .packing import text_of

BODY = """\
    <main>
      <h1>{}</h1>
      <div id="figure"><noscript>
        {}
      </noscript></div>
    </main>"""
START = """
const page = document.getElementById("figure");
page.replaceChildren();
show(figure, JSON.parse(document.getElementById("state").textContent), page);
"""


def save(figure, path):
    """Write a figure to `path` in the format that its ending names."""
    if not isinstance(path, str | os.PathLike):
        what = arguments.a(path)
        raise TypeError(say("path must be a file name such as 'figure.html', not {what}.", what=what))
    path = Path(path)
    makers = {".html": page, ".png": png, ".svg": svg}
    if path.suffix.lower() not in makers:
        if not path.suffix:
            raise ValueError(say("path has no ending; a figure is saved as .html (live), .png or .svg (pictures)."))
        ending = arguments.shown(path.suffix)
        raise ValueError(
            say("path ends in {ending}; a figure is saved as .html (live), .png or .svg (pictures).", ending=ending)
        )
    if not os.path.isdir(path.parent):  # unlike Path's own, never raises
        folder = arguments.shown(str(path.parent), 200)
        raise FileNotFoundError(
            say("The folder {folder} does not exist; make it first, or name another.", folder=folder)
        )
    written = makers[path.suffix.lower()](figure)
    name = arguments.shown(path.name, 80)
    try:
        path.write_bytes(written)
    except OSError as error:  # a folder of this name, a name too long, no permission, a full disk
        words = {"name": name, "reason": error.strerror}
        raise type(error)(say("path, {name}, cannot be written: {reason}.", **words)) from error
    except ValueError:
        raise ValueError(say("path, {name}, holds a character that no file's name can have.", name=name)) from None


def png(figure):
    """The printed twin of a figure's state as the bytes of a PNG file."""
    return _drawn(figure)._repr_png_()


def svg(figure):
    """The printed twin of a figure's state as the bytes of an SVG file, the same in every run."""
    return _drawn(figure).svg()


def _drawn(figure):
    picture = figure._picture()
    if picture is None:
        advice = say("There is nothing to draw: give it a text that its model can read, then save.")
        raise ValueError(paragraph([figure._sentence(), advice]))
    return picture


def page(figure):
    """A figure's state as the bytes of one HTML page: module, styles and weights inside, no network allowed."""
    scripts = f"const kit = {kit_value()};\nconst figure = {as_value(figure.code)};\n"
    program = f"{scripts}{source('host/host.js').replace('export ', '')}{START}"
    heading = re.sub(r"(?<=[a-z])[A-Z]", lambda letter: f" {letter[0].lower()}", type(figure).__name__)
    styles = _squeezed(alone(figure._folder(), f"{figure._css}\n{source('host/host.css')}"))
    heading = figure.words.get("said", {}).get(heading, heading)
    unseen = say("This figure computes in the browser. Allow scripts for this file to use it.")
    body = BODY.format(html.escape(heading), html.escape(unseen))
    title, language = html.escape(figure._sentence()), figure._language
    return filled(title, body, styles, program, figure._state(), language=language)


def _squeezed(styles):
    """Style sheets without comments, and without the spaces and semicolons that mean nothing."""
    styles = re.sub(r"(?s)/\*.*?\*/", "", styles)
    return re.sub(r"\s*([{};,>])\s*|(?<=\w)(:) ", r"\1\2", re.sub(r"\s+", " ", styles)).replace(";}", "}")


def filled(title, body, styles, program="", state=None, allowed=(), language=languages.ENGLISH):
    """The bytes of one HTML page that may fetch nothing, and run nothing but its own script.

    `title` and `body` are HTML, `styles` CSS, and `program` an ES module, which finds `state` in the element of that
    id. `allowed` are more of the policy's rules, such as {"img-src": "data:"}.
    """
    # The script is the page's own text and is known by its hash: nothing else may run, nothing may be fetched.
    policy = {
        "default-src": "'none'",
        "script-src": hashed(program) if program else "'none'",
        "style-src": hashed(styles),
        "base-uri": "'none'",
        "form-action": "'none'",
    } | dict(allowed)
    parts = {
        "LANGUAGE": language,
        "POLICY": "; ".join(map(" ".join, policy.items())),
        "TITLE": title,
        "STYLES": styles,
        "BODY": body,
        "STATE": _plain(state or {}),
        "MODULE": program,
    }
    # In one pass: what a reader typed is not searched for places to fill.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], source("host/host.html")).encode()


def _plain(state):
    """JSON that can stand in HTML, its letters as they are: escaped, a Japanese one would take twice the bytes."""
    text = json.dumps(state, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", text)  # UTF-8 has no half a character


def hashed(text):
    """How a policy names a script or a style sheet that may be used."""
    return f"'sha256-{text_of(hashlib.sha256(text.encode()).digest())}'"
