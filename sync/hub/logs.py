"""The hub's log: one JSON line a request, ids and counts only. It can be handed to a stranger.

No body, no query, no address of whoever asked, and no text of an error: an error's class says what kind it was.
"""

import logging
import sys
from time import perf_counter
from typing import TextIO

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger


def hub_log(stream: TextIO | None = None) -> FilteringBoundLogger:
    """A logger of its own, with nothing in it that other loggers share. Writes to `stream`, or to stderr."""
    log: FilteringBoundLogger = structlog.wrap_logger(
        structlog.WriteLogger(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(0),
    )
    return log


class Remarks(logging.Handler):
    """What libraries say through Python's own logging, as a line of the same log: who said it, and an error's class."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0] if record.exc_info else None
        told = {"error": error.__name__} if error else {}
        words = str(record.msg).strip() if record.name.startswith("uvicorn") else ""
        self._log.warning("remark", source=record.name, words=words, **told)


class Logging:
    """Around the whole application: which route, who, how it ended, how long it took (milliseconds)."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log

    def __call__(self, app: ASGIApp) -> ASGIApp:
        async def logged(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != ScopeType.HTTP:
                return await app(scope, receive, send)
            started, seen = perf_counter(), Seen(send)
            try:
                await app(scope, receive, seen)
            finally:
                took = round((perf_counter() - started) * 1000, 1)
                self._log.info("request", **facts(scope), status=seen.status, bytes=seen.bytes, ms=took)
            return None

        return logged


class Seen:
    """Passes an answer on, and keeps its status and size."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.bytes = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        elif message["type"] == "http.response.body":
            self.bytes += len(message.get("body", b""))
        await self._send(message)


def facts(scope: HTTPScope) -> dict[str, str]:
    """The route as it is written in our own code, never the path that was asked for; the ids of who asked."""
    handler, caller = scope.get("route_handler"), scope.get("user")
    known = {} if caller is None else {"device": caller.id, "district": caller.district}
    return {"method": scope["method"], "route": getattr(handler, "handler_name", ""), **known}
