"""Where the offer is far from the needs, who is behind it, what is decided and what becomes of it."""

from dse.ui.frame import menu

menu.require_frame()

from dse.figures.offer import decided, public_decisions
from dse.ui import past_decisions
from dse.ui.card import figure_pages

BODIES = {
    decided.FIGURE.id: past_decisions.show,
    public_decisions.FIGURE.id: past_decisions.show_public,
}
figure_pages.show_sections(decided.PAGE, BODIES, in_grid=True)
