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
def loopback_only() -> Iterator[int]:
    """A network with nothing but 127.0.0.1, which a thread enters with `entered`.

    OSError where the system does not let us: not Linux, or not root.
    """
    if sys.platform != "linux":
        raise OSError("un réseau à part demande Linux")
    before = _own_network()
    try:
        _called("unshare", _CLONE_NEWNET)
        try:
            _raise_loopback()
            apart = _own_network()
        finally:
            _called("setns", before, _CLONE_NEWNET)
    finally:
        os.close(before)
    try:
        yield apart
    finally:
        os.close(apart)


@contextmanager
def entered(network: int) -> Iterator[None]:
    """Put this thread, and every program it starts meanwhile, in a network."""
    before = _own_network()
    try:
        _called("setns", network, _CLONE_NEWNET)
        try:
            yield
        finally:
            _called("setns", before, _CLONE_NEWNET)
    finally:
        os.close(before)


def interfaces() -> set[str]:
    """The network interfaces that this thread sees."""
    lines = Path("/proc/thread-self/net/dev").read_text(encoding="ascii").splitlines()[2:]
    return {line.partition(":")[0].strip() for line in lines}


def _own_network() -> int:
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY)


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
