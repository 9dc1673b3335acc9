"""How each cross-cutting theme moves among what is asked and what is delivered."""

from dse.ui import card, shell

shell.require_frame()

card.page("tendances")
