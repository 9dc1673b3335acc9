"""A network that ends at this machine: what wants to reach further cannot, and is seen to fail."""

from __future__ import annotations

import ctypes
import fcntl
import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_CLONE_NEWNET = 0x40000000  # linux/sched.h
_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 0x1  # linux/sockios.h, linux/if.h


@contextmanager
def loopback_only() -> Iterator[None]:
    """Put this thread, and every program it starts meanwhile, in a network with nothing but 127.0.0.1.

    OSError where the system does not let us: not Linux, or not root.
    """
    if sys.platform != "linux":
        raise OSError("un réseau à part demande Linux")
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
    try:
        _called("unshare", _CLONE_NEWNET)
        try:
            _raise_loopback()
            yield
        finally:
            _called("setns", before, _CLONE_NEWNET)
    finally:
        os.close(before)


def interfaces() -> set[str]:
    """The network interfaces that this thread sees."""
    lines = Path("/proc/thread-self/net/dev").read_text(encoding="ascii").splitlines()[2:]
    return {line.partition(":")[0].strip() for line in lines}


def _called(name: str, *arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _raise_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        asked = struct.pack("16sh14x", b"lo", 0)
        (flags,) = struct.unpack_from("h", fcntl.ioctl(any_socket, _SIOCGIFFLAGS, asked), 16)
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))
