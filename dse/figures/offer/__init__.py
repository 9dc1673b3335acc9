"""Questioning the offer: need, request, service and satisfaction, who is behind a gap, what was decided."""

from dse.figures.offer import behind, by_year, decided, gaps, offers, quadrant, satisfied, segments
from dse.figures.section import Section

GAPS = (
    gaps.FIGURES["theme"],
    gaps.FIGURES["support"],
    *quadrant.FIGURES.values(),
)
OFFERS = (by_year.FIGURE, offers.FIGURE, satisfied.FIGURE)
MEMBERS = (segments.FIGURE, *behind.FIGURES)
# The figures whose findings may be among those to remember: they compare, the others describe.
COMPARING = (*GAPS, segments.FIGURE)
FIGURES = (*GAPS, *MEMBERS, *OFFERS)


def sections(decisions: decided.Figure) -> dict[str, Section]:
    """The parts of the page, with the figure on past decisions, which reads all the others."""
    return {
        "ecarts": Section("Écarts", "Où l’offre est-elle le plus loin des besoins ?", GAPS),
        "membres": Section("Membres", "Qui est derrière un écart, et que lui proposer ?", MEMBERS),
        "offre": Section("Offre", "Que proposons-nous, à qui, et qui s’en sert ?", OFFERS),
        "decisions": Section(
            "Décisions", "Qu’avons-nous décidé, et qu’est-ce que cela a donné ?", (decisions,)
        ),
    }
