"""`kyosei-hub serve`: one line with the address, TLS, several workers, an orderly end, and what it refuses."""

import json
import os
import select
import signal
import socket
import ssl
from ipaddress import IPv4Address
from pathlib import Path

import msgspec
import pytest
import requests

from sync.hub.keys import KeyFile
from sync.protocol import PREFIX, HubCard, Page
from tests.hub.building import refusal
from tests.hub.commands.operating import OTHER_WORDS, WORDS, Keyholder, Operated, Served, founded
from tests.hub.commands.ward import Ward, referral, withdrawal
from tests.hub.conftest import Databases

EVERYWHERE = str(IPv4Address(0))
PULLED = msgspec.json.Decoder(Page)


def health(served: Served) -> requests.Response:
    return served.line.open("GET", f"{PREFIX}/health")


def fresh_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def gone(*pids: int) -> bool:
    """Waits, by the kernel's own word, until none of them runs."""
    for pid in pids:
        try:
            handle = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        with os.fdopen(handle) as watched:
            if not select.select([watched], [], [], 60)[0]:
                return False
    return True


def test_it_prints_its_address_alone_and_ends_cleanly_at_sigterm(small: Operated) -> None:
    with small.serving() as served:
        assert served.url.startswith("http://127.0.0.1:")
        card = msgspec.json.decode(served.line.open("GET", f"{PREFIX}/hub").content, type=HubCard)
        assert card == small.city.keys.card
        assert served.stop(signal.SIGTERM) == 0


def test_it_ends_cleanly_at_control_c(small: Operated) -> None:
    with small.serving() as served:
        assert health(served).status_code == 200
        assert served.stop(signal.SIGINT) == 0


def test_with_tls_of_its_own_a_desk_that_knows_the_authority_can_speak_to_it(
    small: Operated, certificate: tuple[Path, Path, Path]
) -> None:
    ca, cert, key = certificate
    with small.serving("--tls-cert", cert, "--tls-key", key, ca=ca) as served:
        assert served.url.startswith("https://127.0.0.1:")
        assert health(served).status_code == 200
        served.line.session.verify = True
        with pytest.raises(requests.exceptions.SSLError):
            health(served)
        with pytest.raises(requests.exceptions.ConnectionError):
            requests.get(served.url.replace("https", "http"), timeout=30)


def test_a_connection_that_a_desk_keeps_open_does_not_hold_up_its_end(
    small: Operated, certificate: tuple[Path, Path, Path]
) -> None:
    ca, cert, key = certificate
    with small.serving("--tls-cert", cert, "--tls-key", key, ca=ca) as served:
        assert health(served).status_code == 200
        assert served.stop() == 0
    assert "timeout graceful shutdown exceeded" not in served.log.read_text("utf-8")


HALF = (
    f"POST {PREFIX}/enrol HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    "Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
)


