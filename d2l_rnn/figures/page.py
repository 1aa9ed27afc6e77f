"""One HTML page that holds all it needs, and may fetch nothing: that of a saved figure, and those of the site."""

import base64
import hashlib
import html
import json
import re
import zlib

from .. import languages
from ..languages import say
from .assets import alone, as_value, kit_value, source
from .packing import text_of

MOST = 100_000  # bytes of a saved page
BITS = (20, 18, 17, 16, 15, 14)  # of each weight of a large network
GAIN = 0.8  # a page that stays larger than MOST has its weights as they are, unless so much smaller without
BODY = """\
    <main>
      <h1>{heading}</h1>
      <div id="figure" data-old="{old}"><noscript>
        {unseen}
      </noscript></div>
    </main>
    <script type="text/plain" id="packed">{packed}</script>"""
STATE = '    <script type="application/json" id="state">{}</script>'
OPENING = """
const place = document.getElementById("figure");
open(document.getElementById("packed").textContent).catch(() => {
  place.textContent = place.dataset.old;
});
"""
START = """
const page = document.getElementById("figure");
page.replaceChildren();
show(figure, JSON.parse(document.getElementById("state").textContent), page);
"""


def page(figure):
    """A figure's state as the bytes of one HTML page: module, styles and weights inside, no network allowed.

    The weights are float32 as they are; where the page would be larger than MOST, as many of BITS as it can hold.
    """
    exact = found = _holding(figure, figure._state())
    for bits in BITS:
        if len(found) <= MOST:
            return found
        found = _holding(figure, figure._state(bits))
    return found if len(found) <= max(MOST, GAIN * len(exact)) else exact


def _holding(figure, state):
    """The page that begins with this state."""
    scripts = f"const kit = {kit_value()};\nconst figure = {as_value(figure.code)};\n"
    program = f"{scripts}{source('host/host.js').replace('export ', '')}{START}"
    styles = _squeezed(alone(figure._folder(), figure._css))
    heading = re.sub(r"(?<=[a-z])[A-Z]", lambda letter: f" {letter[0].lower()}", type(figure).__name__)
    words = {
        "heading": figure.words.get("said", {}).get(heading, heading),
        "unseen": say("This figure computes in the browser. Allow scripts for this file to use it."),
        "old": say("This file is not whole, or the browser is too old: it needs one of 2023 or newer."),
    }
    packed = _packed({"styles": styles, "state": _plain(state), "program": program})
    body = BODY.format(packed=packed, **{name: html.escape(text) for name, text in words.items()})
    opening = re.sub(r"(?s)/\*\*.*?\*/\n", "", source("host/opening.js")).replace("export ", "").strip() + OPENING
    own = _squeezed(source("host/host.css"))
    allowed = {
        "script-src": f"{hashed(opening)} {hashed(program)}",
        "style-src": f"{hashed(own)} {hashed(styles)}",
    }
    title = html.escape(figure._sentence())
    return filled(title, body, own, opening, None, allowed, figure._language)


def _packed(parts):
    """JSON in few characters, none of which means anything in HTML: compressed, five of 85 for four bytes."""
    blocks = zlib.compressobj(9, memLevel=6)  # small ones: words and the digits of weights are unlike each other
    compressed = blocks.compress(json.dumps(parts, ensure_ascii=False).encode()) + blocks.flush()
    return base64.b85encode(compressed).decode().replace("<", ",")


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
        "STATE": "" if state is None else STATE.format(_plain(state)),
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
