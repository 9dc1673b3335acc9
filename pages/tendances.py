"""How each cross-cutting theme moves among what is asked and what is delivered."""

from dse.figures.themes import COMPARING
from dse.ui.card import figure_pages
from dse.ui.frame import shell

shell.require_frame()

figure_pages.show_grid("tendances", COMPARING)
