"""Where each indicator stands between its baseline and its target."""

from dse.ui.frame import menu

menu.require_frame()

from dse.ui.card import figure_pages

figure_pages.show_column("cadre-de-suivi")
