"""Which members make use of the offer, and what becomes of their requests."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.card import figure_pages

figure_pages.show_grid("recours")
