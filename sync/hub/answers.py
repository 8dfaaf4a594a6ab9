"""How the hub says no: one body for every 4xx and 5xx, and nothing in it of what went wrong inside."""

import re
from collections.abc import Mapping
from typing import Any

import psycopg
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.openapi import ResponseSpec
from sqlalchemy.exc import SQLAlchemyError
from structlog.typing import FilteringBoundLogger

from sync.hub.store import refusals
from sync.hub.store.database import FileReplaced
from sync.protocol import PREFIX, Refusal, Trouble

OTHER_VERSION = re.compile(rf"(?!{PREFIX}(/|$))/v\d+(/|$)")

STATUS = {
    Trouble.MALFORMED: 400,
    Trouble.BAD_BATCH: 400,
    Trouble.UNSIGNED: 401,
    Trouble.STALE: 401,
    Trouble.REPLAYED: 401,
    Trouble.UNKNOWN_DEVICE: 401,
    Trouble.PENDING: 403,
    Trouble.BAD_CODE: 403,
    Trouble.QUOTA: 403,
    Trouble.NOT_FOUND: 404,
    Trouble.VERSION: 404,
    Trouble.EPOCH_CHANGED: 409,
    Trouble.ROSTER_MOVED: 409,
    Trouble.REVOKED: 410,
    Trouble.TOO_LARGE: 413,
    Trouble.TOO_MANY: 429,
    Trouble.BUSY: 503,
}

TROUBLES: Mapping[type[refusals.Refused], Trouble] = {
    refusals.CodeRefused: Trouble.BAD_CODE,
    refusals.DevicePending: Trouble.PENDING,
    refusals.DeviceRevoked: Trouble.REVOKED,
    refusals.EntryRefused: Trouble.MALFORMED,
    refusals.EpochChanged: Trouble.EPOCH_CHANGED,
    refusals.NoDevice: Trouble.UNKNOWN_DEVICE,
    refusals.QuotaReached: Trouble.QUOTA,
    refusals.RosterMoved: Trouble.ROSTER_MOVED,
}

BY_STATUS = {404: Trouble.NOT_FOUND, 405: Trouble.NOT_FOUND, 413: Trouble.TOO_LARGE, 429: Trouble.TOO_MANY}
"""What the framework refuses by itself; any other 4xx of its is MALFORMED."""


REFUSED = ResponseSpec(Refusal, description="Refused", generate_examples=False)


def refusing(*codes: int) -> dict[int, ResponseSpec]:
    """For a route's description: the codes it may refuse with."""
    return dict.fromkeys((415, 500, 503, *codes), REFUSED)


class NotAnswered(Exception):
    """A request that gets a Refusal for its answer. `status`: where it is not the usual one of its trouble."""

    def __init__(self, refusal: Refusal, status: int | None = None) -> None:
        super().__init__(refusal.trouble)
        self.refusal = refusal
        self.status = status or STATUS[refusal.trouble]


def refuse(trouble: Trouble, status: int | None = None) -> NotAnswered:
    return NotAnswered(Refusal(trouble=trouble), status)


class Refusing:
    """The handlers of everything that is raised. `retry`: seconds until whoever has to wait may ask again."""

    def __init__(self, log: FilteringBoundLogger, retry: int) -> None:
        self._log = log
        self._retry = retry

    def handlers(self) -> dict[int | type[Exception], Any]:
        return {
            NotAnswered: self.on_not_answered,
            refusals.Refused: self.on_refused,
            HTTPException: self.on_framework,
            FileReplaced: self.on_database,
            SQLAlchemyError: self.on_database,
            psycopg.Error: self.on_database,
            RecursionError: self.on_malformed,
            UnicodeError: self.on_malformed,
            500: self.on_broken,
        }

    def on_not_answered(self, _request: Request[Any, Any, Any], error: NotAnswered) -> Response[Refusal]:
        return self._answer(error.refusal, error.status)

    def on_refused(self, _request: Request[Any, Any, Any], error: refusals.Refused) -> Response[Refusal]:
        if isinstance(error, refusals.BatchRefused):
            return self._answer(Refusal(trouble=Trouble.BAD_BATCH, head=error.head))
        return self._answer(Refusal(trouble=TROUBLES[type(error)]))

    def on_framework(self, request: Request[Any, Any, Any], error: HTTPException) -> Response[Refusal]:
        """What the framework found: no such route, a body it could not decode, too much of either."""
        if error.status_code >= 500:
            return self.on_broken(request, error)
        if error.status_code == 404 and OTHER_VERSION.match(request.scope["path"]):
            return self._answer(Refusal(trouble=Trouble.VERSION))
        trouble = BY_STATUS.get(error.status_code, Trouble.MALFORMED)
        return self._answer(Refusal(trouble=trouble), error.status_code)

    def on_malformed(self, _request: Request[Any, Any, Any], _error: Exception) -> Response[Refusal]:
        """JSON that is nested without end, or is no UTF-8."""
        return self._answer(Refusal(trouble=Trouble.MALFORMED))

    def on_database(self, _request: Request[Any, Any, Any], error: Exception) -> Response[Refusal]:
        """It does not answer, has no room or is not there: nothing was stored, and the desk comes again."""
        self._log.error("database", error=type(error).__name__)
        return self._answer(Refusal(trouble=Trouble.BUSY))

    def on_broken(self, _request: Request[Any, Any, Any], error: Exception) -> Response[Refusal]:
        """A fault of ours. Its class is logged; its text might carry what somebody sent."""
        self._log.error("broken", error=type(error).__name__)
        return self._answer(Refusal(trouble=Trouble.BUSY), 500)

    def _answer(self, refusal: Refusal, status: int | None = None) -> Response[Refusal]:
        code = status or STATUS[refusal.trouble]
        headers = {"Retry-After": str(self._retry)} if code in {429, 503} else {}
        return Response(refusal, status_code=code, media_type="application/json", headers=headers)
