"""A process in which the system locks no file, as on some network drives.

In: the number of the error with which the system refuses a lock (flock). The refusal is the kernel's own, by
a seccomp filter.
"""

import ctypes
import platform
import struct
import sys

_FLOCK = {"x86_64": 73, "aarch64": 32}
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # of prctl(2)
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06  # of a filter's program
_ALLOW, _FAIL_WITH = 0x7FFF0000, 0x00050000


def supported() -> bool:
    """Whether this system can be told so."""
    return sys.platform == "linux" and platform.machine() in _FLOCK


def refuse_locks(number: int) -> None:
    """From now on, in this process, a lock is refused with this error."""
    steps = (
        (_LOAD, 0, 0, 0),
        (_JUMP_IF_EQUAL, 0, 1, _FLOCK[platform.machine()]),
        (_RETURN, 0, 0, _FAIL_WITH | number),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxQ", len(steps), ctypes.addressof(code))
    system = ctypes.CDLL(None, use_errno=True)
    for call in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, program, 0, 0)):
        if system.prctl(*call):
            raise OSError(ctypes.get_errno(), "prctl")
