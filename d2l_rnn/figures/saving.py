"""A figure in a file: a page that runs by itself, or a picture."""

import hashlib
import html
import json
import os
import re
from pathlib import Path

from .. import arguments, languages
from ..languages import say
from .assets import as_value, kit_value, source
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
        raise TypeError(f"path must be a file name such as 'figure.html', not {arguments.a(path)}.")
    path = Path(path)
    makers = {".html": page, ".png": png, ".svg": svg}
    if path.suffix.lower() not in makers:
        ending = f"ends in {arguments.shown(path.suffix)}" if path.suffix else "has no ending"
        raise ValueError(f"path {ending}; a figure is saved as .html (live), .png or .svg (pictures).")
    if not os.path.isdir(path.parent):  # unlike Path's own, never raises
        folder = arguments.shown(str(path.parent), 200)
        raise FileNotFoundError(f"The folder {folder} does not exist; make it first, or name another.")
    written = makers[path.suffix.lower()](figure)
    name = arguments.shown(path.name, 80)
    try:
        path.write_bytes(written)
    except OSError as error:  # a folder of this name, a name too long, no permission, a full disk
        raise type(error)(f"path, {name}, cannot be written: {error.strerror}.") from error
    except ValueError:
        raise ValueError(f"path, {name}, holds a character that no file's name can have.") from None


def png(figure):
    """The printed twin of a figure's state as the bytes of a PNG file."""
    return _drawn(figure)._repr_png_()


def svg(figure):
    """The printed twin of a figure's state as the bytes of an SVG file, the same in every run."""
    return _drawn(figure).svg()


def _drawn(figure):
    picture = figure._picture()
    if picture is None:
        raise ValueError(
            f"{figure._sentence()} There is nothing to draw: give it a text that its model can read, then save."
        )
    return picture


def page(figure):
    """A figure's state as the bytes of one HTML page: module, styles and weights inside, no network allowed."""
    scripts = f"const kit = {kit_value()};\nconst figure = {as_value(figure.code)};\n"
    program = f"{scripts}{source('host/host.js').replace('export ', '')}{START}"
    heading = re.sub(r"(?<=[a-z])[A-Z]", lambda letter: f" {letter[0].lower()}", type(figure).__name__)
    styles = re.sub(r"(?s)/\*.*?\*/|(?<=[{};])\s+", "", f"{figure._css}\n{source('host/host.css')}")
    heading = figure.words.get("said", {}).get(heading, heading)
    unseen = say("This figure computes in the browser. Allow scripts for this file to use it.")
    body = BODY.format(html.escape(heading), html.escape(unseen))
    title, language = html.escape(figure._sentence()), figure._language
    return filled(title, body, styles, program, figure._state(), language=language)


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
        "STATE": json.dumps(state or {}, separators=(",", ":")).replace("<", "\\u003c"),
        "MODULE": program,
    }
    # In one pass: what a reader typed is not searched for places to fill.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place[1]], source("host/host.html")).encode()


def hashed(text):
    """How a policy names a script or a style sheet that may be used."""
    return f"'sha256-{text_of(hashlib.sha256(text.encode()).digest())}'"
