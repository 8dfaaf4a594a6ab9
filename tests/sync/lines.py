"""The line between a desk and the hub, as bad as one wishes: what is lost, repeated, late, cut short, not the hub's."""

from collections import deque
from collections.abc import Iterable
from enum import Enum, auto
from io import BytesIO
from typing import Any

import requests
from requests.adapters import BaseAdapter

BUSY = b'{"trouble":"busy"}'


class Fate(Enum):
    """What becomes of one request."""

    WELL = auto()
    DROPPED = auto()
    """It never reached the hub."""
    LOST = auto()
    """The hub took it; the answer was lost."""
    TWICE = auto()
    """The hub got it twice; the first answer came back."""
    TWICE_LAST = auto()
    """The hub got it twice; the second answer came back."""
    LATE = auto()
    """It was held up, and reaches the hub before the next request does; the desk has given up on it by then."""
    CUT = auto()
    """The answer breaks off in its middle."""
    BROKEN = auto()
    """500, in nobody's words."""
    AWAY = auto()
    """503 of a proxy."""
    MANY = auto()
    """429 with Retry-After."""


class Line(BaseAdapter):
    """Stands before the real adapter. `fates` are used up request by request; then all goes well."""

    def __init__(self, inner: BaseAdapter, fates: Iterable[Fate] = ()) -> None:
        super().__init__()
        self.fates = deque(fates)
        self._inner = inner
        self._held: list[tuple[requests.PreparedRequest, dict[str, Any]]] = []

    def send(self, request: requests.PreparedRequest, *_args: Any, **options: Any) -> requests.Response:
        for held, its_options in self._held:
            self._through(held, its_options)
        self._held.clear()
        fate = self.fates.popleft() if self.fates else Fate.WELL
        return self._met(fate, request, options)

    def _met(self, fate: Fate, request: requests.PreparedRequest, options: dict[str, Any]) -> requests.Response:
        if fate is Fate.DROPPED:
            raise requests.ConnectionError
        if fate is Fate.LATE:
            self._held.append((request, options))
            raise requests.ReadTimeout
        if fate in ANSWERS:
            return answer(request, *ANSWERS[fate])
        first = self._through(request, options)
        if fate is Fate.LOST:
            raise requests.ReadTimeout
        if fate is Fate.TWICE_LAST:
            return self._through(request, options)
        if fate is Fate.TWICE:
            self._through(request, options)
        if fate is Fate.CUT:
            return answer(request, first.status_code, first.content[: len(first.content) // 2], first.headers)
        return first

    def _through(self, request: requests.PreparedRequest, options: dict[str, Any]) -> requests.Response:
        """To the hub and back; the whole answer in memory."""
        found = self._inner.send(request, **options)
        return answer(request, found.status_code, found.content, found.headers)

    def close(self) -> None:
        self._inner.close()


def answer(request: requests.PreparedRequest, status: int, content: bytes, headers: Any) -> requests.Response:
    response = requests.Response()
    response.status_code, response.raw, response.request = status, BytesIO(content), request
    response.headers.update(headers)
    return response


JSON = {"Content-Type": "application/json"}
ANSWERS = {
    Fate.BROKEN: (500, b"<h1>Internal Server Error</h1>", {"Content-Type": "text/html"}),
    Fate.AWAY: (503, b"<h1>maintenance</h1>", {"Content-Type": "text/html", "Retry-After": "7"}),
    Fate.MANY: (429, b'{"trouble":"too_many"}', {**JSON, "Retry-After": "3"}),
}
