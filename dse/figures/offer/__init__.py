"""Questioning the offer: need, request, service and satisfaction, who is behind a gap, what was decided."""

from dse.figures.registry import read_sections

# Their keys stand in the address bar.
_TITLES = {
    "ecarts": ("Écarts", "Où l’offre est-elle le plus loin des besoins ?"),
    "membres": ("Membres", "Qui est derrière un écart, et que lui proposer ?"),
    "offre": ("Offre", "Que proposons-nous, à qui, et qui s’en sert ?"),
    "decisions": ("Décisions", "Qu’avons-nous décidé, et qu’est-ce que cela a donné ?"),
}
SECTIONS = read_sections(_TITLES, __name__)
FIGURES = tuple(figure for section in SECTIONS.values() for figure in section.figures)
