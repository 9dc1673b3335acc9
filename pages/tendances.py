"""How each cross-cutting theme moves among what is asked and what is delivered."""

from dse.ui.card import figure_card
from dse.ui.frame import shell

shell.require_frame()

figure_card.page("tendances")
