"""A figure in a file: a page that runs by itself, or a picture."""

import os
from pathlib import Path

from .. import arguments
from ..languages import paragraph, say
from .page import page


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
