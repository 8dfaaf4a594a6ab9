"""The hub's tables. Content is sealed or public; what stands in the clear is what a blind hub needs to keep order.

Times are seconds since 1970. `place` and `slot` are small numbers for a district and a device: they stand in every
index of the largest table. A change here needs a migration (`sync/hub/migrations`); a test holds the two together.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "pk": "%(table_name)s_pk",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ix": "%(table_name)s_%(column_0_N_name)s_index",
        "fk": "%(table_name)s_%(column_0_N_name)s_fk",
    }
)

Big = BigInteger().with_variant(Integer, "sqlite")
"""SQLite numbers rows by itself only where the type says INTEGER."""

hub = Table(
    "hub",
    metadata,
    Column("one", Integer, primary_key=True, autoincrement=False),
    Column("epoch", Text, nullable=False),
    Column("letters", Big, nullable=False, default=0),
    Column("bulletins", Big, nullable=False, default=0),
)

district = Table(
    "district",
    metadata,
    Column("place", Big, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False, unique=True),
    Column("added_at", Big, nullable=False),
    Column("sequence", Big, nullable=False, default=0),
    Column("replies", Big, nullable=False, default=0),
    Column("roster_number", Big, nullable=False, default=0),
    Column("roster_head", LargeBinary, nullable=False, default=b""),
)

device = Table(
    "device",
    metadata,
    Column("slot", Big, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("place", ForeignKey(district.c.place), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("sign_public", LargeBinary, nullable=False),
    Column("seal_public", LargeBinary, nullable=False),
    Column("state", Text, nullable=False),
    Column("enrolled_at", Big, nullable=False),
    Column("last_seen", Big, nullable=False, default=0),
    Column("seq", Big, nullable=False, default=0),
    Column("link", LargeBinary, nullable=False),
    Column("bytes", Big, nullable=False, default=0),
)

code = Table(
    "code",
    metadata,
    Column("id", Text, primary_key=True),
    Column("place", ForeignKey(district.c.place), nullable=False),
    Column("key", LargeBinary, nullable=False),
    Column("expires_at", Big, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("device", Text, nullable=False, default=""),
)

nonce = Table(
    "nonce",
    metadata,
    Column("device", Text, nullable=False),
    Column("nonce", Text, nullable=False),
    Column("seen", Big, nullable=False),
    PrimaryKeyConstraint("device", "nonce"),
    Index(None, "device", "seen"),
)

roster = Table(
    "roster",
    metadata,
    Column("place", ForeignKey(district.c.place), nullable=False),
    Column("number", Big, nullable=False),
    Column("entry", LargeBinary, nullable=False),
    PrimaryKeyConstraint("place", "number"),
)

batch = Table(
    "batch",
    metadata,
    Column("place", ForeignKey(district.c.place), nullable=False),
    Column("first_sequence", Big, nullable=False),
    Column("last_sequence", Big, nullable=False),
    Column("slot", ForeignKey(device.c.slot), nullable=False),
    Column("first_seq", Big, nullable=False),
    Column("last_seq", Big, nullable=False),
    Column("link", LargeBinary, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("bytes", Big, nullable=False),
    PrimaryKeyConstraint("place", "first_sequence"),
    UniqueConstraint("slot", "last_seq"),
)

item = Table(
    "item",
    metadata,
    Column("place", Big, nullable=False),  # its batch holds the foreign keys: checked once, not for each item
    Column("sequence", Big, nullable=False),
    Column("slot", Big, nullable=False),
    Column("seq", Big, nullable=False),
    Column("id", LargeBinary, nullable=False),
    Column("tag", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    PrimaryKeyConstraint("place", "sequence"),
    UniqueConstraint("place", "id"),
    UniqueConstraint("slot", "seq"),
    Index(None, "place", "tag"),
)

purged = Table(
    "purged",
    metadata,
    Column("place", ForeignKey(district.c.place), nullable=False),
    Column("tag", LargeBinary, nullable=False),
    Column("at", Big, nullable=False),
    PrimaryKeyConstraint("place", "tag"),
)

letter = Table(
    "letter",
    metadata,
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("place", ForeignKey(district.c.place), nullable=False),
    Column("id", Text, nullable=False),
    Column("slot", ForeignKey(device.c.slot), nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("taken_at", Big, nullable=False),
    Column("opened_at", Big),
    Column("hidden_at", Big),
    UniqueConstraint("place", "id"),
)

reply = Table(
    "reply",
    metadata,
    Column("place", ForeignKey(district.c.place), nullable=False),
    Column("number", Big, nullable=False),
    Column("id", Text, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    PrimaryKeyConstraint("place", "number"),
    UniqueConstraint("place", "id"),
)

bulletin = Table(
    "bulletin",
    metadata,
    Column("number", Big, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False, index=True),
    Column("version", Text, nullable=False),
    Column("published_at", Big, nullable=False),
    Column("content", Text, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

alarm = Table(
    "alarm",
    metadata,
    Column("place", ForeignKey(district.c.place), nullable=False),
    Column("kind", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("about", Text, nullable=False),
    Column("times", Big, nullable=False),
    Column("first_at", Big, nullable=False),
    Column("last_at", Big, nullable=False),
    PrimaryKeyConstraint("place", "kind", "device", "about"),
)
