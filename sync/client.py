"""HTTP to protocol types: the one file that knows `requests`. It signs, sends, checks and decodes; it decides nothing.

Redirects are refused, the machine's proxy settings are not asked, every answer has a time and a size it must keep to,
and whatever is not the hub's JSON is said to be not the hub: a café's portal answers 200 as well.
"""

import ssl
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import msgspec
import requests
from requests.adapters import HTTPAdapter
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from i18n import _
from kyosei_desk.clock import Clock
from kyosei_desk.errors import FieldError
from kyosei_desk.sealing import SignatureBroken
from sync.attestations import check_time
from sync.errors import ClockWrong, HubBusy, HubRefused, HubUnreachable, NotTheHub
from sync.patience import PATIENT, Patience, pools
from sync.protocol import (
    MAX_RESPONSE_BYTES,
    PREFIX,
    Batch,
    Enrol,
    Enrolled,
    Entry,
    HubCard,
    Letters,
    LettersTaken,
    Page,
    Pushed,
    Refusal,
    Replies,
    RepliesTaken,
    SignedTime,
    Trouble,
)
from sync.signatures import sign_request

TRIES = 4
LONGEST_WAIT = 30
TOLERATED_SECONDS = 30
"""Clocks that differ by less are left alone."""
BUSY = frozenset({429, 502, 503, 504})
T = TypeVar("T")


class Cursors(msgspec.Struct, frozen=True, kw_only=True):
    """How far a desk has come in each lane. `own`: this device's own changes too (a desk that is being rebuilt)."""

    cursor: str = ""
    roster: int = 0
    replies: int = 0
    bulletins: int = 0
    own: bool = False


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """With what this desk signs, and whose time it believes."""

    device: str
    private: bytes
    hub_public: bytes

    def __repr__(self) -> str:
        return f"Signer({self.device})"


def context_of(pem: str) -> ssl.SSLContext | None:
    """Trusts one authority (PEM) and no other; None for the machine's own."""
    if not pem:
        return None
    try:
        return ssl.create_default_context(cadata=pem)
    except (ssl.SSLError, TypeError):  # TypeError: signs that no certificate has
        raise FieldError(
            "ca", _("認証局の証明書が読みとれません。"), _("市からのファイルを確かめてください。")
        ) from None


class PatientAdapter(HTTPAdapter):
    """Connections that keep to a patience; with a context for TLS, to its authorities too."""

    def __init__(self, patience: Patience, context: ssl.SSLContext | None = None) -> None:
        self._patience = patience
        self._context = context
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        if self._context is not None:
            options["ssl_context"] = self._context
        super().init_poolmanager(*arguments, **options)
        self.poolmanager.pool_classes_by_scheme = pools(self._patience)


