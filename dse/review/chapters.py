"""The chapters of a review, in the order in which a seminar takes them."""

from __future__ import annotations

from dataclasses import dataclass

from dse.figures import REGISTRY, SECTIONS
from dse.review.anchors import SUMMARY_ANCHOR, chapter_anchor

SUMMARY = "essentiel"


@dataclass(frozen=True)
class Chapter:
    """A chapter: the parts of pages whose figures it may take (`page/part`, or a page whole), and those that are usual there,
    which it is proposed after the clear findings. `most`: how many figures are proposed, and beside them those of `always`, which say
    why where they have nothing to show."""

    key: str
    title: str
    parts: tuple[str, ...]
    usual: tuple[str, ...]
    most: int = 3
    always: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """What its comment stands under."""
        return SUMMARY_ANCHOR if self.key == SUMMARY else chapter_anchor(self.key)

    def list_figures(self) -> list[str]:
        """The figures that it may take, part after part, then those that are usual here and read elsewhere."""
        of_parts = [figure_id for part in self.parts for figure_id in _list_part(part)]
        return list(dict.fromkeys([*of_parts, *self.usual]))


CHAPTERS = (
    Chapter(SUMMARY, "L’essentiel", ("vue-ensemble",), ("headlines",), most=1),
    Chapter(
        "besoins",
        "Les membres et leurs besoins",
        ("reseau/composition", "enquetes/participation", "enquetes/besoins", "enquetes/attentes"),
        ("composition_by_family", "themes_wanted", "network_moves", "answers_need"),
    ),
    Chapter(
        "offre",
        "Ce qui a été proposé et utilisé",
        (
            "recours/servis",
            "recours/demandes",
            "recours/fidelite",
            "recours/productions",
            "recours/profils",
            "reseau/activites",
            "reseau/participants",
        ),
        ("uptake_by_year", "requests_funnel", "accompaniments_by_year"),
        always=("accompaniment_costs",),
    ),
    Chapter(
        "themes",
        "Les thèmes",
        ("tendances/themes", "tendances/detail", "reinterroger/ecarts"),
        ("themes_triennials", "themes_levels", "themes_by_year"),
    ),
    Chapter(
        "paroles",
        "Ce que disent les membres",
        (
            "enquetes/satisfaction",
            "enquetes/ecarts-satisfaction",
            "enquetes/effets",
            "enquetes/autres",
            "enquetes/representativite",
        ),
        ("answers_satisfaction", "answers_effect", "recommendation"),
    ),
    Chapter(
        "changement",
        "Le changement social",
        (
            "changement/changements",
            "changement/nature",
            "changement/contributions",
            "changement/expertise",
            "changement/liste",
        ),
        ("changes_by_year", "changes_by_kind", "changes_by_level"),
    ),
    Chapter(
        "reseau",
        "Le réseau et ses partenariats",
        (
            "reseau/ouverture",
            "reseau/experimenter",
            "reseau/partenariats",
            "reseau/pays",
            "reseau/rencontres",
            "reseau/souhaits",
        ),
        ("joining_by_year", "opening_by_year", "partnerships_by_family"),
    ),
    Chapter(
        "cadre",
        "Le cadre de suivi et ses indicateurs",
        ("cadre-de-suivi",),
        ("indicators_progress", "targets_progress"),
        most=2,
    ),
    Chapter(
        "suites",
        "Pour la suite",
        ("reinterroger/decisions", "reinterroger/membres", "reinterroger/offre"),
        ("decisions_followed", "public_decisions", "gaps_by_support", "offers"),
    ),
)


def _list_part(part: str) -> list[str]:
    page, _, section = part.partition("/")
    if section:
        return [figure.id for figure in SECTIONS[page][section].figures]
    return [figure.id for figure in REGISTRY.values() if figure.page == page]
