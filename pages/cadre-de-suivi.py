"""Where each indicator stands between its baseline and its target."""

from dse.ui import card, shell

shell.require_frame()

card.column("cadre-de-suivi")
