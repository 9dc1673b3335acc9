"""A row of the list as a link to its sheet, a partnership to that of its partner; and the colour of how far it is."""

from __future__ import annotations

from typing import Any

from dse.following import everything
from dse.ui.frame import menu, sheet_links

COLOURS: dict[str, Any] = {
    everything.ASKED: "orange",
    everything.TO_COME: "blue",
    everything.UNDER_WAY: "green",
    everything.DONE: "grey",
    everything.IN_VAIN: "grey",
}
_SLUGS = {
    everything.ACCOMPANIMENT: menu.ACCOMPANIMENT,
    everything.ACTIVITY: menu.ACTIVITY,
    everything.EXPERIMENT: menu.ACTIVITY,
}


def draw(row: Any) -> None:
    """Draw the title of a row as a link; before a public, nothing."""
    if row.subject == everything.PARTNERSHIP:
        sheet_links.draw(menu.MEMBER, row.organisation_id, row.title)
    else:
        sheet_links.draw(_SLUGS[row.subject], row.id, row.title)
