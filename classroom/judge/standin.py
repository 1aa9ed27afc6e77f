"""Checks the exercises, but not here: while a notebook is graded its answers are examined afterwards, elsewhere."""


class _Nothing:
    """Whatever is asked of it, it does nothing."""

    def __init__(self, name):
        self.__name__ = name

    def __call__(self, *answers, **more):
        return None

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __getitem__(self, key):
        return self

    def __iter__(self):
        return iter(())

    def __repr__(self):
        return f"checks.{self.__name__}: asked after the notebook has run."


def __getattr__(name):
    if name.startswith("__") or name in ("plain", "sandbox", "wire"):  # modules, which are here
        raise AttributeError(name)
    return _Nothing(name)
