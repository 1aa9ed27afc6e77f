"""Plain data over a pair of file descriptors, an object of JSON to a line: bounded, and waited for only so long."""

import os
import select
import time

from d2l_rnn.checks import wire

PIECE = 1 << 16  # bytes


class Channel:
    """One end: what is written to `writing` arrives at the other end, and what is written there at `reading`."""

    def __init__(self, reading, writing=None):
        self.reading, self.writing = reading, reading if writing is None else writing
        self._left = bytearray()

    def send(self, data):
        """Hand over plain data; raises OSError where nobody is there."""
        line = wire.text(data).encode() + b"\n"
        while line:
            line = line[os.write(self.writing, line) :]

    def receive(self, seconds=None):
        """The next object, or None for a line that is none; raises EOFError at the end and TimeoutError."""
        ends = None if seconds is None else time.monotonic() + seconds
        while (end := self._left.find(b"\n")) < 0:
            if len(self._left) > wire.LONGEST:
                raise EOFError
            if ends is not None and not select.select([self.reading], [], [], max(0, ends - time.monotonic()))[0]:
                raise TimeoutError
            piece = os.read(self.reading, PIECE)
            if not piece:
                raise EOFError
            self._left += piece
        line = bytes(self._left[:end])
        del self._left[: end + 1]
        data = wire.parsed(line.decode(errors="replace"))
        return data if type(data) is dict else None

    def ask(self, command, seconds):
        """The reply to a command; raises OSError, EOFError or TimeoutError where there is none in time.

        What does not carry the command's number is skipped: whoever runs on the other side may write lines of its own.
        """
        self.send(command)
        ends = time.monotonic() + seconds
        while True:
            reply = self.receive(max(0, ends - time.monotonic()))
            if reply is not None and reply.get("n") == command["n"]:
                return reply

    def close(self):
        """Close both descriptors."""
        for descriptor in {self.reading, self.writing}:
            os.close(descriptor)
