"""A process of root's for which the owners and modes of files count, as for anybody else.

In: powers of root's that it gives up (capabilities(7)), for good. Linux alone has them.
"""

import ctypes

CHANGE, LOOK, OWN = 1, 2, 3  # any file, into any folder, what belongs to others
_VERSION = 0x20080522
_SETS = 3  # those in force, those that may be taken up, those that are handed on


def give_up(*powers: int) -> None:
    """From now on, in this process; nothing where it never had them."""
    system = ctypes.CDLL(None, use_errno=True)
    header, sets = (ctypes.c_uint32 * 2)(_VERSION, 0), (ctypes.c_uint32 * (2 * _SETS))()
    if system.capget(header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    for which in range(_SETS):
        for power in powers:
            sets[which] &= ~(1 << power)
    if system.capset(header, sets):
        raise OSError(ctypes.get_errno(), "capset")
