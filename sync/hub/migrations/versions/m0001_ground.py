"""The first tables."""

from typing import Any

from alembic import op
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = BigInteger().with_variant(Integer(), "sqlite")


def upgrade() -> None:
    members()
    changes()
    post()


def members() -> None:
    """The hub, its districts, and who comes to them."""
    op.create_table(
        "hub",
        Column("one", Integer, nullable=False, autoincrement=False),
        text("epoch"), big("letters"), big("bulletins"),
        key("hub", "one"),
    )  # fmt: skip
    op.create_table(
        "district",
        big("place"), text("id"), text("name"), big("added_at"), big("sequence"), big("replies"), big("roster_number"),
        blob("roster_head"),
        key("district", "place"), unique("district", "id"), unique("district", "name"),
    )  # fmt: skip
    op.create_table(
        "device",
        big("slot"), text("id"), big("place"), text("name"), blob("sign_public"), blob("seal_public"), text("state"),
        big("enrolled_at"), big("last_seen"), big("seq"), blob("link"), big("bytes"),
        key("device", "slot"), unique("device", "id"), of_district("device"),
    )  # fmt: skip
    op.create_index("device_place_index", "device", ["place"])
    op.create_table(
        "code",
        text("id"), big("place"), blob("key"), big("expires_at"),
        Column("tries", Integer, nullable=False), text("device"),
        key("code", "id"), of_district("code"),
    )  # fmt: skip
    op.create_table("nonce", text("device"), text("nonce"), big("seen"), key("nonce", "device", "nonce"))
    op.create_index("nonce_device_seen_index", "nonce", ["device", "seen"])
    op.create_table(
        "roster", big("place"), big("number"), blob("entry"), key("roster", "place", "number"), of_district("roster")
    )
    op.create_table(
        "alarm",
        big("place"), text("kind"), text("device"), text("about"), big("times"), big("first_at"), big("last_at"),
        key("alarm", "place", "kind", "device", "about"), of_district("alarm"),
    )  # fmt: skip


def changes() -> None:
    """Sealed items, the batches that vouch for them, and what was purged."""
    op.create_table(
        "batch",
        big("place"), big("first_sequence"), big("last_sequence"), big("slot"), big("first_seq"), big("last_seq"),
        blob("link"), text("epoch"), blob("signature"), big("bytes"),
        key("batch", "place", "first_sequence"), unique("batch", "slot", "last_seq"),
        of_district("batch"), of_device("batch"),
    )  # fmt: skip
    op.create_table(
        "item",
        big("place"), big("sequence"), big("slot"), big("seq"), blob("id"), blob("tag"), blob("digest"), blob("sealed"),
        key("item", "place", "sequence"), unique("item", "place", "id"), unique("item", "slot", "seq"),
    )  # fmt: skip
    op.create_index("item_place_tag_index", "item", ["place", "tag"])
    op.create_table(
        "purged", big("place"), blob("tag"), big("at"), key("purged", "place", "tag"), of_district("purged")
    )


def post() -> None:
    """Letters, answers and bulletins."""
    op.create_table(
        "letter",
        Column("number", BIG, nullable=False, autoincrement=False), big("place"), text("id"), big("slot"),
        blob("sealed"), blob("signature"), big("taken_at"), Column("opened_at", BIG), Column("hidden_at", BIG),
        key("letter", "number"), unique("letter", "place", "id"), of_district("letter"), of_device("letter"),
    )  # fmt: skip
    op.create_table(
        "reply",
        big("place"), big("number"), text("id"), text("epoch"), blob("sealed"), blob("signature"),
        key("reply", "place", "number"), unique("reply", "place", "id"), of_district("reply"),
    )  # fmt: skip
    op.create_table(
        "bulletin",
        Column("number", BIG, nullable=False, autoincrement=False), text("kind"), text("version"), big("published_at"),
        text("content"), blob("signature"),
        key("bulletin", "number"),
    )  # fmt: skip
    op.create_index("bulletin_kind_index", "bulletin", ["kind"])


def big(name: str) -> Column[Any]:
    return Column(name, BIG, nullable=False)


def text(name: str) -> Column[Any]:
    return Column(name, Text, nullable=False)


def blob(name: str) -> Column[Any]:
    return Column(name, LargeBinary, nullable=False)


def key(table: str, *names: str) -> PrimaryKeyConstraint:
    return PrimaryKeyConstraint(*names, name=f"{table}_pk")


def unique(table: str, *names: str) -> UniqueConstraint:
    return UniqueConstraint(*names, name=f"{table}_{'_'.join(names)}_key")


def of_district(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["place"], ["district.place"], name=f"{table}_place_fk")


def of_device(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["slot"], ["device.slot"], name=f"{table}_slot_fk")
