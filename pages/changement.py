"""Which changes are observed and how well they are supported, what contributed, what people learnt."""

from dse.ui.frame import menu

menu.require_frame()

from dse.figures.change.recorded import PAGE
from dse.ui.card import figure_pages

figure_pages.show_sections(PAGE)
