"""The routes: thin. What is asked is decoded by the wire's own types; what is answered comes from the store."""

import unicodedata
from typing import Annotated, Any, TypeAlias

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter, SkipValidation

from kyosei_desk.sealing import SealBroken
from sync.attestations import signed_time
from sync.hub import returning
from sync.hub.answers import refuse, refusing
from sync.hub.auth import Caller, gone
from sync.hub.hub import Hub
from sync.hub.store.refusals import DeviceRevoked
from sync.hub.store.rows import Asked, State
from sync.letters import opened_letter
from sync.protocol import (
    Batch,
    Enrol,
    Enrolled,
    Entry,
    HubCard,
    Letter,
    LetterFate,
    Letters,
    LettersTaken,
    Page,
    Pushed,
    Replies,
    RepliesTaken,
    Trouble,
)

Known: TypeAlias = Annotated[int, QueryParameter(ge=0, le=2**53)]
Given: TypeAlias = NamedDependency[SkipValidation[Hub]]
Asking: TypeAlias = Request[Caller, Any, Any]

SIGNED = refusing(400, 401, 403, 409, 410, 413, 429)


@get("/hub", sync_to_thread=False, responses=refusing(429), summary="Who the hub is")
def hub_card(hub: Given) -> HubCard:
    return hub.keys.card


@post(
    "/enrol",
    status_code=200,
    sync_to_thread=True,
    responses=refusing(400, 403, 413, 429),
    summary="Come into a district by a code",
)
def enrol(data: JSONBody[Enrol], hub: Given) -> Enrolled:
    if any(unicodedata.category(sign) == "Cc" for sign in data.code_id + data.device.name):
        raise refuse(Trouble.MALFORMED)
    return hub.store.spend_code(data)


@get("/pull", sync_to_thread=True, responses=SIGNED, summary="All lanes after what a desk has")
def pull(
    request: Asking,
    hub: Given,
    cursor: Annotated[str, QueryParameter(max_length=100)] = "",
    roster: Known = 0,
    replies: Known = 0,
    bulletins: Known = 0,
    own: Annotated[int, QueryParameter(ge=0, le=1)] = 0,
) -> Page:
    if not request.user.active:
        return waiting_page(hub, request.user, roster)
    asked = Asked(cursor=cursor, roster=roster, replies=replies, bulletins=bulletins, own=bool(own))
    return page(hub, request.user, asked)


@post("/push", status_code=200, sync_to_thread=True, responses=SIGNED, summary="Changes of one device, in its order")
def push(data: JSONBody[Batch], request: Asking, hub: Given) -> Pushed:
    check_active(request.user)
    try:
        return hub.store.push(request.user.district, data, request.user.id, hub.settings.device_bytes)
    except DeviceRevoked:
        raise gone(hub, request.user.device) from None


@post(
    "/roster",
    status_code=200,
    sync_to_thread=True,
    responses=SIGNED,
    summary="One entry more, if it follows the last one",
)
def roster_entry(data: JSONBody[Entry], request: Asking, hub: Given) -> dict[str, str]:
    try:
        hub.store.append_entry(request.user.district, data, request.user.id)
    except DeviceRevoked:
        raise gone(hub, request.user.device) from None
    return {}


@post("/letters", status_code=200, sync_to_thread=True, responses=SIGNED, summary="Letters to the city")
def letters(data: JSONBody[Letters], request: Asking, hub: Given) -> LettersTaken:
    check_active(request.user)
    district = request.user.district
    try:
        fates = hub.store.add_letters(
            district, data.letters, request.user.id, unreadable(hub, district, data.letters), hub.settings.device_bytes
        )
    except DeviceRevoked:
        raise gone(hub, request.user.device) from None
    kept = {LetterFate.ACCEPTED, LetterFate.KNOWN}
    hub.on_letters(district, tuple(each for each, fate in zip(data.letters, fates, strict=True) if fate in kept))
    return LettersTaken(fates=fates)


@post(
    "/replies", status_code=200, sync_to_thread=True, responses=SIGNED, summary="Answers that a restored hub has lost"
)
def replies(data: JSONBody[Replies], request: Asking, hub: Given) -> RepliesTaken:
    check_active(request.user)
    return RepliesTaken(fates=returning.taken_back(hub.store, hub.keys, request.user.district, data.replies))


def check_active(caller: Caller) -> None:
    if not caller.active:
        raise refuse(Trouble.PENDING)


def waiting_page(hub: Hub, caller: Caller, roster: int) -> Page:
    """What a laptop sees that nobody has approved yet."""
    stands = hub.store.roster(caller.district)
    return Page(
        state=State.PENDING,
        time=signed_time(hub.keys.hub_private, hub.now(), caller.nonce),
        lease_days=hub.settings.lease_days,
        roster=tuple(hub.store.entries(caller.district, roster)),
        roster_number=stands.number,
        roster_head=stands.head,
    )


def page(hub: Hub, caller: Caller, asked: Asked) -> Page:
    try:
        lanes = hub.store.pull(caller.district, caller.id, asked)
    except DeviceRevoked:
        raise gone(hub, caller.device, asked.roster) from None
    return Page(
        state=caller.device.state,
        time=signed_time(hub.keys.hub_private, hub.now(), caller.nonce),
        lease_days=hub.settings.lease_days,
        **msgspec.structs.asdict(lanes),
    )


def unreadable(hub: Hub, district: str, some: tuple[Letter, ...]) -> frozenset[str]:
    """Ids of those that are sealed to another key than ours: nobody in the city could ever read them."""
    return frozenset(each.id for each in some if not opens(hub, district, each))


def opens(hub: Hub, district: str, letter: Letter) -> bool:
    try:
        opened_letter(letter, hub.keys.letter_private, district)
    except SealBroken:
        return False
    return True
