"""The machines that an archive is made for, and which wheels fit them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PYTHONS = ("3.11", "3.12", "3.13")
OLDEST_MACOS = (12, 0)  # what is made for it runs on those that follow
# A wheel made for an older C library runs with a newer one. 2.28 is of 2018: Debian 10, Ubuntu 20.04, RHEL 8.
_GLIBC = (
    *(f"manylinux_2_{minor}" for minor in range(28, 4, -1)),
    "manylinux2014",
    "manylinux2010",
    "manylinux1",
)


@dataclass(frozen=True)
class Machine:
    """A processor under a system: as Python's markers, as the tags of wheels and as `uname` name it."""

    sys_platform: str
    os_name: str
    platform_system: str
    processor: str
    platforms: tuple[str, ...]

    def describe(self, python: str) -> dict[str, str]:
        """What the markers of a requirement may ask (PEP 508)."""
        return {
            "sys_platform": self.sys_platform,
            "os_name": self.os_name,
            "platform_system": self.platform_system,
            "platform_machine": self.processor,
            "platform_python_implementation": "CPython",
            "implementation_name": "cpython",
            "python_version": python,
            "python_full_version": f"{python}.0",
        }


@dataclass(frozen=True)
class System:
    """What one archive is for: its machines, the program that a double click starts, and the name of uv there."""

    key: str
    title: str
    machines: tuple[Machine, ...]
    launcher: str
    launcher_name: str
    uv: str


SYSTEMS = {
    system.key: system
    for system in (
        System(
            "windows",
            "Windows",
            (Machine("win32", "nt", "Windows", "AMD64", ("win_amd64",)),),
            "windows.cmd",
            "Ouvrir le tableau de bord.cmd",
            "uv.exe",
        ),
        System(
            "macos",
            "macOS",
            (
                Machine("darwin", "posix", "Darwin", "arm64", ("macosx_12_0_arm64",)),
                Machine("darwin", "posix", "Darwin", "x86_64", ("macosx_12_0_x86_64",)),
            ),
            "unix.sh",
            "Ouvrir le tableau de bord.command",
            "uv",
        ),
        System(
            "linux",
            "Linux",
            (Machine("linux", "posix", "Linux", "x86_64", tuple(f"{libc}_x86_64" for libc in _GLIBC)),),
            "unix.sh",
            "Ouvrir le tableau de bord.sh",
            "uv",
        ),
    )
}


def list_targets(system: System, pythons: Sequence[str]) -> Iterable[tuple[Machine, str]]:
    """Every machine of a system with every Python that it may have."""
    return ((machine, python) for machine in system.machines for python in pythons)