class HubClient:
    """One hub, spoken to by one desk. `offset` (seconds) is added to the clock; `on_offset` hears a new one."""

    def __init__(
        self,
        url: str,
        clock: Clock,
        *,
        ca: str = "",
        signer: Signer | None = None,
        offset: int = 0,
        on_offset: Callable[[int], None] = lambda _seconds: None,
        patience: Patience = PATIENT,
    ) -> None:
        self._base = checked_url(url)
        self._clock = clock
        self._signer = signer
        self._offset = offset
        self._on_offset = on_offset
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Accept-Encoding"] = "identity"
        self._session.mount("http://", PatientAdapter(patience))
        self._session.mount("https://", PatientAdapter(patience, context_of(ca)))
        self._timeout = (patience.connect, patience.read)
        self._retrying = Retrying(
            retry=retry_if_exception_type((HubUnreachable, HubBusy)),
            stop=stop_after_attempt(TRIES),
            wait=waited,
            reraise=True,
            sleep=patience.sleep,
        )
        self.requests = self.sent = self.received = 0
        """How many requests, and bytes of bodies out and in, so far."""
        self._nonce = ""

    def close(self) -> None:
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_details: object) -> None:
        self.close()

    def hub_card(self) -> HubCard:
        """Who the hub says it is; believed only once its fingerprint fits the code."""
        return self._call("GET", "/hub", HubCard)

    def enrol(self, request: Enrol) -> Enrolled:
        return self._call("POST", "/enrol", Enrolled, request)

    def pull(self, at: Cursors) -> Page:
        """What lies beyond; its signed time is believed from then on. Raises NotTheHub where that is not signed."""
        query = {"cursor": at.cursor, "roster": at.roster, "replies": at.replies, "bulletins": at.bulletins}
        page = self._call("GET", "/pull", Page, params={**query, "own": int(at.own)})
        try:
            self._correct(page.time)
        except ClockWrong:
            raise NotTheHub(_("署名のない時刻")) from None
        return page

    def push(self, batch: Batch) -> Pushed:
        return self._call("POST", "/push", Pushed, batch)

    def roster(self, entry: Entry) -> None:
        self._call("POST", "/roster", dict[str, Any], entry)

    def letters(self, letters: Letters) -> LettersTaken:
        return self._call("POST", "/letters", LettersTaken, letters)

    def replies(self, replies: Replies) -> RepliesTaken:
        """Give back what a restored hub lost."""
        return self._call("POST", "/replies", RepliesTaken, replies)

    def _call(self, method: str, path: str, form: type[T], body: object = None, params: Any = None) -> T:
        """One request until it is answered; every try is signed anew, and all of them are idempotent."""
        content = b"" if body is None else msgspec.json.encode(body)
        for attempt in self._retrying.copy():
            with attempt:
                return self._tried(method, path, form, content, params)
        raise HubUnreachable

    def _tried(self, method: str, path: str, form: type[T], content: bytes, params: Any) -> T:
        try:
            return self._once(method, path, form, content, params)
        except HubRefused as error:
            if error.refusal.trouble is not Trouble.STALE or error.refusal.time is None:
                raise
            self._correct(error.refusal.time)
        try:
            return self._once(method, path, form, content, params)
        except HubRefused as error:
            if error.refusal.trouble is Trouble.STALE:
                raise ClockWrong from None
            raise

    def _once(self, method: str, path: str, form: type[T], content: bytes, params: Any) -> T:
        request = requests.Request(method, self._base + PREFIX + path, params=params, data=content or None)
        if content:
            request.headers["Content-Type"] = "application/json"
        prepared = self._session.prepare_request(request)
        self._nonce = self._signed(prepared, content)
        self.requests += 1
        self.sent += len(content)
        try:
            with self._session.send(prepared, stream=True, allow_redirects=False, timeout=self._timeout) as response:
                answer = body_of(response)
                self.received += len(answer)
                return decoded(response, answer, form)
        except requests.exceptions.SSLError:
            raise NotTheHub(_("証明書が合いません")) from None
        except requests.RequestException:
            raise HubUnreachable from None

    def _signed(self, prepared: requests.PreparedRequest, content: bytes) -> str:
        if self._signer is None:
            return ""
        created = int(self._clock().timestamp()) + self._offset
        return sign_request(prepared, content, self._signer.device, self._signer.private, created)  # type: ignore[arg-type]

    def _correct(self, time: SignedTime) -> None:
        """Take the hub's signed time, if it is its answer to this very request."""
        if self._signer is None or time.nonce != self._nonce:
            raise ClockWrong
        try:
            check_time(self._signer.hub_public, time)
        except SignatureBroken:
            raise ClockWrong from None
        offset = time.now - int(self._clock().timestamp())
        if abs(offset - self._offset) > TOLERATED_SECONDS:
            self._offset = offset
            self._on_offset(offset)


def checked_url(url: str) -> str:
    """The base of a hub; raises FieldError. Plain HTTP is for this machine only."""
    parts = urlsplit(url.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise FieldError("hub", _("ハブのアドレスの形が合いません。"), _("https:// で始まるアドレスを書いてください。"))
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise FieldError(
            "hub",
            _("暗号でない http:// では、ほかの機械につなぎません。"),
            _("https:// で始まるアドレスを書いてください。"),
        )
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def waited(state: RetryCallState) -> float:
    """Seconds until the next try: what the hub asked for, else longer and longer by chance."""
    error = state.outcome.exception() if state.outcome else None
    if isinstance(error, HubBusy) and error.after is not None:
        return min(error.after, LONGEST_WAIT)
    return float(wait_random_exponential(multiplier=0.5, max=LONGEST_WAIT)(state))


def body_of(response: requests.Response) -> bytes:
    """What was answered, as long as it is of a size and form a hub sends."""
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise NotTheHub(_("頼んでいない圧縮"))
    content = bytearray()
    for part in response.iter_content(64 << 10):
        content += part
        if len(content) > MAX_RESPONSE_BYTES:
            raise NotTheHub(_("大きすぎる答え"))
    return bytes(content)


def decoded(response: requests.Response, content: bytes, form: type[T]) -> T:
    if 300 <= response.status_code < 400:
        raise NotTheHub(_("ほかの場所への案内"))
    if not response.headers.get("Content-Type", "").startswith("application/json"):
        raise unavailable(response) or NotTheHub(_("ハブの形ではない答え"))
    if response.status_code >= 400:
        raise refused(response, content)
    return understood(content, form)


def understood(content: bytes, form: type[T]) -> T:
    try:
        return msgspec.json.decode(content, type=form)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError):
        raise NotTheHub(_("読みとれない答え")) from None


def refused(response: requests.Response, content: bytes) -> HubRefused:
    refusal = understood(content, Refusal)
    if response.status_code in BUSY:
        return HubBusy(refusal, seconds(response))
    return HubRefused(refusal)


def unavailable(response: requests.Response) -> HubBusy | None:
    """A proxy before the hub answers in its own words while the hub is away."""
    if response.status_code in BUSY:
        return HubBusy(Refusal(trouble=Trouble.BUSY), seconds(response))
    return None


def seconds(response: requests.Response) -> float | None:
    after = response.headers.get("Retry-After", "")
    return float(after) if after.isascii() and after.isdigit() else None
