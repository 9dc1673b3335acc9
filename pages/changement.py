"""Which changes are observed and how well they are supported, what contributed, what people learnt."""

from dse.figures.change import COMPARING
from dse.figures.change.recorded import PAGE
from dse.ui.card import figure_pages
from dse.ui.frame import shell

shell.require_frame()

figure_pages.show_sections(PAGE, COMPARING)
