"""Which changes are observed and how well they are supported, what contributed, what people learnt."""

from dse.figures.change import COMPARING
from dse.figures.change.recorded import PAGE
from dse.ui.frame import sections, shell

shell.require_frame()

sections.page(PAGE, COMPARING)
