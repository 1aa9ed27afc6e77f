"""How the notebooks reach readers elsewhere: Colab's links, and a site of pages that need no kernel."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
EDITIONS = sorted((ROOT / "notebooks").glob("[a-z]*/*.ipynb"))  # the same in other languages, made of translations
