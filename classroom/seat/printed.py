"""What the cells print and show, as bounded text."""

import io

MOST = 20_000  # characters that a cell keeps
DROPPED = "\n… The rest of the output was dropped.\n"


class Printed:
    """The text of the cell that runs."""

    def __init__(self):
        self.begin()

    def begin(self):
        """A new cell begins."""
        self._parts, self._left = [], MOST

    def add(self, text):
        """Keep a text, as far as there is room."""
        if self._left > 0:
            self._parts.append(text[: self._left])
            self._left -= len(text)
            if self._left < 0:
                self._parts.append(DROPPED)

    def text(self):
        """All of it."""
        return "".join(self._parts).replace("\r\n", "\n")


class Stream(io.TextIOBase):
    """Stands for sys.stdout or sys.stderr, whose descriptor leads nowhere."""

    encoding, errors = "utf-8", "backslashreplace"

    def __init__(self, printed, descriptor):
        self._printed, self._descriptor = printed, descriptor
        self.buffer = _Bytes(self)

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._printed.add(str(text))
        return len(text)

    def writable(self):
        return True

    def fileno(self):
        return self._descriptor

    def close(self):
        """Stay open: in a notebook nobody else would open it again."""


class _Bytes(io.RawIOBase):
    def __init__(self, stream):
        self._stream = stream

    def write(self, content):
        self._stream.write(bytes(content).decode("utf-8", "replace"))
        return len(content)

    def writable(self):
        return True
