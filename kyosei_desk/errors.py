"""The one family of errors a person may meet.

Each says, in plain Japanese, what happened, what is safe and what to do. None carries a resident's words: what a
person typed never goes into a message, a log or a traceback.
"""

from i18n import _


class DeskError(Exception):
    """Something a person can cause or must know. `str()` is the whole message, in three sentences."""

    def __init__(self, happened: str, safe: str, todo: str) -> None:
        super().__init__(happened, safe, todo)
        self.happened = happened
        self.safe = safe
        self.todo = todo

    def __str__(self) -> str:
        return "".join(part for part in (self.happened, self.safe, self.todo) if part)


class FieldError(DeskError):
    """A field that cannot be kept as it is. `field` is its name in the record, never its content."""

    def __init__(self, field: str, happened: str, todo: str, safe: str | None = None) -> None:
        kept = _("ほかの記録はそのままです。") if safe is None else safe
        super().__init__(happened, kept, todo)
        self.field = field


class VaultError(DeskError):
    """The vault cannot be opened, made, copied or restored."""


class WrongPassphrase(VaultError):
    """The key slot did not open."""


class WrongCode(WrongPassphrase):
    """The printed code is not the one of this vault."""


class VaultMissing(VaultError):
    """There is no vault at this place."""


class VaultExists(VaultError):
    """There is a vault at this place already."""


class VaultBusy(VaultError):
    """Another window or command has the vault open."""


class VaultLocked(VaultError):
    """The keys have been put away; the passphrase opens it again."""

    def __init__(self) -> None:
        super().__init__(
            _("記録は、鍵がかかっています。"), _("保存した記録はそのままです。"), _("合言葉を入れて開けてください。")
        )


class VaultDamaged(VaultError):
    """A file of the vault is not what was written."""


class StorageFull(DeskError):
    """The disk took no more; nothing of the save was kept."""


class StorageReadOnly(DeskError):
    """The disk cannot be written; nothing of the save was kept."""


class NotAllowed(DeskError):
    """The person is not one of those who may do or see this."""


class LeaseOver(NotAllowed):
    """The desk has not met its hub for too long: its records stay shut until a sync, or a 責任者, opens them."""

    def __init__(self) -> None:
        super().__init__(
            _("市のハブと、長いあいだ同期していないので、記録を見ることができません。"),
            _("記録はそのままで、新しい相談は書いて保存できます。"),
            _("同期するか、責任者に合言葉で開けてもらってください。"),
        )


class VaultWiped(VaultError):
    """The keys of this vault were destroyed by a signed order."""


class NotFound(DeskError):
    """What was asked for is not here."""


class DefinitionError(DeskError):
    """A data file (checklist, vocabulary, directory) that cannot be used. `line` is 1-based, 0 where unknown."""

    def __init__(self, source: str, line: int, happened: str) -> None:
        place = _("{source} の {line} 行目：").format(source=source, line=line) if line else f"{source}："
        super().__init__(
            place + happened, _("いままでの版がそのまま使えます。"), _("直した版を、もう一度配ってください。")
        )
        self.source = source
        self.line = line


class SheetError(DeskError):
    """A sheet could not be drawn; the record is unharmed."""
