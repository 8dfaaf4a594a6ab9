"""Who asks: the signature, its time, its nonce, where the device stands. Nothing is decoded before that is known."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from anyio import to_thread
from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard
from sqlalchemy.exc import SQLAlchemyError

from sync.attestations import signed_time
from sync.hub.answers import NotAnswered, refuse
from sync.hub.hub import Hub
from sync.hub.store.database import FileReplaced
from sync.hub.store.rows import AlarmKind, Device, State
from sync.protocol import Entry, Refusal, Step, Trouble
from sync.signatures import Received, RequestStale, RequestUnsigned, Signed, checked

LONGEST_ID = 40


class Caller(NamedTuple):
    """The device that signed a request, as it stood then, and the request's nonce."""

    device: Device
    nonce: str

    @property
    def id(self) -> str:
        return self.device.card.id

    @property
    def district(self) -> str:
        return self.device.district

    @property
    def active(self) -> bool:
        return self.device.state is State.ACTIVE


class Gate:
    """Lets in what a device of ours signed, once. Shared by all requests; holds nothing of any."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._authorities = frozenset(each.lower() for each in hub.settings.authorities)

    def admitted(self, received: Received, since: str = "0") -> Caller:
        """Who it is. `since`: the last roster entry the device has, should it be told to go. Raises NotAnswered."""
        if self._authorities and authority_of(received) not in self._authorities:
            raise refuse(Trouble.UNSIGNED)
        device, signed = self._signer(received)
        self._first_time(device, signed)
        if device.state is State.REVOKED:
            raise gone(self._hub, device, number_of(since))
        return Caller(device, signed.nonce)

    def _signer(self, received: Received) -> tuple[Device, Signed]:
        found: dict[str, Device] = {}

        def public_of(device_id: str) -> bytes | None:
            device = self._hub.store.device(device_id) if len(device_id) <= LONGEST_ID else None
            if device is None:
                raise UnknownDevice
            found[device_id] = device
            return device.card.sign_public

        try:
            signed = checked(received, public_of, self._hub.now())
        except RequestStale as error:
            time = signed_time(self._hub.keys.hub_private, self._hub.now(), error.nonce)
            raise NotAnswered(Refusal(trouble=Trouble.STALE, time=time)) from None
        except RequestUnsigned as error:
            if away := cause(error, (SQLAlchemyError, FileReplaced)):
                raise away from None  # the key could not be looked up: that says nothing about the signature
            raise refuse(Trouble.UNKNOWN_DEVICE if cause(error, (UnknownDevice,)) else Trouble.UNSIGNED) from None
        return found[signed.device], signed

    def _first_time(self, device: Device, signed: Signed) -> None:
        """The nonce is spent, whatever comes of the request. Raises NotAnswered."""
        use = self._hub.store.use_nonce(signed.device, signed.nonce, self._hub.now())
        if not use.first:
            self._hub.store.add_alarm(device.district, AlarmKind.REPLAY, signed.device)
            raise refuse(Trouble.REPLAYED)
        if use.recent > self._hub.settings.device_requests:
            raise refuse(Trouble.TOO_MANY)


def guard(hub: Hub) -> Guard:
    """The gate before a router. (A function: the framework copies its guards, and a hub cannot be copied.)"""
    gate = Gate(hub)

    async def signed_once(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        request: Request[Any, Any, Any] = Request(connection.scope, connection.receive, connection.send)
        received = received_of(request, await request.body())
        since = request.query_params.get("roster", "0")
        connection.scope["user"] = await to_thread.run_sync(gate.admitted, received, since)

    return signed_once


def gone(hub: Hub, device: Device, since: int = 0) -> NotAnswered:
    """All that a revoked device ever hears: the entries up to the one that says so, none of what came later."""
    entries: list[Entry] = []
    for entry in hub.store.entries(device.district, since):
        entries.append(entry)
        if entry.step is Step.REVOKE and entry.device_id == device.card.id:
            return NotAnswered(Refusal(trouble=Trouble.REVOKED, roster=tuple(entries)))
    return refuse(Trouble.REVOKED)


class UnknownDevice(Exception):
    """The key id is of no device here."""


def cause(error: BaseException | None, kinds: tuple[type[Exception], ...]) -> BaseException | None:
    """Such an error, where one stands anywhere behind this one: the library wraps what a resolver raises."""
    while error is not None and not isinstance(error, kinds):
        error = error.__cause__
    return error


def received_of(request: Request[Any, Any, Any], body: bytes) -> Received:
    """The request as it was signed. The scheme is not covered: a proxy may end TLS before us."""
    path = request.scope["raw_path"].partition(b"?")[0].decode("latin-1")
    query = request.scope["query_string"].decode("latin-1")
    headers = joined(request)
    url = f"https://{headers.get('host', '')}{path}" + (f"?{query}" if query else "")
    return Received(request.method, url, headers, body)


def joined(request: Request[Any, Any, Any]) -> Mapping[str, str]:
    """Every field, its lines joined in their order (RFC 9110, 5.3), so that a second Signature cannot hide."""
    fields: dict[str, str] = {}
    for raw_name, raw_value in request.scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


def authority_of(received: Received) -> str:
    return received.headers.get("host", "").lower()


def number_of(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 16 else 0
