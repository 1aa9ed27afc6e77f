"""Markdown with its formulas as MathML, which browsers draw by themselves: no script, no font, no network."""

import html
import re

import latex2mathml.converter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

NUMBER = re.compile(r"\\tag\{([^}]*)\}")
# A minus behind an opening bracket, an operator or a comma is a sign: no blanks around it.
BOLD = re.compile(r'<mi mathvariant="bold">([A-Za-z])</mi>')
SIGN = re.compile(r"((?:<mrow>|<mo[^>]*>&#x000(?:28|3D|B7|2C);</mo>))<mo>(?=&#x02212;)")


class Renderer(IPythonRenderer):
    """What nbconvert makes of Markdown, but for the formulas."""

    def inline_math(self, body):
        return mathml(body)

    def block_math(self, body):
        number = NUMBER.search(body)
        label = f'<span class="number">({html.escape(number[1])})</span>' if number else ""
        # A narrow screen scrolls it; so the keyboard must reach it.
        return f'<div class="formula" tabindex="0">{mathml(NUMBER.sub("", body), "block")}{label}</div>\n'

    multiline_math = block_math


def mathml(formula, display="inline"):
    """A LaTeX formula as a <math> element."""
    made = latex2mathml.converter.convert(formula.strip(), display=display)
    # Browsers know bold letters as letters of their own, not as an attribute.
    made = BOLD.sub(lambda letter: f"<mi>{bold(letter[1])}</mi>", made)
    return SIGN.sub(r'\1<mo form="prefix">', made)


def bold(letter):
    """The mathematical bold letter of a Latin one."""
    return chr(0x1D400 + ord(letter) - ord("A") if letter < "a" else 0x1D41A + ord(letter) - ord("a"))


def markdown(text):
    """Markdown as HTML."""
    made = MarkdownWithMath(renderer=Renderer(escape=False)).render(text)
    # The pages allow no style within an element; the style sheet has these classes.
    return re.sub(r' style="text-align:(left|center|right)"', r' class="\1"', made)
