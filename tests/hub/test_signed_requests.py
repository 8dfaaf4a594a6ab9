"""Who may ask the hub, and how a request that is not quite right is told. RFC 9421, enforced and not only checked."""

import base64
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric import ec
from http_message_signatures import HTTPMessageSigner, algorithms

from sync.attestations import check_time
from sync.hub.settings import Settings
from sync.hub.store.rows import AlarmKind
from sync.protocol import FRESH_SECONDS, Trouble
from sync.signatures import COVERED, LABEL, TAG, OneKey
from tests.hub.building import Laptop, Place, laptop_clock, refusal
from tests.hub.running import GENEROUS, Running, running


@pytest.fixture(scope="module")
def place(hub: Running) -> Place:
    return hub.place()


def signed_anew(ready: requests.PreparedRequest, laptop: Laptop, **bent: Any) -> requests.PreparedRequest:
    """The request signed again, with what is named done otherwise."""
    for name in ("Signature", "Signature-Input", "Content-Digest"):
        ready.headers.pop(name, None)
    options = {
        "key_id": laptop.id, "created": datetime.fromtimestamp(laptop_clock(), UTC),
        "nonce": secrets.token_urlsafe(16), "label": LABEL, "tag": TAG, "covered_component_ids": COVERED,
        "body": ready.body or b"", **bent,
    }  # fmt: skip
    resolver = OneKey(laptop.signing.private)
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=resolver).sign(ready, **options)
    return ready


def trouble(hub: Running, ready: requests.PreparedRequest) -> Trouble | None:
    response = hub.line.send(ready)
    return None if response.status_code == 200 else refusal(response).trouble


def pull(hub: Running, laptop: Laptop) -> requests.PreparedRequest:
    return hub.line.prepared(laptop, "GET", "/pull", roster=0)


def test_a_request_well_signed_is_answered(hub: Running, place: Place) -> None:
    assert trouble(hub, pull(hub, place.founder)) is None
    assert trouble(hub, signed_anew(pull(hub, place.founder), place.founder)) is None


def test_a_request_comes_once(hub: Running, place: Place) -> None:
    ready = pull(hub, place.founder)
    assert trouble(hub, ready) is None
    response = hub.line.send(ready)
    assert (response.status_code, refusal(response).trouble) == (401, Trouble.REPLAYED)
    hub.line.send(ready)
    (alarm,) = hub.store.alarms(place.id)
    assert (alarm.kind, alarm.device, alarm.times) == (AlarmKind.REPLAY, place.founder.id, 2)


def test_nothing_signed_is_nothing_said(hub: Running) -> None:
    response = hub.line.open("GET", "/v1/pull")
    assert (response.status_code, refusal(response).trouble) == (401, Trouble.UNSIGNED)


@pytest.mark.parametrize("missing", COVERED)
def test_every_component_must_be_covered(hub: Running, place: Place, missing: str) -> None:
    """The library by itself would take a signature over nothing."""
    rest = tuple(each for each in COVERED if each != missing)
    body: dict[str, Any] = {"body": None} if missing == "content-digest" else {}
    ready = signed_anew(pull(hub, place.founder), place.founder, covered_component_ids=rest, **body)
    assert trouble(hub, ready) is Trouble.UNSIGNED


@pytest.mark.parametrize(
    "bent",
    [{"tag": None}, {"tag": "other"}, {"nonce": None}, {"nonce": "short"}, {"nonce": "n" * 65}, {"include_alg": False}],
    ids=["no tag", "another tag", "no nonce", "a short nonce", "a long nonce", "no algorithm"],
)
def test_every_parameter_must_be_there(hub: Running, place: Place, bent: dict[str, Any]) -> None:
    assert trouble(hub, signed_anew(pull(hub, place.founder), place.founder, **bent)) is Trouble.UNSIGNED


def test_an_expiry_is_not_for_the_desk_to_say(hub: Running, place: Place) -> None:
    far = datetime.fromtimestamp(laptop_clock() + 10**8, UTC)
    assert trouble(hub, signed_anew(pull(hub, place.founder), place.founder, expires=far)) is Trouble.UNSIGNED


