"""Take from a process what a query never needs: the network, large files, memory without end.

The locks are the kernel's and cannot be taken off again by the process: a filter of system calls (seccomp) through
which no socket is made, and limits of memory and file size.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct
import sys

MEGABYTE = 1 << 20
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2
ALLOW, REFUSE = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06  # BPF_LD|BPF_W|BPF_ABS, BPF_JMP|BPF_JEQ|BPF_K, BPF_RET|BPF_K
# The architecture as the kernel names it (linux/audit.h), and the numbers of socket() and io_uring_setup().
SOCKET = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def forbid_sockets() -> bool:
    """Let this thread and those it starts make no socket any more; whether this machine can hold them to it."""
    known = SOCKET.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    architecture, *calls = known
    code = [(LOAD, 0, 0, 4), (JUMP_IF_EQUAL, 1, 0, architecture), (RETURN, 0, 0, REFUSE), (LOAD, 0, 0, 0)]
    for call in calls:
        code += [(JUMP_IF_EQUAL, 0, 1, call), (RETURN, 0, 0, REFUSE)]
    packed = b"".join(struct.pack("HBBI", *line) for line in [*code, (RETURN, 0, 0, ALLOW)])
    buffer = ctypes.create_string_buffer(packed, len(packed))
    program = _Program(len(packed) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def limit(memory: int, size: int) -> None:
    """Let this process take so many megabytes more than it has, and write files of so many at most."""
    if sys.platform == "linux":  # elsewhere RLIMIT_DATA does not count what is mapped, and would hold nothing
        taken = memory_taken() + memory * MEGABYTE
        resource.setrlimit(resource.RLIMIT_DATA, (taken, taken))
    resource.setrlimit(resource.RLIMIT_FSIZE, (size * MEGABYTE, size * MEGABYTE))


def memory_taken() -> int:
    """The bytes of private memory of this process, as RLIMIT_DATA counts them; 1 where that cannot be seen."""
    if sys.platform != "linux":
        return 1
    with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123  # no path of ours
        lines = (line.split() for line in status if line.startswith("VmData:"))
        return next((int(line[1]) * 1024 for line in lines), 0)