def test_a_request_that_never_comes_whole_does_not_hold_up_its_end_either(
    small: Operated, certificate: tuple[Path, Path, Path]
) -> None:
    """It waits for the rest of a body, on a line of its own; another one has not even greeted."""
    ca, cert, key = certificate
    context = ssl.create_default_context(cafile=ca)
    with (
        small.serving("--tls-cert", cert, "--tls-key", key, ca=ca) as served,
        socket.create_connection(("127.0.0.1", served.port)),
        socket.create_connection(("127.0.0.1", served.port)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as line,
    ):
        line.sendall(HALF.encode())
        assert line.recv(100).startswith(b"HTTP/1.1 100 ")
        assert served.stop() == 0
    assert "timeout graceful shutdown exceeded" not in served.log.read_text("utf-8")


def test_what_is_no_request_is_logged_as_a_line_without_what_was_sent(small: Operated) -> None:
    with small.serving() as served, socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall("ひみつ\r\n\r\n".encode())
        assert line.recv(1000).startswith(b"HTTP/1.1 400 ")
    (told,) = [json.loads(each) for each in served.log.read_text("utf-8").splitlines()]
    assert (told["source"], told["words"]) == ("uvicorn.error", "Invalid HTTP request received.")
    assert "ひみつ" not in str(told)


def test_a_district_enrols_writes_and_reads_over_tls(either: Ward, certificate: tuple[Path, Path, Path]) -> None:
    ca, cert, key = certificate
    with either.hub.serving("--tls-cert", cert, "--tls-key", key, ca=ca) as served:
        batch = either.founder.write(3)
        assert served.line.post(either.founder, "/push", batch).status_code == 200
        page = PULLED.decode(served.line.get(either.member()).content)
        assert [each.id for found in page.batches for each in found.items] == [each.id for each in batch.items]


def test_neither_passphrase_nor_key_stands_in_environment_arguments_or_logs(ward: Ward) -> None:
    with ward.hub.serving() as served:
        letter = ward.sealed(referral())
        assert served.line.post(ward.founder, "/letters", {"letters": [msgspec.to_builtins(letter)]}).status_code == 200
        process = Path(f"/proc/{served.pid}")
        seen = (process / "environ").read_bytes() + (process / "cmdline").read_bytes() + served.log.read_bytes()
    keys = (ward.hub.city.signing.private, ward.hub.city.letter.private, ward.hub.city.held.hub.private)
    for secret in (WORDS.encode(), *keys, *(key.hex().encode() for key in keys), "見本".encode()):
        assert secret not in seen
    lines = [json.loads(line) for line in served.log.read_text("utf-8").splitlines()]
    assert {"route", "status"} <= lines[0].keys()


@pytest.mark.parametrize(
    ("arguments", "host", "status"),
    [
        ((), "127.0.0.1:{port}", 200),
        ((), "localhost:{port}", 200),
        ((), "LOCALHOST:{port}", 200),
        ((), "other.example", 401),
        ((), "127.0.0.1", 401),
        ((), "127.0.0.1:1", 401),
        (("--name", "hub.example", "--name", "b.example:8443"), "hub.example", 200),
        (("--name", "hub.example", "--name", "b.example:8443"), "hub.example:{port}", 200),
        (("--name", "hub.example", "--name", "b.example:8443"), "b.example:8443", 200),
        (("--name", "hub.example", "--name", "b.example:8443"), "b.example", 401),
        (("--name", "hub.example"), "localhost:{port}", 200),
    ],
)
def test_a_request_that_is_signed_for_another_name_is_refused(
    ward: Ward, arguments: tuple[str, ...], host: str, status: int
) -> None:
    with ward.hub.serving(*arguments) as served:
        ready = served.line.prepared(ward.founder, "GET", "/pull")
        there = ready.url
        ready.url = f"https://{host.format(port=served.port)}{PREFIX}/pull"
        ready.headers["Host"] = host.format(port=served.port)
        for name in ("Content-Digest", "Signature", "Signature-Input"):
            del ready.headers[name]
        served.line.sign(ready, ward.founder)
        ready.url = there
        assert served.line.send(ready).status_code == status


def test_names_in_the_settings_are_the_only_ones(ward: Ward) -> None:
    with (ward.hub.folder / "hub.toml").open("a", encoding="utf-8") as settings:
        settings.write('[limits]\nauthorities = ["hub.example"]\n')
    with ward.hub.serving() as served:
        assert served.line.get(ward.founder).status_code == 401


def test_killed_and_started_again_it_has_all_that_it_acknowledged(either: Ward) -> None:
    port = fresh_port()
    first = either.founder.write(5)
    with either.hub.serving("--port", port) as served:
        assert served.line.post(either.founder, "/push", first).status_code == 200
        served.kill()
        with either.hub.serving("--port", port) as again:
            assert again.port == port
            page = PULLED.decode(again.line.get(either.founder, own=1).content)
            assert [each.id for found in page.batches for each in found.items] == [each.id for each in first.items]


def test_letters_that_are_taken_back_are_hidden_as_they_come(ward: Ward) -> None:
    kept, taken_back, late = (ward.sealed(referral(number=f"見-{number}")) for number in range(3))
    with ward.hub.serving() as served:
        for letters in ([kept, taken_back], [ward.sealed(withdrawal(taken_back.id, late.id))], [late]):
            body = {"letters": [msgspec.to_builtins(each) for each in letters]}
            assert served.line.post(ward.founder, "/letters", body).status_code == 200
    with ward.hub.store() as store:
        hidden = {each.letter.id for each in store.letters() if each.hidden_at is not None}
    assert hidden == {taken_back.id, late.id}


# Several workers


@pytest.fixture
def wide(postgres: str, made: KeyFile, city: Keyholder, words: Path, tmp_path: Path) -> Ward:
    """A district of a hub that may have several workers."""
    return Ward(founded(tmp_path / "hub", Databases("postgresql", tmp_path, postgres).fresh(), made, city, words))


def test_several_workers_answer_as_one_and_end_together(wide: Ward) -> None:
    laptops = [wide.founder, *(wide.member() for _each in range(3))]
    with wide.hub.serving("--workers", 3) as served:
        workers = served.workers()
        assert len(workers) == 3
        for _round in range(5):
            for laptop in laptops:
                assert served.line.post(laptop, "/push", laptop.write(2)).status_code == 200
                served.line.session.close()  # the next request is whichever worker's
        page = PULLED.decode(served.line.get(wide.founder, own=1).content)
        assert {(head.device, head.seq) for head in page.heads} == {(laptop.id, 10) for laptop in laptops}
        assert served.stop() == 0
        assert gone(*workers)


def test_a_request_is_good_once_whichever_worker_it_reaches(wide: Ward) -> None:
    with wide.hub.serving("--workers", 2) as served:
        ready = served.line.prepared(wide.founder, "GET", "/pull")
        answers = []
        for _try in range(6):
            answers.append(served.line.send(ready))
            served.line.session.close()
        assert [each.status_code for each in answers] == [200, 401, 401, 401, 401, 401]
        assert refusal(answers[-1]).trouble == "replayed"


def test_when_the_parent_is_killed_no_worker_stays_behind(wide: Ward) -> None:
    port = fresh_port()
    with wide.hub.serving("--port", port, "--workers", 2) as served:
        workers = served.workers()
        served.process.kill()
        assert gone(served.pid, *workers)
        with wide.hub.serving("--port", port) as again:
            assert health(again).status_code == 200


def test_when_a_worker_falls_all_end_and_it_is_said(wide: Ward) -> None:
    with wide.hub.serving("--workers", 2) as served:
        workers = served.workers()
        os.kill(workers[0], signal.SIGKILL)
        assert served.ended() == 1
        assert gone(*workers)
        assert "ハブの働き手が止まったので、全部を止めました。" in served.log.read_text("utf-8")


# What it refuses


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--workers", "2"], "ファイル1つのデータベースでは、働き手は1つだけです。"),
        (["--host", EVERYWHERE], "暗号（TLS）なしで、ほかの機械から見える場所には出せません。"),
        (["--host", "::"], "暗号（TLS）なしで、ほかの機械から見える場所には出せません。"),
        (["--host", "hub.example"], "暗号（TLS）なしで、ほかの機械から見える場所には出せません。"),
        (["--host", EVERYWHERE, "--behind-proxy"], "机がこのハブを呼ぶ名前が、分かりません。"),
        (["--behind-proxy"], "机がこのハブを呼ぶ名前が、分かりません。"),
        (["--name", "https://hub.example"], "ハブの名前の書き方が合いません。"),
        (["--name", "hub.example/hub"], "ハブの名前の書き方が合いません。"),
        (["--host", "hub.invalid", "--behind-proxy", "--name", "a.b"], "その名前の場所は、この機械にはありません。"),
        (["--tls-cert", "{cert}"], "証明書と鍵は、2つで1組です。"),
        (["--tls-key", "{key}"], "証明書と鍵は、2つで1組です。"),
        (["--tls-cert", "{key}", "--tls-key", "{cert}"], "証明書と鍵を使えません"),
        (["--tls-cert", "{ca}", "--tls-key", "{key}"], "証明書と鍵を使えません"),
        (["--tls-cert", "{cert}", "--tls-key", "no-such-file"], "その場所がないか、そこには別のものがあります。"),
    ],
)  # fmt: skip
def test_what_may_not_be_served_is_said_before_anything_listens(
    arguments: list[str], sentence: str, small: Operated, certificate: tuple[Path, Path, Path]
) -> None:
    ca, cert, key = certificate
    given = [each.format(ca=ca, cert=cert, key=key) for each in arguments]
    ended = small.process("serve", "--port", 0, *given)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith(sentence)
    assert ended.err.count("\n") == 1


def test_with_tls_or_behind_a_proxy_it_may_be_seen_from_elsewhere(
    small: Operated, certificate: tuple[Path, Path, Path]
) -> None:
    ca, cert, key = certificate
    named = ("--host", EVERYWHERE, "--name", "hub.example")
    with small.serving(*named, "--tls-cert", cert, "--tls-key", key, ca=ca) as served:
        assert served.url.startswith(f"https://{EVERYWHERE}:")
    with small.serving(*named, "--behind-proxy") as served:
        assert served.url.startswith(f"http://{EVERYWHERE}:")


def test_a_port_that_is_taken_is_said(small: Operated) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        ended = small.process("serve", "--port", other.getsockname()[1])
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("その番号（ポート）は、ほかのものが使っています。")


def test_a_wrong_passphrase_serves_nothing(small: Operated, other_words: Path) -> None:
    ended = small.process("serve", "--port", 0, words=other_words)
    assert (ended.status, ended.out) == (1, "")
    assert ended.err.startswith("ハブの合言葉が違うようです。")
    assert OTHER_WORDS not in ended.err
