"""Run notebooks from top to bottom and store their outputs: python -m publish.run [notebook ...]

Without an argument it takes every notebook. What differs from run to run is left out (the live views with their
random ids, timings, the Python version), so that a second run changes no byte and a diff shows what a reader sees.
"""

import base64
import io
import os
import sys
from pathlib import Path

import nbformat
from matplotlib import image
from nbclient import NotebookClient

FOLDER = Path(__file__).parents[1] / "notebooks"
# What Jupyter itself stores, but for Python's version, which differs between machines. JupyterLab asks which kernel to
# take where the first is missing; editors and converters take the words' colours and the ending from the second.
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
# Of a cell's own metadata: what nbval is told, and what nbgrader needs to take an exercise back.
KEPT = ("tags", "nbgrader", "deletable", "editable")
LIVE_VIEW = "application/vnd.jupyter.widget-view+json"
QUIET = {"TQDM_DISABLE": "1"}  # a progress bar appears after 2 s: on a busy machine, and not on another
SECONDS_PER_CELL = 120


def notebooks():
    """The paths of all notebooks, in reading order."""
    return sorted(path for path in FOLDER.rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts)


def run(notebook, folder=FOLDER, environment=None, widget_state=False):
    """Execute a notebook in place, in a new kernel whose working folder is `folder`; an error in a cell is raised.

    With `widget_state` its metadata then hold what every figure shows, and the figures' scripts.
    """
    client = NotebookClient(
        notebook,
        timeout=SECONDS_PER_CELL,
        startup_timeout=SECONDS_PER_CELL,
        kernel_name="python3",
        record_timing=False,
        store_widget_state=widget_state,
        resources={"metadata": {"path": str(folder)}},
    )
    client.execute(env={**(os.environ if environment is None else environment), **QUIET})
    return notebook


def cleaned(notebook, stored):
    """The executed notebook without what differs from run to run; `stored` is the same notebook as it was before."""
    notebook.metadata = nbformat.from_dict(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    # Another zlib packs the same pixels into other bytes: the stored file of a picture stays if there is one.
    pictures = {_pixels(data["image/png"]): data["image/png"] for data in _shown(stored) if "image/png" in data}
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if key in KEPT}
    for data in _shown(notebook):
        data.pop(LIVE_VIEW, None)
        if "image/png" in data:
            data["image/png"] = pictures.get(_pixels(data["image/png"]), data["image/png"])
    for output in _outputs(notebook):
        if "metadata" in output:
            output.metadata = {}
    return notebook


def _outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def _shown(notebook):
    return [output.data for output in _outputs(notebook) if "data" in output]


def _pixels(picture):
    pixels = image.imread(io.BytesIO(base64.b64decode(picture)), format="png")
    return pixels.shape, pixels.tobytes()


def store(path):
    """Run the notebook at `path` and write it back with its outputs."""
    stored = nbformat.read(path, as_version=4)
    executed = run(nbformat.read(path, as_version=4), folder=path.parent)
    nbformat.validate(cleaned(executed, stored))
    nbformat.write(executed, path)


if __name__ == "__main__":
    for path in [Path(name).resolve() for name in sys.argv[1:]] or notebooks():
        print(path.name, flush=True)
        store(path)
