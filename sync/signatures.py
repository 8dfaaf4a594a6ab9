"""Signed requests: RFC 9421 with Ed25519 over method, target, authority, content-digest, created and nonce.

The library builds and checks the signature base; what it leaves to its caller is enforced here: which components must
be covered, how fresh, by a clock that is passed in, that alg and key are ours, and that the body is the one digested.
Single use of a nonce is the hub's table (`hub/auth.py`), which all its workers share.
"""

import secrets
from collections.abc import Callable, Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, NamedTuple, Protocol

from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    InvalidSignature,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from sync.protocol import FRESH_SECONDS

COVERED = ("@method", "@authority", "@path", "@query", "content-digest")
"""Not the scheme: a proxy of the city may end TLS before the hub."""

LABEL = TAG = "kyosei"
NONCE_BYTES = 16
LONGEST_NONCE = 64


class RequestUnsigned(Exception):
    """The signature is missing, weak or wrong. `str()` is a word for the log."""


class RequestStale(RequestUnsigned):
    """Well signed, but outside of the time a signature is good for: past or future. The answer names its nonce."""

    def __init__(self, nonce: str) -> None:
        super().__init__("created")
        self.nonce = nonce


class Message(Protocol):
    """A request as the library reads it."""

    method: str
    url: str
    headers: MutableMapping[str, str]


class Received(NamedTuple):
    """A request that reached the hub."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


class Signed(NamedTuple):
    """Who signed a request, when (seconds), with which nonce."""

    device: str
    created: int
    nonce: str


class OneKey(HTTPSignatureKeyResolver):
    """The key of this request's device."""

    def __init__(self, private: bytes = b"", public_of: Callable[[str], bytes | None] = lambda _device: None) -> None:
        self._private = private
        self._public_of = public_of

    def resolve_private_key(self, key_id: str) -> Any:  # noqa: ARG002 - there is but one
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self._private)

    def resolve_public_key(self, key_id: str) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        public = self._public_of(key_id)
        return None if public is None else Ed25519PublicKey.from_public_bytes(public)


class Verifier(HTTPMessageVerifier):
    """Leaves time to us: the library asks the machine's clock, and its limits are not ours."""

    def validate_created_and_expires(self, sig_input: Any, max_age: Any = None) -> None:
        """Checked in `checked`, by the clock that was passed in."""


def sign_request(message: Message, body: bytes, device: str, private: bytes, created: int) -> str:
    """Sign in place; returns the nonce. The digest is made even of an empty body, so that none can be slipped in."""
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    signer = HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=OneKey(private))
    signer.sign(
        message,
        key_id=device,
        created=datetime.fromtimestamp(created, UTC),
        nonce=nonce,
        label=LABEL,
        tag=TAG,
        covered_component_ids=COVERED,
        body=body,
    )
    return nonce


def checked(received: Received, public_of: Callable[[str], bytes | None], now: int) -> Signed:
    """Who signed it. Raises RequestUnsigned or RequestStale; says nothing of whether the nonce was used before."""
    verifier = Verifier(signature_algorithm=algorithms.ED25519, key_resolver=OneKey(public_of=public_of))
    try:
        results = verifier.verify(
            received, max_age=None, expect_tag=TAG, require_components=COVERED, body=received.body
        )
    except (InvalidSignature, HTTPMessageSignaturesException, ValueError, TypeError, KeyError) as error:
        raise RequestUnsigned("signature") from error
    if len(results) != 1:
        raise RequestUnsigned("more than one signature")
    return fresh(results[0].parameters, now)


def fresh(parameters: Mapping[str, Any], now: int) -> Signed:
    """The signed parameters, once all that we ask for are there and the time is ours."""
    device, created, nonce = (parameters.get(name) for name in ("keyid", "created", "nonce"))
    if parameters.get("alg") != "ed25519" or "expires" in parameters:
        raise RequestUnsigned("parameters")
    if not isinstance(device, str) or type(created) is not int or not isinstance(nonce, str):
        raise RequestUnsigned("parameters")
    if not NONCE_BYTES <= len(nonce) <= LONGEST_NONCE:
        raise RequestUnsigned("nonce")
    if abs(now - created) > FRESH_SECONDS:
        raise RequestStale(nonce)
    return Signed(device, created, nonce)
