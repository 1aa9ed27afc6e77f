"""Growth: a table that grows with |V|^n beside a network that does not."""

import contextlib
import functools
import io
import re

from .. import arguments, plots
from ..languages import say
from .assets import script, styled
from .base import Figure
from .traits import Choice, Count, Flag, Text

MOST_COUNTED = 100_000  # characters of a text whose runs are counted


class Growth(Figure):
    """The cells of an n-gram table, |V|^n, against the parameters of an RNN, and the cells that a text really fills.

    `num_tokens` is |V|, `num_hiddens` is h, `order` the n that the sentences are about. `fold` opens "sizes", "text" or
    "numbers"; with "text", the runs of `text` are counted and drawn beside the two. Without a text it is the Zen of
    Python in small letters and spaces, as the book prepares a text: with one token for all else, that makes 28.
    `from_text` takes |V| from the text in the place of `num_tokens`.
    """

    code = script("growth")
    _css = styled("growth")

    text = Text().tag(sync=True)  # the browser writes as the reader types; Python or a link may set it
    num_tokens = Count(28, least=1, most=100_000).tag(sync=True)  # the browser writes; Python may set it
    num_hiddens = Count(32, least=1, most=4096).tag(sync=True)  # the browser writes; Python may set it
    order = Count(8, least=1, most=12).tag(sync=True)  # the browser writes; Python or a link may set it
    from_text = Flag(False).tag(sync=True)  # the browser writes; Python may set it
    fold = Choice("", "sizes", "text", "numbers").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, text=None, num_tokens=28, num_hiddens=32, order=8, **traits):
        sizes = {"num_tokens": num_tokens, "num_hiddens": num_hiddens, "order": order}
        super().__init__(
            {"most": {"characters": MOST_COUNTED}}, {"text": _zen() if text is None else text} | sizes | traits
        )

    @property
    def _tokens(self):
        """|V| as the figure takes it."""
        return len(set(self.text[:MOST_COUNTED])) or self.num_tokens if self.from_text else self.num_tokens

    def _sentence(self):
        words = {"V": self._tokens, "h": self.num_hiddens, "n": self.order, "text": arguments.shown(self.text)}
        return say("Growth: |V| = {V}, h = {h}, n = {n}, runs of characters in {text}.", **words)

    def _picture(self):
        text = self.text[:MOST_COUNTED]
        fits = self.fold == "text" and 0 < len(set(text)) <= self._tokens
        return plots.growth(self._tokens, self.num_hiddens, range(1, self.order + 1), text if fits else None)


@functools.lru_cache(maxsize=1)
def _zen():
    """The Zen of Python, which every Python carries, in small letters with single spaces."""
    with contextlib.redirect_stdout(io.StringIO()):  # its first import prints
        import this
    zen = "".join(this.d.get(character, character) for character in this.s)
    return re.sub("[^a-z]+", " ", zen.lower()).strip()
