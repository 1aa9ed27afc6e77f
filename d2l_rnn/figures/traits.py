"""What a figure shares with the browser, checked: a wrong value is told what would be right, and changes nothing."""

import traitlets

from .. import arguments
from ..languages import say
from .packing import unpacked_history


class Shared:
    """What the browser writes. It is not echoed: the browser has it already, and each echo would cost the server."""

    metadata = {"echo_update": False}


class Own(traitlets.Dict):
    """What a figure sends of its model, and its words; a reader who could change it would have others' pictures."""

    def validate(self, obj, value):
        if value is not getattr(obj, f"_{self.name}"):
            raise TypeError(
                say("{name} belongs to the figure; for another model, make another figure.", name=self.name)
            )
        return value


class Text(Shared, traitlets.Unicode):
    """A string of whole characters; anything else is told what would be right."""

    def validate(self, obj, value):
        return arguments.text(value, least=0, name=self.name)


class Count(Shared, traitlets.Int):
    """A whole number from `least` to `most`; the figure shows the nearest step or unit that it has."""

    def __init__(self, *args, least=0, most=arguments.MOST_NUMBERS, **kwargs):
        self.least, self.most = least, most
        super().__init__(*args, **kwargs)

    def validate(self, obj, value):
        return arguments.count(self.name, value, least=self.least, most=self.most)


class Number(Shared, traitlets.Float):
    """A finite number from `least` to `most`."""

    def __init__(self, *args, least, most, **kwargs):
        self.least, self.most = least, most
        super().__init__(*args, **kwargs)

    def validate(self, obj, value):
        return arguments.number(self.name, value, least=self.least, most=self.most)


class Choice(Shared, traitlets.Unicode):
    """One of a few words, the first by default."""

    def __init__(self, *words, **kwargs):
        self.words = words
        super().__init__(words[0], **kwargs)

    def validate(self, obj, value):
        return arguments.choice(self.name, value, self.words)


class Network(Choice):
    """One of the networks that the figure may have; one that it does not have is refused."""

    def validate(self, obj, value):
        value, have = super().validate(obj, value), obj._params
        if value not in have and obj.learned is None:  # what has learned in the page was untrained before
            words = {"name": self.name, "value": repr(value), "have": ", ".join(map(repr, have))}
            raise ValueError(
                say("{name} is {value}, and this figure was given only {have}. A History brings it along.", **words)
            )
        return value


class Flag(Shared, traitlets.Bool):
    """True or False, and nothing that merely looks like it."""

    def validate(self, obj, value):
        return arguments.flag(self.name, value)


class Learned(Shared, traitlets.Dict):
    """What a network learned in the page, as the browser packs it; None while the figure's own is shown."""

    default_value = None

    def validate(self, obj, value):
        try:
            if value is not None:
                unpacked_history(value)
        except (LookupError, RuntimeError, TypeError, ValueError, AttributeError) as error:
            raise TypeError(
                say(
                    "learned must be what a page has learned, not {what}; "
                    "give None for the network that the figure was given.",
                    what=arguments.a(value),
                )
            ) from error
        return value
