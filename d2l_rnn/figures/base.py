"""What every figure shares: the module and style the browser gets, the picture and sentence beside it, saving."""

import difflib
import inspect

import anywidget
import traitlets

from .. import languages
from ..languages import say
from ..plots.page import letters_at_hand
from . import saving, shown
from .assets import kit, source, styled
from .given import FIRST_CHARACTERS, drawn_from_seed, readable, settings_of
from .packing import rounded, text_of, unpacked_history
from .traits import Count, Flag, Learned, Number, Own, Text


def _to_see_it():
    """How a figure is seen: what a saved notebook says under the picture, or a terminal, which shows no figures."""
    if shown.in_notebook():
        return say("Run the cell to make it live.")
    return say('To see it, write a page: .save("name.html").')


FIXED = {"network", "words"}  # what a figure is made with; its reader cannot set it


class Figure(anywidget.AnyWidget):
    """What every figure shares: the model it is given, and how it is shown, stored and saved."""

    code = None  # the figure's own ES module
    _esm = source("host/loader.js")
    _css = styled()
    _ipython_display_ = None  # ipywidgets 7 would bypass _repr_mimebundle_, and with it the picture

    _module = traitlets.Unicode().tag(sync=True)  # Python writes: the code, which the loader imports once for a page
    _kit = traitlets.Unicode().tag(sync=True)  # Python writes: what the code imports
    network = Own().tag(sync=True)  # Python writes, once: tokens, sizes, weights as base64 float32, limits
    words = Own().tag(sync=True)  # Python writes, once: what the figure says in its language; nothing in English

    def __init__(self, network, traits):
        unknown = sorted(traits.keys() - (set(self.trait_names()) - {*FIXED, "_module", "_kit"}))
        if unknown:
            takes = [name for name in inspect.signature(type(self)).parameters if name != "traits"]
            known = dict.fromkeys([*takes, *self._settings()])
            words = {"figure": type(self).__name__, "name": repr(unknown[0])}
            raise TypeError(say("{figure} has no argument {name}.", **words) + " " + _near(unknown[0], known))
        self._network = network = network | {"limits": self._limits()}
        self._language = languages.language()
        self._words = words = languages.dictionary("figure:kit", f"figure:{self._folder()}")
        super().__init__(network=network, words=words, _module=self.code, _kit=kit(), **traits)

    def __setattr__(self, name, value):
        # What the widget's own machinery keeps is private, or stands in its class.
        if not name.startswith("_") and not hasattr(type(self), name):
            near = _near(name, self._settings())
            words = {"figure": type(self).__name__, "name": repr(name)}
            raise AttributeError(say("{figure} has no attribute {name}.", **words) + " " + near)
        super().__setattr__(name, value)

    def save(self, path):
        """Write the figure as it stands to `path`: a live page (.html), or a picture (.png, .svg).

        The page is one file that needs no kernel, no Jupyter and no network, and forbids itself the network. Another
        ending, a folder that is not there, or a state of which there is no picture raises an error that says so.
        """
        with languages.spoken(self._language):
            saving.save(self, path)

    def close(self):
        """Close the figure: its views vanish. Displayed again, it opens again."""
        super().close()
        self.__dict__.pop("_repr_mimebundle_", None)  # ipywidgets hides the method of a closed widget

    def __repr__(self):
        with languages.spoken(self._language):
            return languages.paragraph([self._sentence(), _to_see_it()])

    def _limits(self):
        """The least and the most of every trait that is a number, by name: what the browser's controls keep to."""
        numbers = self.traits(sync=True).items()
        return {name: [trait.least, trait.most] for name, trait in numbers if isinstance(trait, Count | Number)}

    @classmethod
    def _folder(cls):
        """The name of the figure's folder of the front end, which is its module's."""
        own = next(one for one in cls.__mro__ if one.__module__.startswith(f"{__package__}."))
        return own.__module__.rpartition(".")[2]

    def _sentence(self):
        """One stable sentence about the data: what nbval compares and a screen without widgets shows."""
        raise NotImplementedError

    def _picture(self):
        """The matplotlib twin for the current state, or None where there is nothing to draw."""
        raise NotImplementedError

    def _settings(self):
        """The names of the traits that a reader may set."""
        names = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names(sync=True)) - FIXED
        return sorted(name for name in names if not name.startswith("_"))

    def _state(self, bits=None):
        """The traits that a saved page begins with, by name; `bits` of each weight, where not all shall be saved."""
        return {name: getattr(self, name) for name in sorted([*FIXED, *self._settings()])}

    def _repr_mimebundle_(self, **kwargs):
        shown.replace(self)
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        data["text/plain"] = repr(self)
        with languages.spoken(self._language), letters_at_hand():
            picture = self._picture()
        if picture is not None:
            data["image/png"] = text_of(picture._repr_png_())
        return data, metadata


def _near(name, names):
    """Which of the names was probably meant, or all of them, in words."""
    near = difflib.get_close_matches(name, names, 1, cutoff=0.7)
    if near:
        return say("Did you mean {name}?", name=repr(near[0]))
    return say("There are {names}.", names=", ".join(names))


class Sequence(Figure):
    """A figure of one text, read step by step. Linked figures stand at the same step."""

    text = Text().tag(sync=True)  # the browser writes as the reader types; Python or a link may set it
    step = Count().tag(sync=True)  # the browser writes; Python or a link may set it
    playing = Flag(False).tag(sync=True)  # the browser writes; Python or a link may set it
    learned = Learned(allow_none=True).tag(sync=True)  # the browser writes; Python may give None

    def __init__(self, network, text, traits, history=None):
        self._history = history
        super().__init__(network, {"text": text, "step": min(len(text), 3)} | traits)

    @property
    def history(self):
        """The History that the figure shows: what was learned in its page, or what it was given; None for a Params."""
        return self._history if self.learned is None else unpacked_history(self.learned)

    def _state(self, bits=None):
        """The traits of a saved page, which stays small: it draws from its seed what a training began with.

        Of what was learned in the page it has the last checkpoint.
        """
        state, history = super()._state(bits), self._history
        if "untrained" in self.network and drawn_from_seed(history, history.checkpoints[0]):
            state["network"] = self.network | {"untrained": settings_of(history)}
        if bits:
            state["network"] = state["network"] | {
                name: rounded(sent, self.network["sizes"], bits)
                for name, sent in state["network"].items()
                if name in ("weights", "untrained", "memoryless") and isinstance(sent, str)
            }
        if self.learned is not None:
            points = self.learned["checkpoints"]
            begun = [{"step": 0, "loss": one["loss"]} for one in points[:-1][:1]]
            last = points[-1]
            if bits:
                last = last | {"weights": rounded(last["weights"], self.learned["sizes"], bits)}
            state["learned"] = self.learned | {"checkpoints": [*begun, last]}
        return state

    def _readable(self, most=FIRST_CHARACTERS):
        """The beginning of the text that the model can read and a picture can hold."""
        return readable(self.text, self._tokens, most)

    @property
    def _tokens(self):
        return self.network["tokens"] if self.learned is None else self.learned["tokens"]

    def _nearest_step(self, last):
        """The step from 1 to `last` that lies nearest to the one the figure stands at."""
        return max(1, min(self.step, last))
