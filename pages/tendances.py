"""How each cross-cutting theme moves among what is asked and what is delivered."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.card import figure_pages

figure_pages.show_grid("tendances")
