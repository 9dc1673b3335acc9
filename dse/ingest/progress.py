"""Reports of what is being done while an import is prepared, for a progress bar."""

from __future__ import annotations

from collections.abc import Callable

# A French label, and the share of the work done before it, from 0 to 1.
Step = Callable[[str, float], None]

CHECKING, COMPARING = 0.5, 0.8  # shares done once all is read, then once all is checked


def ignore_progress(label: str, share: float) -> None:
    """Nobody is waiting for it."""
