"""Where the offer is far from the needs, who is behind it, what is decided and what becomes of it."""

from dse.ui.frame import menu

menu.require_frame()

from dse.figures.offer.decided import FIGURE, PAGE
from dse.ui import past_decisions
from dse.ui.card import figure_pages

figure_pages.show_sections(PAGE, {FIGURE.id: past_decisions.show}, in_grid=True)
