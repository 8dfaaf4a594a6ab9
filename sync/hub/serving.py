"""A running hub: one listening socket, one worker or several forked ones, and an orderly end.

The letter key goes to the workers in memory, by the fork itself: never by the environment or an argument.
"""

import asyncio
import errno
import ipaddress
import os
import re
import signal
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

import msgspec
import uvicorn
from litestar import Litestar
from uvicorn.protocols.http.h11_impl import H11Protocol

from i18n import _
from kyosei_desk import disk
from kyosei_desk.errors import DeskError

BACKLOG = 2048
GRACE_SECONDS = 10
LOCAL = ("127.0.0.1", "[::1]", "localhost")
USUAL_PORTS = frozenset({80, 443})
PORT = re.compile(r":[0-9]{1,5}$")
NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]+\](:[0-9]{1,5})?")
"""A host, or host:port, as a desk's request names it."""
SIGNALS = (signal.SIGTERM, signal.SIGINT)

AppMaker = Callable[[], Litestar]
"""Makes a worker's own app, with connections of its own: none may outlive a fork."""


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where and how a hub is served. `certificate` and `key`: PEM files, for TLS of its own.

    `behind_proxy`: the city's proxy ends TLS, and its word is taken for who is asking. `names`: what desks call it.
    """

    host: str = "127.0.0.1"
    port: int = 0
    certificate: Path | None = None
    key: Path | None = None
    workers: int = 1
    behind_proxy: bool = False
    names: tuple[str, ...] = ()

    @property
    def tls(self) -> bool:
        return self.certificate is not None


def check(place: Place, *, embedded: bool) -> None:
    """Raises DeskError for what may not be served so."""
    if not place.tls and not place.behind_proxy and not loopback(place.host):
        raise in_the_clear()
    if place.workers > 1 and (embedded or not hasattr(os, "fork")):
        raise one_worker()
    check_certificate(place)


def check_names(place: Place, told: tuple[str, ...]) -> None:
    """A desk signs for whom it asks: a hub that cannot tell its own name would refuse every one. Raises DeskError."""
    if any(not NAME.fullmatch(name) for name in place.names):
        raise no_name()
    if not (told or place.names) and (place.behind_proxy or everywhere(place.host)):
        raise unnamed()


def authorities(place: Place, listener: socket.socket, told: tuple[str, ...]) -> tuple[str, ...]:
    """The names that a signed request may be meant for: the given ones, and, where the settings name none, where we
    listen. A name without a port stands for the usual one, and for ours."""
    port = listener.getsockname()[1]
    here = () if told else here_alone(place)
    named = (*place.names, *here)
    ported = [name for name in named if PORT.search(name)]
    bare = [name for name in named if name not in ported]
    usual = bare if port in USUAL_PORTS else [name for name in bare if name not in here]
    return tuple(sorted({each.lower() for each in (*told, *ported, *usual, *(f"{name}:{port}" for name in bare))}))


def here_alone(place: Place) -> tuple[str, ...]:
    """What the machine itself calls the place where we listen."""
    shown = f"[{place.host}]" if ":" in place.host else place.host
    if loopback(place.host):
        return (shown, *LOCAL)
    return LOCAL if everywhere(place.host) else (shown,)


def everywhere(host: str) -> bool:
    """Whether it is no address of its own, but all that the machine has."""
    try:
        return ipaddress.ip_address(host).is_unspecified
    except ValueError:
        return not host


def loopback(host: str) -> bool:
    """Whether only this machine itself can reach it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_certificate(place: Place) -> None:
    """Tried before anything listens; a key that asks for a passphrase of its own is refused, not asked for."""
    if (place.certificate is None) != (place.key is None):
        raise half_a_pair()
    if place.certificate is None or place.key is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(place.certificate, place.key, password="")
    except ssl.SSLError:
        raise bad_pair() from None
    except OSError as error:
        raise disk.sentence(error) from error


def listening(place: Place) -> socket.socket:
    """The socket that all workers share, listening from now on. Raises DeskError where it cannot be had."""
    try:
        family = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((place.host, place.port), family=family, backlog=BACKLOG)
    except socket.gaierror:
        raise no_host() from None
    except OSError as error:
        raise (taken() if error.errno == errno.EADDRINUSE else not_ours()) from error
    # asyncio sets it only on sockets that name their protocol: without it every answer waits 40 ms for an ACK
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def address(place: Place, listener: socket.socket) -> str:
    """https://127.0.0.1:8443"""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if place.tls else 'http'}://{shown}:{port}"


def serve(place: Place, listener: socket.socket, make_app: AppMaker, started: Callable[[], None]) -> None:
    """Until SIGTERM or SIGINT. Raises DeskError where a worker could not start or fell.

    `started` is called once it listens and a signal ends it in order.
    """
    if place.workers == 1:
        work(Worker(config(place, make_app()), started), listener)
    else:
        Crew(place, listener, make_app).run(started)


def work(worker: "Worker", listener: socket.socket) -> None:
    """One worker in this process, to its end."""
    with suppress(SystemExit):  # uvicorn's way to say that the app did not start
        worker.run([listener])
    if not worker.started:
        raise fallen()


def config(place: Place, app: Litestar) -> uvicorn.Config:
    """No access log (addresses, query strings), no name of the server, no words of the framework's own."""
    return uvicorn.Config(
        app,
        access_log=False,
        log_config=None,
        server_header=False,
        http="h11",
        ws="none",
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
        proxy_headers=place.behind_proxy,
        forwarded_allow_ips="*" if place.behind_proxy else "",
        ssl_certfile=place.certificate,
        ssl_keyfile=place.key,
    )


