"""Links to the card of a figure: its page, its part, scrolled to and marked, with the chosen filters."""

from __future__ import annotations

import streamlit as st

from dse import decisions
from dse.disclosure.audiences import TEAM
from dse.figures import REGISTRY, Finding
from dse.figures.strongest import StrongFinding
from dse.ui.frame import address, filters, menu, shell
from dse.ui.frame.prose import format_sentence


def draw(figure_id: str, label: str) -> None:
    """Draw a link to the card of a figure. `label` is Markdown."""
    st.page_link(
        menu.get_script(REGISTRY[figure_id].page),
        label=label,
        icon=":material/arrow_forward:",
        query_params=make_params(figure_id),
    )


def draw_finding(figure_id: str, finding: Finding | StrongFinding) -> None:
    """Draw what a figure says as a link to its card and, for the team, whether a decision follows it."""
    draw(figure_id, format_sentence(finding.sentence))
    if filters.get_selection().audience == TEAM:
        source = shell.get_source()
        number = source.version.number
        if note := decisions.describe_follow_up(source.store, number, figure_id, finding.subject):
            st.caption(format_sentence(note))


def make_params(figure_id: str) -> dict[str, str]:
    """The query of an address that opens a card for what is chosen."""
    params = {url_key: value for url_key, value in filters.get_params().items() if url_key != address.SECTION}
    return params | {address.FIGURE: figure_id}
