"""One round of sync under way: the desk, its hub, what has been learnt so far, and what a person will be told."""

from collections.abc import Callable

import msgspec

from kyosei_desk.desk import Desk
from kyosei_desk.store import Arrival, ChainHead, Exchange
from sync import chain
from sync.client import Cursors, HubClient
from sync.devices import Enrolment
from sync.errors import Cancelled, HubUnreachable
from sync.inbound import Opener
from sync.protocol import Head
from sync.roster import Roster

CITY_DEVICE = "city-"
"""The city's answers are the changes of a device of each hub epoch: a restored hub numbers its answers anew."""


HUB_HEADS = "hub_heads"
"""Under this name the store keeps how far the hub has each chain, as far as we know."""


_heads = msgspec.json.Decoder(tuple[Head, ...])


def hub_heads(exchange: Exchange) -> dict[str, int]:
    """How far the hub had each chain when we last heard of it."""
    kept = exchange.get(HUB_HEADS)
    return {} if kept is None else {head.device: head.seq for head in _heads.decode(kept)}


class Progress(msgspec.Struct, frozen=True):
    """How far a sync has come: a word for the step, and counts of changes in and out."""

    step: str
    pulled: int
    pushed: int


def unheard(_progress: Progress) -> None:
    """Nobody looks on."""


def never() -> bool:
    """Nobody stops it."""
    return False


class Hooks(msgspec.Struct, frozen=True):
    """What a window gives: it hears of progress, and may stop between two requests.

    `recognise`: whether the 照合番号 of this laptop (its argument) is the one on the screen where it was approved, as a
    person says; None where nobody is there to be asked. Only a desk whose code was made before its district began asks.
    """

    progress: Callable[[Progress], None] = unheard
    cancelled: Callable[[], bool] = never
    recognise: Callable[[str], bool] | None = None


class Report(msgspec.Struct, kw_only=True):
    """What a round did. `digest`: of all changes and answers here; `remarks`: sentences a person should read.

    `quarantined` and `conflicts` are what stands so at the end. `complete`: every change here is acknowledged. `news`:
    sentences that a person should read too, of which nothing is left to be done by the sync.
    """

    pushed: int = 0
    pulled: int = 0
    letters_up: int = 0
    letters_down: int = 0
    quarantined: int = 0
    conflicts: int = 0
    digest: str = ""
    seconds: float = 0.0
    complete: bool = False
    state: str = "active"
    remarks: list[str] = msgspec.field(default_factory=list)
    news: list[str] = msgspec.field(default_factory=list)


class Round:
    """What the steps share. `own`: this device's own changes are asked for too, for they are not all here.

    `branches`: where other branches of a chain than ours end, as far as a bundle brought them.
    `held`: pages that are verified and opened, and not durable yet. `broken`: chains that did not fit in this
    round, and where they stand here. `asked`: how far the last request said we have come; `shown`: the last bulletin of
    those that are gone through from the first on; `counted`: items since all was last asked for from the beginning.
    """

    def __init__(self, desk: Desk, client: HubClient | None, enrolment: Enrolment, hooks: Hooks | None = None) -> None:
        self.desk = desk
        self._client = client
        self.enrolment = enrolment
        self.hooks = hooks or Hooks()
        self.report = Report()
        self.own = False
        self.held: list[Arrival] = []
        self.broken: dict[str, int] = {}
        self.asked: Cursors | None = None
        self.shown = 0
        self.counted = 0
        self.acknowledged: dict[str, str] = {}
        self.branches: dict[str, ChainHead] = {}
        self.purged = 0

    @property
    def by_hand(self) -> bool:
        """Whether a bundle is taken in, and no hub is asked."""
        return self._client is None

    @property
    def client(self) -> HubClient:
        """The hub's; a round by hand has none."""
        if self._client is None:
            raise HubUnreachable
        return self._client

    @property
    def exchange(self) -> Exchange:
        return self.desk.exchange

    def opener(self, roster: Roster) -> Opener:
        return Opener(self.enrolment.district, self.exchange.epochs(), roster)

    def step(self, word: str) -> None:
        """Tell the window; stop here if the person asked for it."""
        self.hooks.progress(Progress(word, self.report.pulled, self.report.pushed))
        if self.hooks.cancelled():
            raise Cancelled

    def remark(self, event: str, sentence: str, **detail: int | str) -> None:
        """Something a person should read; the log keeps its code and counts."""
        self.exchange.note(event, detail)
        if sentence not in self.report.remarks:
            self.report.remarks.append(sentence)

    def tell(self, event: str, sentence: str, **detail: int | str) -> None:
        """The same of what is only news: the round is none the less whole for it."""
        self.exchange.note(event, detail)
        if sentence not in self.report.news:
            self.report.news.append(sentence)


def digest_of(exchange: Exchange) -> str:
    """One digest of every change this desk holds, sent or not, and of the city's answers: equal on desks that hold the
    same. Answers count by themselves, for each life of a hub numbers them anew."""
    heads = [Head(each.device, each.seq, each.link) for each in exchange.heads().values()]
    own = (each for each in heads if not each.device.startswith(CITY_DEVICE))
    return chain.fingerprint_of(own, [*exchange.local_ids(), *exchange.answer_names()])
