"""Runs the command without root's power over other people's files: in a test run as root, chmod alone stops nothing.

`python -m tests.faults.powerless ARGUMENTS…`. Linux's capabilities(7): CAP_DAC_OVERRIDE is bit 1, CAP_DAC_READ_SEARCH
bit 2. Root stays the owner of its files, so what an owner may not do by mode, it may not do here.
"""

import ctypes
import os
import struct

from kyosei_desk.__main__ import main

VERSION_3 = 0x20080522
OVERRIDES = 0b110


def give_up_overrides() -> None:
    """Take the two overrides out of this process, for good."""
    libc = ctypes.CDLL(None, use_errno=True)
    head = ctypes.create_string_buffer(struct.pack("=Ii", VERSION_3, 0), 8)
    sets = ctypes.create_string_buffer(24)
    if libc.capget(head, sets):
        raise OSError(ctypes.get_errno(), "capget")
    low_effective, low_permitted, *rest = struct.unpack("=6I", sets.raw)
    kept = struct.pack("=6I", low_effective & ~OVERRIDES, low_permitted & ~OVERRIDES, *rest)
    if libc.capset(head, ctypes.create_string_buffer(kept, 24)):
        raise OSError(ctypes.get_errno(), "capset")


if __name__ == "__main__":
    if os.geteuid() == 0:
        give_up_overrides()
    main()
