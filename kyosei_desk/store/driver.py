"""The one file that chooses the database driver.

sqlite_utils catches only the exceptions of the driver it imported, so SQLCipher must stand in its place before the
first import: otherwise an error would leave a transaction open, and later saves would vanish with it.
"""

import sys

import sqlcipher3
import sqlcipher3.dbapi2

sys.modules.setdefault("pysqlite3", sqlcipher3)
sys.modules.setdefault("pysqlite3.dbapi2", sqlcipher3.dbapi2)

from sqlite_utils import Database, Migrations  # noqa: E402 - after the driver is in place

if vars(sys.modules["sqlite_utils.utils"])["sqlite3"] is not sqlcipher3:
    raise ImportError("sqlite_utils was imported before kyosei_desk.store.driver")

Error = sqlcipher3.dbapi2.Error
DatabaseError = sqlcipher3.dbapi2.DatabaseError
OperationalError = sqlcipher3.dbapi2.OperationalError
connect = sqlcipher3.dbapi2.connect

__all__ = ["Database", "DatabaseError", "Error", "Migrations", "OperationalError", "connect"]
