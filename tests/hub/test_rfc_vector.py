"""The RFC's own Ed25519 vector, through the library and our verifier."""

from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from http_message_signatures import HTTPMessageSigner, InvalidSignature, algorithms

from sync.signatures import OneKey, Received, RequestUnsigned, Verifier, checked

# RFC 9421, appendix B.1.4, B.2 and B.2.6 (checked 2026-10).
RFC_PUBLIC = b"""-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAJrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=
-----END PUBLIC KEY-----"""
RFC_PRIVATE = b"""-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF
-----END PRIVATE KEY-----"""
RFC_INPUT = (
    'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
RFC_SIGNATURE = "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"
RFC_BODY = b'{"hello": "world"}'


def rfc_request(**changed: str) -> Received:
    headers = {
        "host": "example.com",
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "content-type": "application/json",
        "content-length": "18",
        "signature-input": RFC_INPUT,
        "signature": RFC_SIGNATURE,
        **changed,
    }
    return Received("POST", "https://example.com/foo?param=Value&Pet=dog", headers, RFC_BODY)


def rfc_key() -> bytes:
    key: Any = load_pem_public_key(RFC_PUBLIC)
    return bytes(key.public_bytes_raw())


def rfc_verifier() -> Verifier:
    return Verifier(signature_algorithm=algorithms.ED25519, key_resolver=OneKey(public_of=lambda _id: rfc_key()))


def test_the_vector_of_the_rfc_verifies() -> None:
    (result,) = rfc_verifier().verify(rfc_request(), max_age=None)
    assert result.parameters == {"created": 1618884473, "keyid": "test-key-ed25519"}


def test_the_vector_of_the_rfc_is_what_we_would_sign() -> None:
    private: Any = load_pem_private_key(RFC_PRIVATE, None)
    received = rfc_request()
    unsigned = {name: value for name, value in received.headers.items() if not name.startswith("signature")}
    plain = requests.structures.CaseInsensitiveDict(unsigned)
    message = Received(received.method, received.url, plain, RFC_BODY)
    HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=OneKey(private.private_bytes_raw())
    ).sign(
        message, key_id="test-key-ed25519", created=datetime.fromtimestamp(1618884473, UTC), label="sig-b26",
        include_alg=False,
        covered_component_ids=("date", "@method", "@path", "@authority", "content-type", "content-length"),
    )  # fmt: skip
    assert plain["signature-input"] == RFC_INPUT
    assert plain["signature"] == RFC_SIGNATURE


def test_the_vector_of_the_rfc_with_one_sign_changed_does_not() -> None:
    with pytest.raises(InvalidSignature):
        rfc_verifier().verify(rfc_request(date="Tue, 20 Apr 2021 02:07:56 GMT"), max_age=None)


def test_the_vector_of_the_rfc_covers_too_little_for_us() -> None:
    with pytest.raises(RequestUnsigned):
        checked(rfc_request(), lambda _id: rfc_key(), 1618884473)
