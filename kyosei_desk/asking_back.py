"""開示請求 at the desk: a 責任者 looks at what may be shown to the person, and prints it."""

from collections.abc import Iterable

from i18n import _
from kyosei_desk.access import Around, PersonFile, Told, person_file
from kyosei_desk.desk import Desk
from kyosei_desk.errors import NotAllowed
from kyosei_desk.printing import logged, next_imprint, unnamed
from kyosei_desk.records import Consultation, FollowUp, Household, Member, Note, Referral
from kyosei_desk.referrals import referral_state
from kyosei_desk.sheets import Sheet, SheetKind
from kyosei_desk.sheets.drawing import pressed
from kyosei_desk.sheets.person_file import fill_person_file
from kyosei_desk.store import lists
from kyosei_desk.vault import Role


def record_of_person(desk: Desk, member_id: str, notes: Iterable[str] = ()) -> PersonFile:
    """What may be shown to a person about themself. `notes`: ids of notes a 責任者 has read and chosen.

    Raises NotFound, or NotAllowed for anybody but a 責任者.
    """
    check_manager(desk)
    store, chosen = desk.postbox.store, set(notes)
    _shown, asked = desk.postbox.shown(lists.root(store, member_id), Member)
    records = [each.record for each in store.of_household(asked.household_id)]
    talks = sorted((each for each in records if isinstance(each, Consultation)), key=lambda each: each.taken_at)
    around = Around(
        files=tuple(desk.file(each.id) for each in talks),
        letters={each.id: letters_of(desk, each.id) for each in talks},
        visits=tuple(each for each in records if isinstance(each, FollowUp) and not each.question),
        notes=tuple(each for each in records if isinstance(each, Note) and each.id in chosen),
        closed=lists.closed_talks(store, asked.household_id)[0],
    )
    person = next(each for each in records if isinstance(each, Member) and each.id == asked.id)
    home = next((each for each in records if isinstance(each, Household)), Household(id=asked.household_id))
    return person_file(person, home, desk.district(), around, {each.id: each.name for each in desk.people})


def letters_of(desk: Desk, consultation_id: str) -> tuple[Told, ...]:
    sent = (record for _shown, record in desk.postbox.sent(consultation_id))
    return tuple(
        (each, referral_state(each, desk.postbox.answers_to(each.id))) for each in sent if isinstance(each, Referral)
    )


def print_record_of_person(desk: Desk, member_id: str, notes: Iterable[str] = ()) -> Sheet:
    """The same on paper, numbered and audited. The sheet's warnings are for the 責任者, and not on the paper."""
    file = record_of_person(desk, member_id, notes)
    store, subject = desk.postbox.store, file.person.id
    imprint = next_imprint(store, subject, desk.now(), desk.district().desk, file.person.name)
    sheet = pressed(SheetKind.PERSON_FILE, fill_person_file(file, imprint), imprint, warnings(file))
    counts = {"talks": len(file.talks), "left_out": file.left_out, "closed": file.closed, "notes": len(file.notes)}
    return logged(store, sheet, subject, unnamed(imprint), dict(counts))


def warnings(file: PersonFile) -> tuple[str, ...]:
    found = [_("本人かどうかを、確かめてから渡してください。話の中に、ほかの人のことがないかも見てください。")]
    if file.left_out:
        found.append(_("見せられない相談が{count}件あり、紙には載せていません。").format(count=file.left_out))
    if file.closed:
        found.append(
            _("閲覧制限で開けない相談が{count}件あります。見られる人にたずねてください。").format(count=file.closed)
        )
    return tuple(found)


def check_manager(desk: Desk) -> None:
    if desk.me.role is not Role.MANAGER:
        raise NotAllowed(
            _("開示の紙を作れるのは、責任者だけです。"), _("記録はそのままです。"), _("責任者に頼んでください。")
        )
