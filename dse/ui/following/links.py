"""A row of the list as a link to its sheet, a partnership to that of its partner; and the colour of how far it is."""

from __future__ import annotations

from typing import Any

from dse.following import stages
from dse.ui.frame import menu, sheet_links

COLOURS: dict[str, Any] = {
    stages.ASKED: "orange",
    stages.TO_COME: "blue",
    stages.UNDER_WAY: "green",
    stages.DONE: "grey",
    stages.IN_VAIN: "grey",
}
_SLUGS = {
    stages.ACCOMPANIMENT: menu.ACCOMPANIMENT,
    stages.ACTIVITY: menu.ACTIVITY,
    stages.EXPERIMENT: menu.ACTIVITY,
}


def draw(row: Any) -> None:
    """Draw the title of a row as a link; before a public, nothing."""
    if row.subject == stages.PARTNERSHIP:
        sheet_links.draw(menu.MEMBER, row.organisation_id, row.title)
    else:
        sheet_links.draw(_SLUGS[row.subject], row.id, row.title)
