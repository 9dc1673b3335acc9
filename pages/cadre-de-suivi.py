"""Where each indicator stands between its baseline and its target."""

from dse.ui.card import figure_pages
from dse.ui.frame import shell

shell.require_frame()

figure_pages.show_column("cadre-de-suivi")
