"""The hub as an application: routes, what stands before them, and how it refuses. Many may stand side by side."""

import zlib
from typing import Any

import msgspec
from litestar import Litestar, MediaType, Request, Response, Router, get
from litestar.connection import ASGIConnection
from litestar.di import Provide
from litestar.handlers.base import BaseRouteHandler
from litestar.middleware.rate_limit import RateLimitConfig
from litestar.stores.memory import MemoryStore
from litestar.types import Message, Scope
from structlog.typing import FilteringBoundLogger

from kyosei_desk.clock import Clock, system_clock
from sync.hub import api, watching
from sync.hub.answers import Refusing, refuse
from sync.hub.auth import guard
from sync.hub.hub import Hub, OnLetters
from sync.hub.logs import Logging, hub_log
from sync.hub.schema import document
from sync.hub.settings import Keys, Settings
from sync.hub.store import HubStore
from sync.protocol import PREFIX, Letter, Trouble

OPEN = (api.hub_card, api.enrol)
WATCHED = (watching.health, watching.metrics)
SIGNED = (api.pull, api.push, api.roster_entry, api.letters, api.replies)
BUCKETS = 1 << 14

HEADERS = {
    b"cache-control": b"no-store",
    b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'",
    b"referrer-policy": b"no-referrer",
    b"x-content-type-options": b"nosniff",
}
"""On every answer. The hub serves data to programs: nothing of it is to be shown, kept or framed."""


def create_app(
    settings: Settings,
    store: HubStore,
    keys: Keys,
    *,
    clock: Clock = system_clock,
    on_letters: OnLetters | None = None,
    log: FilteringBoundLogger | None = None,
) -> Litestar:
    """The hub over a store. `on_letters` hears of letters once they are stored; `log`: stderr where none is given."""
    hub = Hub(settings, store, keys, clock, on_letters or nobody)
    logged = log or hub_log()
    routers = routers_of(hub)
    dependencies = {"hub": Provide(lambda: hub, sync_to_thread=False, use_cache=True)}
    return Litestar(
        [*routers, schema_route(routers, dependencies)],
        dependencies=dependencies,
        exception_handlers=Refusing(logged, settings.retry_seconds).handlers(),
        guards=[plain],
        middleware=[Logging(logged)],
        before_send=[harden],
        stores={"rate_limit": MemoryStore()},
        request_max_body_size=settings.max_body_bytes,
        logging_config=None,
        openapi_config=None,
    )


def routers_of(hub: Hub) -> list[Router]:
    """What needs a signature, what needs none, and what the city's own monitoring asks."""
    limited = RateLimitConfig(
        rate_limit=("minute", hub.settings.open_requests), identifier_for_request=bucket, set_rate_limit_headers=False
    )
    return [
        Router(PREFIX, route_handlers=SIGNED, guards=[guard(hub)], security=[{"signature": []}]),
        Router(PREFIX, route_handlers=OPEN, middleware=[limited.middleware], security=[{}]),
        Router(PREFIX, route_handlers=WATCHED, security=[{}]),
    ]


def schema_route(routers: list[Router], dependencies: dict[str, Provide]) -> Any:
    """The OpenAPI document, drawn when somebody first asks for it."""
    drawn: list[bytes] = []

    @get("/schema", sync_to_thread=False, media_type=MediaType.JSON)
    def schema() -> Response[bytes]:
        if not drawn:
            drawn.append(msgspec.json.encode(document(routers, dependencies)))
        return Response(drawn[0], media_type="application/vnd.oai.openapi+json")

    return schema


def nobody(_district: str, _letters: tuple[Letter, ...]) -> None:
    """Hears of letters where nobody else does."""


def bucket(request: Request[Any, Any, Any]) -> str:
    """Whose requests are counted together: a short sum of the address, so that none is kept and memory is bounded."""
    host = request.client.host if request.client else ""
    return str(zlib.crc32(host.encode()) % BUCKETS)


def plain(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A guard: a packed body might be a bomb, and sealed bytes do not shrink."""
    if connection.headers.get("content-encoding", "identity").lower() not in {"", "identity"}:
        raise refuse(Trouble.MALFORMED, 415)


async def harden(message: Message, _scope: Scope) -> None:
    if message["type"] == "http.response.start":
        message["headers"] = [*message["headers"], *HEADERS.items()]