class Worker(uvicorn.Server):
    """Ends quietly at a signal: the exit status says how it went, not the signal once more.

    `lifeline`: a descriptor that becomes readable when the parent process has gone; then it ends as well.
    """

    def __init__(self, settings: uvicorn.Config, on_started: Callable[[], None], lifeline: int | None = None) -> None:
        super().__init__(settings)
        self._on_started = on_started
        self._lifeline = lifeline

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._lifeline is not None:
            asyncio.get_running_loop().add_reader(self._lifeline, self.stop)
        if self.started:
            self._on_started()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Connections at rest are dropped: over TLS each would be waited for until its client says goodbye too."""
        self._drop(at_rest)
        await super().shutdown(sockets)
        self._drop(any_of_them)
        await asyncio.sleep(0)  # a turn of the loop, in which the dropped ones are closed

    def _drop(self, which: Callable[[H11Protocol], bool]) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, H11Protocol) and which(connection):
                connection.transport.abort()

    def stop(self) -> None:
        """May be called from any thread."""
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's form
        self.should_exit = True


def at_rest(connection: H11Protocol) -> bool:
    """Whether no whole request is under way on it: nothing has been done for one that is still being sent."""
    cycle = getattr(connection, "cycle", None)
    return cycle is None or bool(cycle.response_complete or cycle.more_body)


def any_of_them(_connection: H11Protocol) -> bool:
    return True


class Crew:
    """Several workers over one socket. One that falls ends all: whoever started us starts us anew."""

    def __init__(self, place: Place, listener: socket.socket, make_app: AppMaker) -> None:
        self._place = place
        self._listener = listener
        self._make_app = make_app
        self._workers: set[int] = set()
        self._ending = False

    def run(self, started: Callable[[], None]) -> None:
        """Raises DeskError where a worker fell."""
        lifeline, held = os.pipe()
        for sign in SIGNALS:
            signal.signal(sign, self._on_signal)
        for _each in range(self._place.workers):
            self._fork(lifeline, held)
        self._listener.close()
        started()
        if not self._stood():
            raise fallen()

    def _fork(self, lifeline: int, held: int) -> None:
        """One more worker. Signals wait meanwhile, so that none is lost between two processes."""
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        child = os.fork()
        if not child:
            self._be_worker(lifeline, held)
        self._workers.add(child)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)

    def _be_worker(self, lifeline: int, held: int) -> NoReturn:
        status = 1
        try:
            os.close(held)
            for sign in SIGNALS:
                signal.signal(sign, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            work(Worker(config(self._place, self._make_app()), nothing, lifeline), self._listener)
            status = 0
        finally:
            os._exit(status)

    def _stood(self) -> bool:
        """Wait for all of them; whether none ended before it was told to."""
        stood = True
        while self._workers:
            if self._ending:
                self._end()
            gone, _status = os.wait()
            self._workers.discard(gone)
            stood = stood and self._ending
            self._ending = True
        return stood

    def _on_signal(self, _sign: int, _frame: FrameType | None) -> None:
        self._ending = True
        self._end()

    def _end(self) -> None:
        for worker in self._workers:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGTERM)


def fallen() -> DeskError:
    return DeskError(
        _("ハブの働き手が止まったので、全部を止めました。"),
        _("ここまでに受け取ったものは残っています。"),
        _("データベースが動いているかを確かめて、もう一度始めてください。"),
    )


def nothing() -> None:
    """What a worker of several says at its start: its parent spoke for all."""


def in_the_clear() -> DeskError:
    return DeskError(
        _("暗号（TLS）なしで、ほかの機械から見える場所には出せません。"),
        _("まだ何も始めていません。"),
        _("--tls-cert と --tls-key を指定するか、TLS を受け持つ中継の後ろなら --behind-proxy を付けてください。"),
    )


def no_name() -> DeskError:
    return DeskError(
        _("ハブの名前の書き方が合いません。"),
        _("まだ何も始めていません。"),
        _("--name には、机が使うアドレスから https:// を除いた名前（hub.example など）を書いてください。"),
    )


def unnamed() -> DeskError:
    return DeskError(
        _("机がこのハブを呼ぶ名前が、分かりません。"),
        _("まだ何も始めていません。"),
        _("--name で、机が使うアドレスの名前（hub.example など）を書いてください。"),
    )


def one_worker() -> DeskError:
    return DeskError(
        _("ファイル1つのデータベースでは、働き手は1つだけです。"),
        _("まだ何も始めていません。"),
        _("--workers を外すか、PostgreSQL を --database で指定してください。"),
    )


def half_a_pair() -> DeskError:
    return DeskError(
        _("証明書と鍵は、2つで1組です。"),
        _("まだ何も始めていません。"),
        _("--tls-cert と --tls-key の両方を指定してください。"),
    )


def bad_pair() -> DeskError:
    return DeskError(
        _("証明書と鍵を使えません（組が違うか、PEM でないか、鍵に合言葉が付いています）。"),
        _("まだ何も始めていません。"),
        _("--tls-cert と --tls-key のファイルを確かめてください。"),
    )


def no_host() -> DeskError:
    return DeskError(
        _("その名前の場所は、この機械にはありません。"), _("まだ何も始めていません。"), _("--host を確かめてください。")
    )


def taken() -> DeskError:
    return DeskError(
        _("その番号（ポート）は、ほかのものが使っています。"),
        _("まだ何も始めていません。"),
        _("--port で、ほかの番号を指定してください。"),
    )


def not_ours() -> DeskError:
    return DeskError(
        _("その場所と番号では、待ち受けられません。"),
        _("まだ何も始めていません。"),
        _("--host と --port を確かめてください（1023番までは、管理者だけが使えます）。"),
    )
