"""How long an answer may take: not only each wait for its next bytes, but the whole of it, head and body.

A server that sends a byte now and then would otherwise hold a desk for ever. `requests` has no limit for the whole, so
the connection's own reader keeps it.
"""

from collections.abc import Callable
from functools import partial
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from socket import socket
from time import monotonic, sleep
from typing import Any

import msgspec
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds: until a connection stands, until the next bytes come, until the answer is whole.

    `sleep` lets the time pass between two tries.
    """

    connect: float = 10
    read: float = 60
    whole: float = 300
    sleep: Callable[[float], None] = sleep


PATIENT = Patience()


class BoundedReader(RawIOBase):
    """Reads a socket's file as long as its time has not run out. Raises TimeoutError."""

    def __init__(self, file: RawIOBase, source: socket, patience: Patience) -> None:
        self._file = file
        self._source = source
        self._each = patience.read
        self._end = monotonic() + patience.whole

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._end - monotonic()
        if left <= 0:
            raise TimeoutError
        self._source.settimeout(min(self._each, left))
        return self._file.readinto(buffer)

    def close(self) -> None:
        self._file.close()
        super().close()


class BoundedResponse(HTTPResponse):
    """An answer read through a BoundedReader."""

    def __init__(self, patience: Patience, source: socket, *arguments: Any, **options: Any) -> None:
        super().__init__(source, *arguments, **options)
        self.fp = BufferedReader(BoundedReader(self.fp.detach(), source, patience))


def pools(patience: Patience) -> dict[str, type[HTTPConnectionPool]]:
    """The usual pools, whose connections read through a BoundedReader."""
    bounded = {"response_class": partial(BoundedResponse, patience)}
    plain = type("PatientConnection", (HTTPConnection,), bounded)
    sealed = type("PatientTlsConnection", (HTTPSConnection,), bounded)
    return {
        "http": type("PatientPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("PatientTlsPool", (HTTPSConnectionPool,), {"ConnectionCls": sealed}),
    }
