"""A figure that is given alone to the public: only as it was published."""

from __future__ import annotations

from dataclasses import replace

from dse import disclosure, figures
from dse.disclosure.audiences import PUBLICATION
from dse.errors import Refused
from dse.figures import REGISTRY, Answer
from dse.publication.differences import compared
from dse.publication.options import read_options, with_options
from dse.publication.published import Published, read
from dse.publication.rows import Row, stratum, tells_of_answers, written
from dse.query import Query, Selection, open_version
from dse.store import Store

DIFFERS = (
    "Cette figure dirait autre chose que ce qui a été publié. Préparez le dossier du triennal (« export ») : il répète "
    "les chiffres publiés, ou les corrige en le disant."
)


def require_as_published(answer: Answer, store: Store) -> None:
    """Refused where a figure for the public differs from published values: only a dossier repeats or corrects them.

    Damaged if published values cannot be read.
    """
    if answer.selection.audience != PUBLICATION:
        return
    thresholds = disclosure.audience(PUBLICATION).thresholds
    published = read(store)
    if published.waves:
        names = read_options(Query(open_version(store, answer.version), Selection()))
        published = with_options(published, [answer], names)
        published = _leave_filtered_out(published, answer, store)
    differences = compared(published, [answer], thresholds)
    if not all(difference.is_gone for difference in differences):
        raise Refused(DIFFERS)


def _leave_filtered_out(published: Published, answer: Answer, store: Store) -> Published:
    """What was published without the questions that the answer's own filters leave out: those of the same version that it tells without
    them. A question that it lacks for any other reason stays."""
    figure = REGISTRY[answer.figure_id]
    unfiltered = answer.selection.keeping(())
    if not tells_of_answers(figure) or answer.selection == unfiltered:
        return published
    whole = figures.answer(store, answer.version, figure, unfiltered)
    all_told, told = ({stratum(figure, row) for row in written(each)} for each in (whole, answer))
    left_out = all_told - told

    def keep(rows: list[Row]) -> list[Row]:
        return [row for row in rows if stratum(figure, row) not in left_out]

    ours = {about for about in published.rows if about[0] == figure.id}
    rows = {about: keep(published.rows[about]) for about in ours}
    tellings = {about: list(map(keep, published.tellings[about])) for about in ours}
    return replace(published, rows={**published.rows, **rows}, tellings={**published.tellings, **tellings})
