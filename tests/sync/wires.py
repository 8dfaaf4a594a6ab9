"""Sockets between a desk and whatever answers: one that writes down every byte, and servers that are not the hub."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

Answer = Callable[[socket.socket, Event], None]
"""What a server does with a connection once it has read the head of a request; the event says that the test is over."""


class Recorder:
    """A relay to a port of this machine that keeps every byte, both ways."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.bytes = bytearray()
        self._sockets = [self._listener]
        self._threads: list[Thread] = []
        self._start(self._accept)

    def _start(self, work: Callable[..., None], *arguments: object) -> None:
        self._threads.append(Thread(target=work, args=arguments))
        self._threads[-1].start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                self._sockets += [near, far]
                self._start(self._relay, near, far)
                self._start(self._relay, far, near)

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(1 << 16):
                self.bytes += part
                target.sendall(part)
            target.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(30)
        for each in self._sockets:
            each.close()


@contextmanager
def recording(port: int) -> Iterator[Recorder]:
    recorder = Recorder(port)
    try:
        yield recorder
    finally:
        recorder.close()


@contextmanager
def answering(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that does this with every request, as long as the block lasts."""
    over = Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _address = listener.accept()
                Thread(target=met, args=(connection,), daemon=True).start()

    def met(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            if context is None:
                return replied(connection)
            with context.wrap_socket(connection, server_side=True) as sealed:
                return replied(sealed)
        return None

    def replied(connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head and (part := connection.recv(1 << 16)):
            head += part
        answer(connection, over)

    Thread(target=serve, daemon=True).start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.close()


def saying(status: str, content: bytes, *headers: str) -> Answer:
    """One whole answer."""

    def answer(connection: socket.socket, _over: Event) -> None:
        head = "\r\n".join((f"HTTP/1.1 {status}", f"Content-Length: {len(content)}", "Connection: close", *headers))
        connection.sendall(head.encode("latin-1") + b"\r\n\r\n" + content)

    return answer
