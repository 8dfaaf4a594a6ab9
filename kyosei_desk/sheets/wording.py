"""Words of a record as they stand on paper. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from i18n import _
from kyosei_desk.clock import JAPAN
from kyosei_desk.japanese import format_birth, format_date, format_moment, shown
from kyosei_desk.records import Birth, Consent, District, Household, Phone

UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
LONG_RUN = re.compile("[!-~\u00a1-\u02ff]{21,}")
BREAK_HERE = "\u200b"
STEP = 10


def plain(text: str) -> str:
    """Typed text for paper: hidden marks made visible, line ends as one kind, long unbroken runs able to wrap."""
    visible = UNPRINTABLE.sub(_("〔こわれた文字〕"), shown(text))
    lines = visible.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ").strip()
    return LONG_RUN.sub(lambda run: stepped(run[0]), lines)


def stepped(run: str) -> str:
    """A run that may break every few signs: an address of a web page never leaves the paper."""
    return BREAK_HERE.join(run[place : place + STEP] for place in range(0, len(run), STEP))


def joined(parts: Iterable[str], sign: str = "、") -> str:
    return sign.join(part for part in map(plain, parts) if part)


def honoured(name: str) -> str:
    """A name with 様; a person whose name nobody gave is named so."""
    return _("{name} 様").format(name=plain(name)) if name.strip() else _("氏名は聞いていない")


def day_of(iso: str, *, weekday: bool = True) -> str:
    """An ISO day or moment as 令和8年10月5日（月）; words that are none stay as they are."""
    try:
        return format_date(datetime.fromisoformat(iso).date(), weekday=weekday) if iso else ""
    except ValueError:
        return plain(iso)


def both_calendars(day: date) -> str:
    """令和8年10月5日（月）, and the Western day for those who count so."""
    western = _("{year}年{month}月{day}日").format(year=day.year, month=day.month, day=day.day)
    return _("{day}［{western}］").format(day=format_date(day), western=western)


def month_of(day: date) -> str:
    """令和8年10月: no day, where the day could tell who came."""
    whole = format_date(day, weekday=False)
    return whole[: whole.index("月") + 1]


def local(moment: datetime) -> datetime:
    """The moment in Japan's time; one without a zone is taken for it."""
    return moment.astimezone(JAPAN) if moment.tzinfo else moment


def taken_moment(iso: str) -> datetime:
    return local(datetime.fromisoformat(iso))


def moment_words(moment: datetime) -> str:
    """令和8年10月5日（月）10:20."""
    here = local(moment)
    return f"{format_date(here.date())}{here:%H:%M}"


def deadline_words(moment: datetime) -> str:
    return _("{moment} までに協力を頼む").format(moment=format_moment(moment))


def birth_words(born: Birth, on: date) -> str:
    """平成元年6月14日（37歳）, with the age on a day that the sheet states."""
    return plain(format_birth(born, on))


def address_words(household: Household) -> str:
    """〒123-0001 and the address in one line."""
    if household.no_fixed_abode and not household.address:
        return _("決まった住まいがない")
    postal = _("〒{postal}").format(postal=plain(household.postal)) if household.postal else ""
    return "　".join(part for part in (postal, joined([household.address, household.building], " ")) if part)


def phone_words(phone: Phone) -> str:
    """The number, when it is safe to call, and whether a message may be left."""
    if not phone.number:
        return ""
    hours = _("かけてよい時間：{hours}").format(hours=plain(phone.safe_hours)) if phone.safe_hours else ""
    message = {True: _("伝言してよい"), False: _("伝言はしない"), None: ""}[phone.message_allowed]
    return "　".join(part for part in (plain(phone.number), hours, message) if part)


def desk_name(district: District) -> str:
    return plain(district.desk or district.name) or _("相談の場")


def desk_place(district: District) -> str:
    """みどり地区 相談の場（みどり集会所）: where a sheet goes back to."""
    place = _("（{place}）").format(place=plain(district.place)) if district.place else ""
    return f"{desk_name(district)}{place}"


def desk_contact(district: District) -> str:
    """The desk, its place, telephone and hours."""
    hours = _("（{hours}）").format(hours=plain(district.hours)) if district.hours else ""
    phone = f"{plain(district.phone)}{hours}" if district.phone else ""
    return "　".join(part for part in (desk_place(district), phone) if part)


def consent_scope(consent: Consent) -> str:
    """Whom a consent covers, and what matters it was given for."""
    if consent.everyone:
        whom = _("支えてくれる機関すべて")
    else:
        whom = joined(([_("市の推進員")] if consent.city else []) + sorted(consent.agencies))
    meetings = _("会議でも話してよい") if consent.meetings else ""
    return "。".join(part for part in (whom, plain(consent.matters), meetings) if part)