def test_a_signature_without_a_time_is_none(hub: Running, place: Place) -> None:
    ready = signed_anew(pull(hub, place.founder), place.founder)
    ready.headers["Signature-Input"] = ready.headers["Signature-Input"].partition(";created")[0]
    assert trouble(hub, ready) is Trouble.UNSIGNED


@pytest.mark.parametrize("seconds", [-FRESH_SECONDS - 5, FRESH_SECONDS + 5, -31_536_000, 31_536_000])
def test_a_stale_request_is_told_the_hub_s_time(hub: Running, place: Place, seconds: int) -> None:
    ready = hub.line.prepared(place.founder, "GET", "/pull", created=laptop_clock() + seconds)
    response = hub.line.send(ready)
    said = refusal(response)
    assert (response.status_code, said.trouble) == (401, Trouble.STALE)
    assert said.time
    assert abs(said.time.now - laptop_clock()) < 60
    assert f'nonce="{said.time.nonce}"' in ready.headers["Signature-Input"]
    check_time(hub.city.keys.card.hub_public, said.time)


@pytest.mark.parametrize("seconds", [20 - FRESH_SECONDS, FRESH_SECONDS - 20])
def test_a_clock_that_is_a_little_off_is_no_trouble(hub: Running, place: Place, seconds: int) -> None:
    ready = hub.line.prepared(place.founder, "GET", "/pull", created=laptop_clock() + seconds)
    assert trouble(hub, ready) is None


def test_another_body_under_the_same_signature(hub: Running, place: Place) -> None:
    ready = hub.line.prepared(place.founder, "POST", "/push", place.founder.clone().write())
    assert isinstance(ready.body, bytes)
    ready.body = ready.body.replace(b'"items"', b'"itemz"')
    assert trouble(hub, ready) is Trouble.UNSIGNED


def test_another_digest_under_the_same_signature(hub: Running, place: Place) -> None:
    ready = hub.line.prepared(place.founder, "POST", "/push", place.founder.clone().write())
    ready.headers["Content-Digest"] = f"sha-256=:{base64.b64encode(bytes(32)).decode()}:"
    assert trouble(hub, ready) is Trouble.UNSIGNED


@pytest.mark.parametrize("path", ["/v1/letters", "/v1/push?own=1"])
def test_another_target_under_the_same_signature(hub: Running, place: Place, path: str) -> None:
    ready = hub.line.prepared(place.founder, "POST", "/push", place.founder.clone().write())
    ready.url = hub.url + path
    assert trouble(hub, ready) is Trouble.UNSIGNED


def test_another_method_under_the_same_signature(hub: Running, place: Place) -> None:
    ready = hub.line.prepared(place.founder, "GET", "/push")
    ready.method = "POST"
    assert trouble(hub, ready) is Trouble.UNSIGNED


def test_a_request_signed_for_another_hub(hub: Running, place: Place) -> None:
    ready = signed_anew(aimed(pull(hub, place.founder), "other.example"), place.founder)
    del ready.headers["Host"]
    ready.url = hub.url + "/v1/pull?roster=0"
    assert trouble(hub, ready) is Trouble.UNSIGNED


def aimed(ready: requests.PreparedRequest, host: str) -> requests.PreparedRequest:
    """A request that names another host than the one it is sent to."""
    ready.url = f"https://{host}/v1/pull?roster=0"
    ready.headers["Host"] = host
    return ready


@pytest.fixture(scope="module")
def named(hub: Running) -> Iterator[Running]:
    """A hub that knows its name."""
    known = Settings(authorities=("hub.example",), device_requests=GENEROUS.device_requests)
    with running(hub.store, hub.city, known) as up:
        yield up


@pytest.mark.parametrize(("host", "told"), [("hub.example", None), ("other.example", Trouble.UNSIGNED)])
def test_a_hub_that_knows_its_name_answers_to_no_other(
    named: Running, place: Place, host: str, told: Trouble | None
) -> None:
    """However well a request is signed, and whatever its Host says."""
    ready = signed_anew(aimed(pull(named, place.founder), host), place.founder)
    ready.url = named.url + "/v1/pull?roster=0"
    assert trouble(named, ready) is told


def test_a_name_is_a_name_in_any_case(named: Running, place: Place) -> None:
    ready = signed_anew(aimed(pull(named, place.founder), "HUB.example"), place.founder)
    ready.url = named.url + "/v1/pull?roster=0"
    assert trouble(named, ready) is None


