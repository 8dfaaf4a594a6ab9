"""What a volunteer looks things up in: the checklist, the lists, the town's offices and notices, as they count."""

from datetime import date
from typing import Any

from kyosei_desk.checklist import Definition, builtin, load
from kyosei_desk.store import Store
from kyosei_desk.store.bulletins import Bulletins
from kyosei_desk.vocabulary import Notice, Office, Vocabulary


class Reference:
    """Of one open desk. A checklist that results were made with is kept in the vault, so that it stays as it was."""

    def __init__(self, store: Store, bulletins: Bulletins) -> None:
        self._store = store
        self._bulletins = bulletins
        self._sheets: dict[str, Definition] = {}

    @property
    def vocabulary(self) -> Vocabulary:
        return self._bulletins.in_force.vocabulary

    def checklist(self, on: date) -> Definition:
        """The one for a new talk on a day."""
        version, text = self._bulletins.in_force.sheet(on)
        if version not in self._sheets:
            self._store.keep_definition(version, text)
            self._sheets[version] = self.definition(version)
        return self._sheets[version]

    def definition(self, version: str) -> Definition:
        """Kept text first, so that nothing is re-read silently."""
        kept = self._store.definition(version)
        text = self._bulletins.checklist_text(version) if kept is None else kept
        return builtin(version) if text is None else load(text, f"v{version}.toml")

    def directory(self, kind: str) -> tuple[Office, ...]:
        return tuple(each for each in self._bulletins.in_force.offices if kind in {"", each.kind})

    def notices(self, on: date) -> tuple[Notice, ...]:
        return self._bulletins.in_force.board.on(on)

    def training_cases(self) -> tuple[Any, ...]:
        return self._bulletins.in_force.cases
