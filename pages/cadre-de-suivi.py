"""Where each indicator stands between its baseline and its target."""

from dse.ui.card import figure_card
from dse.ui.frame import shell

shell.require_frame()

figure_card.column("cadre-de-suivi")
