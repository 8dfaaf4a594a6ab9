"""資源不足: which one is meant by what a person wrote. Pure."""

from collections.abc import Iterable, Sequence

import msgspec

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.records import Gap

KINDS = ("field", "area", "audience", "kind")
"""What the letter always says."""
WORDS = (*KINDS, "note", "substitute", "proposal")


def words_of(gap: Gap) -> dict[str, str]:
    """Everything that is written of it."""
    return {name: text for name in WORDS if (text := str(getattr(gap, name)).strip())}


def meant(gaps: Sequence[Gap], given: Gap) -> Gap:
    """One of these, completed by what was given; a new one where each of them says something else.

    They are those of one talk, or, where `given` belongs to none, those of the town: there only the same words make
    it the same.
    """
    words = words_of(given)
    if not given.consultation_id:
        return next((each for each in gaps if words_of(each) == words), given)
    if not words:
        return only(gaps)
    fitting = [each for each in gaps if agrees(words_of(each), words)]
    fullest = max(fitting, key=lambda each: (len(words_of(each)), each.id), default=given)
    return msgspec.structs.replace(fullest, **words)


def agrees(there: dict[str, str], words: dict[str, str]) -> bool:
    return all(there.get(name, text) == text for name, text in words.items())


def only(gaps: Iterable[Gap]) -> Gap:
    """The one that was described already. Raises FieldError where nobody can tell which."""
    described = [each for each in gaps if words_of(each)]
    if len(described) != 1:
        raise nothing_said()
    return described[0]


def check_said(gap: Gap) -> None:
    """Raises FieldError for one that tells nobody what is lacking."""
    if not any(name in KINDS for name in words_of(gap)):
        raise nothing_said()


def nothing_said() -> FieldError:
    return FieldError(
        "gap.field",
        _("何が足りないのかが、まだ書かれていません。"),
        _("分野・地域・だれのため・種類のどれかを書いてください。"),
        _("記録はそのままで、何も送っていません。"),
    )
