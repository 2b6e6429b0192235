"""What we and the process in which calamine reads say to each other: messages over a pipe, and the words in them.

Belongs here: bytes onto a pipe and off it, and what both sides must agree on. Does not belong here: the two sides
(calamine_apart.py, calamine_worker.py).

Each message has its length before it; an empty one stands after the last of an answer.
"""

import os
import struct

_LENGTH = struct.Struct("<Q")
END = b""
# Time for one request. The largest sheet that is read takes a fifth of it.
SECONDS = 300
# How a batch of rows comes: its cells column by column between marks that none of them has, after their number in four
# bytes; or its columns as JSON. The last one may say that the next row has a day that is none.
JOINED, LISTED, BAD_DATE = b"T", b"J", b"D"
MARK = "\0"
# Why there is no answer.
DAMAGED_FAILURE, PASSWORD_FAILURE, UNKNOWN_FAILURE = "damaged", "password", "unknown"


def send(pipe: int, message: bytes | bytearray) -> None:
    """Write a message, past any buffer: nothing of it is left behind when the process is copied."""
    for part in (_LENGTH.pack(len(message)), message):
        rest = memoryview(part)
        while rest:
            rest = rest[os.write(pipe, rest) :]


def receive(pipe: int) -> bytearray:
    """Read a message.

    Raises:
        EOFError: the other side is gone.
    """
    return _exactly(pipe, _LENGTH.unpack(_exactly(pipe, _LENGTH.size))[0])


def _exactly(pipe: int, size: int) -> bytearray:
    data = bytearray(size)
    rest = memoryview(data)
    while rest:
        count = os.readv(pipe, [rest])
        if not count:
            raise EOFError
        rest = rest[count:]
    return data
