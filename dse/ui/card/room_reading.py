"""What the room will read first, where it is not what the team reads: beside the choice of the public, for the team alone."""

from __future__ import annotations

from dataclasses import replace

from dse.disclosure.audiences import PROJECTION, TEAM
from dse.figures import REGISTRY, Answer, strongest
from dse.query import Selection
from dse.ui.card import figure_card
from dse.ui.frame import filters, shell
from dse.ui.frame.data import DataSource, find_answer

READS = "En projection, le premier constat est autre : {}"
READS_NONE = (
    "En projection, aucun écart entre un besoin et l’offre ne se détache : un autre constat vient en premier."
)


def show(source: DataSource) -> None:
    """Write it for the team, where the first gap of the two is not the same."""
    selection = filters.get_selection()
    if selection.audience != TEAM:
        return
    own = _find_first(source, selection)
    room = _find_first(source, replace(selection, audience=PROJECTION))
    if own and _list_subjects(own) != _list_subjects(room):
        shell.write_beside_audience(READS.format(room.finding.sentence) if room else READS_NONE)


def _find_first(source: DataSource, selection: Selection) -> Answer | None:
    """The gap that is told first, of the figures that use every filter chosen."""
    figures = [REGISTRY[figure_id] for figure_id in strongest.GAPS]
    used = [figure for figure in figures if not figure_card.list_unused_filters(figure, selection)]
    answers = [answer for figure in used if (answer := find_answer(source, figure.id, selection))]
    return next(iter(strongest.order(answers)), None)


def _list_subjects(answer: Answer | None) -> tuple[str, set[str]] | None:
    """The figure of an answer, and the subjects that its sentence names."""
    return (answer.figure_id, {answer.finding.subject, *answer.finding.named} - {""}) if answer else None
