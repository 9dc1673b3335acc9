"""A figure that is given alone to the public: only as it was published."""

from __future__ import annotations

from dse import disclosure
from dse.disclosure.audiences import PUBLICATION
from dse.errors import Refused
from dse.figures import Answer
from dse.publication.differences import compared
from dse.publication.options import read_options, with_options
from dse.publication.published import read
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
    differences = compared(published, [answer], thresholds)
    if not all(difference.is_gone for difference in differences):
        raise Refused(DIFFERS)
