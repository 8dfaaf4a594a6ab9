"""What answers is not the hub: a café's portal, a proxy, another server, a trap. It is said, and not believed."""

import gzip
import socket
import ssl
from datetime import datetime
from pathlib import Path
from threading import Event

import msgspec
import pytest
import trustme

from kyosei_desk.errors import DeskError, FieldError
from sync import devices
from sync.client import HubClient
from sync.errors import HubBusy, HubRefused, HubUnreachable, NotTheHub
from sync.patience import Patience
from sync.protocol import MAX_RESPONSE_BYTES
from tests.builders import NOW
from tests.sync.conftest import Fresh
from tests.sync.hubs import City, running_hub
from tests.sync.laptops import Laptop, World, in_district, quiet
from tests.sync.wires import Answer, answering, saying
from tests.sync.writing import talk

JSON = "Content-Type: application/json"
HTML = "Content-Type: text/html; charset=utf-8"
PORTAL = "<html><title>無料 Wi-Fi</title>ログインしてください</html>".encode()


def clock() -> datetime:
    return NOW


def no_wait(_seconds: float) -> None:
    """Time does not pass between two tries."""


SHORT = Patience(connect=5, read=0.2, whole=0.3, sleep=no_wait)


class Waits:
    """Keeps what the client would have waited."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (saying("200 OK", PORTAL, HTML), "ハブの形ではない"),
        (saying("200 OK", PORTAL, JSON), "読みとれない"),
        (saying("200 OK", b"[]", JSON), "読みとれない"),
        (saying("200 OK", b"", JSON), "読みとれない"),
        (saying("200 OK", b"\xff\xfe{}", JSON), "読みとれない"),
        (saying("302 Found", PORTAL, HTML, "Location: http://192.0.2.1/login"), "ほかの場所"),
        (saying("307 Temporary Redirect", b"", "Location: /elsewhere"), "ほかの場所"),
        (saying("404 Not Found", PORTAL, HTML), "ハブの形ではない"),
        (saying("500 Internal Server Error", PORTAL, HTML), "ハブの形ではない"),
        (saying("500 Internal Server Error", b"{}", JSON), "読みとれない"),
        (saying("511 Network Authentication Required", PORTAL, HTML), "ハブの形ではない"),
        (saying("200 OK", gzip.compress(b'{"a":1}' * 1_000_000), JSON, "Content-Encoding: gzip"), "圧縮"),
        (saying("200 OK", gzip.compress(b"0" * (1 << 28)), JSON, "Content-Encoding: br"), "圧縮"),
        (saying("200 OK", b" " * (MAX_RESPONSE_BYTES + 1), JSON), "大きすぎる"),
    ],
)  # fmt: skip
def test_it_is_said_what_it_was(answer: Answer, why: str) -> None:
    with (
        answering(answer) as url,
        HubClient(url, clock, patience=SHORT) as client,
        pytest.raises(NotTheHub, match=why) as caught,
    ):
        client.hub_card()
    assert "ログイン" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        (saying("429 Too Many Requests", b'{"trouble":"too_many"}', JSON, "Retry-After: 3"), 3),
        (saying("503 Service Unavailable", b'{"trouble":"busy"}', JSON, "Retry-After: 2"), 2),
        (saying("503 Service Unavailable", PORTAL, HTML, "Retry-After: 5"), 5),
        (saying("503 Service Unavailable", PORTAL, HTML, "Retry-After: 999999"), 30),
        (saying("502 Bad Gateway", PORTAL, HTML), None),
        (saying("504 Gateway Timeout", PORTAL, HTML, "Retry-After: Wed, 21 Oct 2026 07:28:00 GMT"), None),
        (saying("503 Service Unavailable", PORTAL, HTML, "Retry-After: ²"), None),
    ],
)
def test_a_hub_that_is_away_is_asked_again_when_it_said_and_not_for_ever(answer: Answer, wait: int | None) -> None:
    waits = Waits()
    with (
        answering(answer) as url,
        HubClient(url, clock, patience=msgspec.structs.replace(SHORT, sleep=waits)) as client,
        pytest.raises(HubBusy),
    ):
        client.hub_card()
    assert len(waits.seconds) == 3
    assert all(0 <= each <= 30 for each in waits.seconds)
    assert wait is None or waits.seconds == [wait] * 3


def test_a_body_too_large_for_a_proxy_is_a_refusal() -> None:
    with (
        answering(saying("413 Content Too Large", b'{"trouble":"too_large"}', JSON)) as url,
        HubClient(url, clock, patience=SHORT) as client,
        pytest.raises(HubRefused, match="大きすぎて"),
    ):
        client.hub_card()


# Slow ones. (What never ends is ended by the desk: the server stops only when the test is over.)


def never(_connection: socket.socket, over: Event) -> None:
    """Takes the request and says nothing."""
    over.wait(30)


def drop_by_drop(connection: socket.socket, over: Event) -> None:
    """An answer that goes on for ever, a byte now and then: no single wait is long."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n")
    while not over.wait(0.02):
        connection.sendall(b" ")


