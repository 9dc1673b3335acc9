"""Whether a version still says what the newest says: two versions shown to a public can be subtracted."""

from __future__ import annotations

from dse import disclosure
from dse.disclosure import Rule
from dse.figures.figure import Figure
from dse.query import Selection
from dse.store import Store

WHY = (
    "Devant un public, cette figure ne se montre que telle que la version actuelle la donne : deux versions presque pareilles "
    "laisseraient retrouver, par différence, les réponses qui ont changé. Retirez la version de l’adresse."
)
_MEMBERS = ("organisation_profiles", "memberships")
_AMOUNTS = ("accompaniments", "accompaniment_organisations", "theme_marks")
_PEOPLE = ("activities", "participations")


def superseded(store: Store, number: int, figure: Figure, selection: Selection) -> bool:
    """Whether the figure is protected from the selection's audience and its data have changed since this version."""
    if (
        figure.rule is None
        or figure.rule.form == "reserved"
        or not disclosure.audience(selection.audience).is_public
    ):
        return False
    current = store.current()
    return current is not None and _files(store, number, figure.rule) != _files(
        store, current.number, figure.rule
    )


def _files(store: Store, number: int, rule: Rule) -> dict[str, list[str]]:
    """The hashes of the files that a protected figure is made of."""
    tables = store.version(number).tables
    own = _MEMBERS + (_AMOUNTS if rule.form == "amounts" else () if rule.wave else _PEOPLE)
    return {
        name: sorted(file.sha256 for file in files)
        for name, files in tables.items()
        if name in own or name.startswith("survey_")
    }
