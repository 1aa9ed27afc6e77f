"""Words and numbers as a picture writes them: whatever a reader typed, in glyphs that the fonts at hand have."""

import contextlib
import functools
import itertools
import math
import unicodedata

from matplotlib import font_manager

from .. import languages
from ..languages import say

STAND_IN = "□"
RAISED, LOWERED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"), str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
SEEN = {" ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍"}
# DejaVu Sans comes with matplotlib; the others are used for what it lacks, where they are installed.
FAMILIES = (
    ["DejaVu Sans", "IPAexGothic", "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo"]
    + [
        "MS Gothic",
        "IPAGothic",
        "TakaoGothic",
        "VL Gothic",
        "Noto Sans CJK SC",
        "PingFang SC",
        "Microsoft YaHei",
        "Apple SD Gothic Neo",
        "Malgun Gothic",
    ]
    + ["Noto Sans", "Noto Sans Devanagari", "Noto Sans Thai", "Nirmala UI", "Noto Emoji", "Segoe UI Symbol", "Symbola"]
)


@functools.cache
def _fonts(number_installed, weight):
    """The fonts to draw with, in order, and every character they hold together; looked up again when one is added."""
    fonts = font_manager.fontManager.ttflist
    if weight == "bold":  # for one that is not, matplotlib would take another weight, and warn
        fonts = [font for font in fonts if font.weight in (weight, font_manager.weight_dict[weight])]
    installed = {font.name for font in fonts}
    names = [name for name in FAMILIES if name in installed]
    paths = [font_manager.findfont(font_manager.FontProperties(family=[name], weight=weight)) for name in names]
    return names, frozenset().union(*(font_manager.get_font(path).get_charmap() for path in paths))


def families(weight="normal"):
    """The names of the fonts to draw with, and the characters they hold."""
    return _fonts(len(font_manager.fontManager.ttflist), weight)


def weight_for(text, weight):
    """The weight of a text: normal where the fonts that are bold lack a letter of it."""
    return weight if all(ord(letter) in families(weight)[1] for letter in text) else "normal"


def drawable():
    """Whether the fonts at hand have the letters of the language that is spoken: nearly all of them."""
    return _have(languages.letters()) or (_look_again(languages.language()) and _have(languages.letters()))


def _have(letters):
    return sum(ord(letter) not in families()[1] for letter in letters) <= len(letters) // 100


@functools.cache
def _look_again(language):
    """Let matplotlib know, once for a language, the fonts that were installed after it made its list of them; True."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for path in font_manager.findSystemFonts():
        if path not in known:
            with contextlib.suppress(Exception):  # a file that is no font, or one that FreeType cannot read
                font_manager.fontManager.addfont(path)
    return True


def _plain(text):
    """A text as the fonts at hand can draw it, on one line; spaces stay spaces."""
    glyphs = families()[1]
    characters = (" " if c == " " else SEEN.get(c, c) for c in text)
    return "".join(c if ord(c) in glyphs and unicodedata.category(c)[0] != "C" else STAND_IN for c in characters)


def visible(token, most=5):
    """A token as a label that can be seen: ␣ for a space, ⏎ for a new line, ◌́ for a combining mark."""
    shown = _plain("".join(SEEN.get(c, c) for c in token[:most])) + ("…" if len(token) > most else "")
    return "◌" + shown if unicodedata.category(token[0])[0] == "M" and shown[0] != STAND_IN else shown


def cut(text, most):
    """The beginning of a text, no wider than `most` letters; a Chinese or Japanese character is as wide as two."""
    widths = itertools.accumulate(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:most])
    shown = text[: sum(width <= most for width in widths)]
    return _plain(shown) + ("…" if len(shown) < len(text) else "")


def quoted(text, most=24):
    """The beginning of a text in quotation marks."""
    return say("“{text}”", text=cut(text, most))


def stand_ins(*texts):
    """A note on the characters drawn as □, or nothing."""
    missing = [c for c in dict.fromkeys("".join(texts)) if STAND_IN in visible(c) and c != STAND_IN]
    if not missing:
        return ""
    codes = ", ".join(f"U+{ord(c):04X}" for c in missing[:8]) + (", …" if len(missing) > 8 else "")
    words = {"sign": STAND_IN, "codes": codes}
    return say("{sign} stands for a character that the fonts here cannot draw: {codes}.", **words)


def number(value):
    """A value in about five characters, with a real minus sign: 0.53, −1.20, −1234, 3·10⁸, ∞."""
    if not math.isfinite(value):  # a sum that has left the range of its kind of number
        return f"{value}".replace("inf", "∞").replace("-", "−")
    written = f"{value:.2f}" if abs(value) < 99.995 else f"{value:.0f}" if abs(value) < 9999.5 else _power(value, 0)
    return "0.00" if written == "-0.00" else written.replace("-", "−")


def short(value):
    """A whole number as written, or its size: 784, 21,952, 3.8·10¹¹."""
    return f"{value:,}" if value < 10**6 else _power(value, 1)


def digits(value, most=3):
    """A number of any size from 0 on in a few digits, as the live figures write it: 0.693, 4.35·10⁻⁵, ∞."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else number(value)
    if not 1e-3 <= value < 9999.5:
        return _power(value, most - 1)
    places = most - 1 - int(f"{value:.{most - 1}e}".split("e")[1])
    return f"{float(f'{value:.{most}g}'):.{max(0, places)}f}"


def _power(value, places):
    mantissa, exponent = f"{value:.{places}e}".split("e")
    return f"{mantissa}·10{str(int(exponent)).translate(RAISED)}"