def test_an_unknown_device(hub: Running, place: Place) -> None:
    response = hub.line.get(Laptop(place.id))
    assert (response.status_code, refusal(response).trouble) == (401, Trouble.UNKNOWN_DEVICE)


def test_another_key_under_a_known_name(hub: Running, place: Place) -> None:
    stranger = Laptop(place.id)
    stranger.id = place.founder.id
    assert trouble(hub, pull(hub, stranger)) is Trouble.UNSIGNED


def test_another_algorithm_is_not_ours(hub: Running, place: Place) -> None:
    """What the header calls it changes nothing: there is one algorithm, and one kind of key."""
    ready = signed_anew(pull(hub, place.founder), place.founder)
    for other in ("hmac-sha256", "rsa-pss-sha512", "ecdsa-p256-sha256", "none"):
        ready.headers["Signature-Input"] = ready.headers["Signature-Input"].replace('"ed25519"', f'"{other}"')
        assert trouble(hub, ready) is Trouble.UNSIGNED


def test_the_public_key_is_no_secret_to_authenticate_with(hub: Running, place: Place) -> None:
    """HMAC with the key that everyone knows: the classic confusion."""
    laptop = place.founder

    class Public(OneKey):
        def resolve_private_key(self, _key_id: str) -> Any:
            return laptop.card.sign_public

    ready = pull(hub, laptop)
    for name in ("Signature", "Signature-Input", "Content-Digest"):
        ready.headers.pop(name)
    HTTPMessageSigner(signature_algorithm=algorithms.HMAC_SHA256, key_resolver=Public()).sign(
        ready, key_id=laptop.id, nonce=secrets.token_urlsafe(16), label=LABEL, tag=TAG, covered_component_ids=COVERED,
        body=b"",
    )  # fmt: skip
    assert trouble(hub, ready) is Trouble.UNSIGNED


def test_an_elliptic_curve_of_another_kind(hub: Running, place: Place) -> None:
    private = ec.generate_private_key(ec.SECP256R1())

    class Curve(OneKey):
        def resolve_private_key(self, _key_id: str) -> Any:
            return private

    ready = pull(hub, place.founder)
    for name in ("Signature", "Signature-Input", "Content-Digest"):
        ready.headers.pop(name)
    HTTPMessageSigner(signature_algorithm=algorithms.ECDSA_P256_SHA256, key_resolver=Curve()).sign(
        ready, key_id=place.founder.id, nonce=secrets.token_urlsafe(16), label=LABEL, tag=TAG,
        covered_component_ids=COVERED, body=b"",
    )  # fmt: skip
    assert trouble(hub, ready) is Trouble.UNSIGNED


def test_two_signatures_are_one_too_many(hub: Running, place: Place) -> None:
    ready = pull(hub, place.founder)
    other = signed_anew(pull(hub, place.founder), place.founder, label="second")
    for name in ("Signature", "Signature-Input"):
        ready.headers[name] += ", " + other.headers[name]
    assert trouble(hub, ready) is Trouble.UNSIGNED


def test_one_label_twice_is_not_the_last_of_the_two(hub: Running, place: Place) -> None:
    ready = pull(hub, place.founder)
    for name in ("Signature", "Signature-Input"):
        ready.headers[name] += ", " + ready.headers[name]
    assert trouble(hub, ready) is Trouble.UNSIGNED


@pytest.mark.parametrize("name", ["Signature", "Signature-Input"])
@pytest.mark.parametrize(
    "value", ["", "kyosei", "kyosei=:AAAA:", "kyosei=();tag=kyosei", "\u3042", "=", "kyosei=" + "(" * 500]
)
def test_a_header_that_is_no_signature(hub: Running, place: Place, name: str, value: str) -> None:
    ready = pull(hub, place.founder)
    ready.headers[name] = value.encode().decode("latin-1")
    assert trouble(hub, ready) is Trouble.UNSIGNED


def test_nothing_is_decoded_before_the_signature_is_known(hub: Running, place: Place) -> None:
    response = hub.line.open("POST", "/v1/push", b"{" * 1000)
    assert refusal(response).trouble is Trouble.UNSIGNED
    response = hub.line.post(place.founder, "/push", b"{" * 1000)
    assert refusal(response).trouble is Trouble.MALFORMED