def drop_by_drop_in_chunks(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not over.wait(0.02):
        connection.sendall(b"1\r\n \r\n")


def headers_for_ever(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not over.wait(0.02):
        connection.sendall(b"x")


def cut(connection: socket.socket, _over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}")


def nothing(connection: socket.socket, _over: Event) -> None:
    connection.close()


def babble(connection: socket.socket, _over: Event) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.6\r\n")


@pytest.mark.parametrize(
    "answer", [never, drop_by_drop, drop_by_drop_in_chunks, headers_for_ever, cut, nothing, babble]
)
def test_a_line_that_brings_nothing_whole_is_no_line(answer: Answer) -> None:
    with (
        answering(answer) as url,
        HubClient(url, clock, patience=SHORT) as client,
        pytest.raises(HubUnreachable),
    ):
        client.hub_card()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        HubClient(f"http://127.0.0.1:{port}", clock, patience=SHORT) as client,
        pytest.raises(HubUnreachable),
    ):
        client.hub_card()


def test_the_machine_s_proxy_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with (
        answering(saying("200 OK", PORTAL, HTML)) as url,
        HubClient(url, clock, patience=SHORT) as client,
        pytest.raises(NotTheHub),
    ):
        client.hub_card()


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1", "http://hub.example", "ftp://127.0.0.1", "127.0.0.1", "https://", "https://a:b@hub"]
)
def test_in_the_clear_only_to_this_machine(url: str) -> None:
    with pytest.raises(FieldError):
        HubClient(url, clock)


def test_a_wrong_path_in_the_address_is_said_to_be_one(city: City, folder: Path, world: World) -> None:
    with (
        running_hub(city, folder / "hub.db", world.clock()) as hub,
        HubClient(f"{hub.url}/hub2", clock, patience=SHORT) as client,
        pytest.raises(HubRefused, match="アドレスが違う") as caught,
    ):
        client.hub_card()
    assert "not_found" not in str(caught.value)


# TLS


class Authority:
    """A throw-away authority, and a server's certificate of it."""

    def __init__(self, folder: Path, *names: str) -> None:
        self.authority = trustme.CA()
        issued = self.authority.issue_cert(*(names or ("127.0.0.1",)))
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.pem = self.authority.cert_pem.bytes().decode()
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        issued.configure_cert(self.context)
        issued.private_key_pem.write_to_path(self.key)
        for blob in issued.cert_chain_pems:
            blob.write_to_path(self.certificate, append=True)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def test_over_tls_with_a_pinned_authority_all_goes_its_way(
    city: City, authority: Authority, folder: Path, world: World, fresh: Fresh
) -> None:
    one, other = fresh(0), fresh(1)
    one.ca = other.ca = authority.pem
    with running_hub(city, folder / "hub.db", world.clock(), tls=(authority.certificate, authority.key)) as hub:
        assert hub.url.startswith("https://")
        in_district(hub, one, other)
        talk(one, "封をした線の話")
        quiet((one, other))
        assert len(other.desk.search("封をした線の話")) == 1
        assert one.enrolment.ca == authority.pem


def test_a_certificate_of_another_authority_is_not_the_hub_s(authority: Authority) -> None:
    other = trustme.CA().cert_pem.bytes().decode()
    with (
        answering(saying("200 OK", b"{}", JSON), authority.context) as url,
        HubClient(url, clock, ca=other, patience=SHORT) as client,
        pytest.raises(NotTheHub, match="証明書"),
    ):
        client.hub_card()


def test_a_certificate_for_another_name_is_not_the_hub_s(tmp_path: Path) -> None:
    elsewhere = Authority(tmp_path, "hub.example")
    with (
        answering(saying("200 OK", b"{}", JSON), elsewhere.context) as url,
        HubClient(url, clock, ca=elsewhere.pem, patience=SHORT) as client,
        pytest.raises(NotTheHub, match="証明書"),
    ):
        client.hub_card()


def test_a_throw_away_authority_is_not_trusted_unpinned(authority: Authority) -> None:
    with (
        answering(saying("200 OK", b"{}", JSON), authority.context) as url,
        HubClient(url, clock, patience=SHORT) as client,
        pytest.raises(NotTheHub, match="証明書"),
    ):
        client.hub_card()


@pytest.mark.parametrize("pem", ["みほん", "mihon", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_certificate_file_that_is_none_is_said_to_be_none(pem: str) -> None:
    with pytest.raises(FieldError):
        HubClient("https://127.0.0.1", clock, ca=pem)


@pytest.fixture
def between(pair: tuple[Laptop, Laptop]) -> Laptop:
    """A desk with work to send."""
    one, _other = pair
    talk(one, "送っていない話")
    return one


def test_at_a_cafe_nothing_is_lost_and_nothing_sent(between: Laptop) -> None:
    """The portal answers in the hub's place; afterwards the same desk goes on as if nothing had been."""
    enrolment = between.enrolment
    with answering(saying("200 OK", PORTAL, HTML)) as url:
        devices.keep(between.desk.exchange, msgspec.structs.replace(enrolment, hub=url))
        with pytest.raises(DeskError, match="何も送っていません"):
            between.sync()
        devices.keep(between.desk.exchange, enrolment)
    assert len(between.desk.search("送っていない話")) == 1
    assert between.sync().complete
