"""The enrolment code: typed by a person, single use, and carrying the fingerprint of the city's signing key. Pure.

ABCDE-…: six groups of five signs (Crockford's base 32), the last one of each group a check sign. 15 bits name the
code, 40 bits are its secret, 65 bits are the fingerprint. The secret never travels: what travels is a proof that binds
the laptop's keys to it, so that nobody in between can put keys of their own in their place.

A code for a district that has begun is four groups longer: 80 bits of its founding entry, so that no hub can show the
new laptop a district of its own making.
"""

import msgspec

from i18n import _
from kyosei_desk.errors import FieldError
from kyosei_desk.printed_code import SIGNS, Form, fresh, printed, read, signs_of
from kyosei_desk.sealing import authenticator, derived, digest
from sync.protocol import DeviceCard

ID_SIGNS, SECRET_SIGNS, FINGERPRINT_SIGNS, FOUNDING_SIGNS = 3, 8, 13, 16
FORM, LONG_FORM = Form(groups=6), Form(groups=10)
CHECK_DIGITS = 24

_encoder = msgspec.msgpack.Encoder(order="deterministic")


class Code(msgspec.Struct, frozen=True):
    """The parts of a code, as signs. `founding`: "" where it was made before its district began."""

    id: str
    secret: str
    fingerprint: str
    founding: str = ""

    def __repr__(self) -> str:
        return f"Code({self.id})"


def new_code(sign_public: bytes, founding: bytes = b"") -> Code:
    """A fresh code of a hub with this signing key, for a district with this founding entry (its hash, b"" for none)."""
    return Code(fresh(ID_SIGNS), fresh(SECRET_SIGNS), fingerprint(sign_public), founding_signs(founding))


def written(code: Code) -> str:
    """As it is printed and read aloud."""
    return printed(LONG_FORM if code.founding else FORM, code.id + code.secret + code.fingerprint + code.founding)


def parsed(typed: str) -> Code:
    """A code as a person typed it, of either length; raises FieldError naming the group that does not fit."""
    form = FORM if len(signs_of(typed)) <= FORM.groups * (FORM.data + 1) else LONG_FORM
    signs = read(form, typed, _("登録コード"), slip)
    at = ID_SIGNS + SECRET_SIGNS
    end = at + FINGERPRINT_SIGNS
    return Code(signs[:ID_SIGNS], signs[ID_SIGNS:at], signs[at:end], signs[end:])


def slip(happened: str) -> FieldError:
    return FieldError("code", happened, _("市からのコードを見て、もう一度打ってください。"), _("記録はそのままです。"))


def fingerprint(sign_public: bytes) -> str:
    """13 signs (65 bits) of the digest of the city's signing key."""
    return first_signs(digest(b"kyosei-desk/city/1" + sign_public), FINGERPRINT_SIGNS)


def founding_signs(founding: bytes) -> str:
    """16 signs (80 bits) of a district's founding entry, by its hash; "" where it has not begun."""
    return first_signs(digest(b"kyosei-desk/founding/1" + founding), FOUNDING_SIGNS) if founding else ""


def first_signs(content: bytes, count: int) -> str:
    """The first bits of a digest, 5 a sign."""
    number = int.from_bytes(content, "big") >> (8 * len(content) - 5 * count)
    return "".join(SIGNS[(number >> (5 * place)) % 32] for place in reversed(range(count)))


def secret_key(code: Code) -> bytes:
    """What the hub keeps of the secret, and the desk derives: the key of the proof."""
    return derived(code.secret.encode("ascii"), f"enrol/{code.id}")


def proof(key: bytes, code_id: str, card: DeviceCard) -> bytes:
    """HMAC over the laptop's card: only who holds the code can make it, and for no other keys."""
    content = _encoder.encode((1, code_id, card.id, card.name, card.sign_public, card.seal_public))
    return authenticator(key, content)


def check_number(founding: bytes, card: DeviceCard) -> str:
    """照合番号: six groups of four digits that both screens show before a device is approved.

    They depend on the district's founding entry and the new laptop's keys; a hub that gave either side others would
    show different numbers. 24 digits are 80 bits: a hub cannot try keys until it finds some that show the same.
    """
    content = _encoder.encode((1, founding, card.id, card.sign_public, card.seal_public))
    number = f"{int.from_bytes(digest(content), 'big') % 10**CHECK_DIGITS:0{CHECK_DIGITS}d}"
    return " ".join(number[start : start + 4] for start in range(0, CHECK_DIGITS, 4))
