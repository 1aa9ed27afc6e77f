"""How long the package takes beside what a reader would otherwise use. See README.md in this folder."""
