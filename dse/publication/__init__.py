"""What a public was told of answers and amounts, file after file: compared before another file is given, repeated or corrected with a date.

    records of the store → published → differences → settled answers → file → record

Two files that each hide enough may not be subtracted from one another: one answer that came between them would stand alone.
"""

from dse.publication.amounts import AmountsBetween
from dse.publication.difference import Difference
from dse.publication.differences import compared
from dse.publication.options import read_options, read_spoken, with_options
from dse.publication.public_figure import require_as_published
from dse.publication.published import Correction, Export, NumberCorrection, Published, read, told
from dse.publication.record import fields
from dse.publication.rows import tells_of_answers, waves
from dse.publication.settling import CORRECT, REPEAT, SAFER, Doubt, Settled, code, doubts, settled

__all__ = [
    "CORRECT",
    "NOT_KEPT",
    "REPEAT",
    "SAFER",
    "AmountsBetween",
    "Correction",
    "Difference",
    "Doubt",
    "Export",
    "NumberCorrection",
    "Published",
    "Settled",
    "code",
    "compared",
    "doubts",
    "fields",
    "read",
    "read_options",
    "read_spoken",
    "require_as_published",
    "settled",
    "tells_of_answers",
    "told",
    "waves",
    "with_options",
]

NOT_KEPT = (
    "Une figure seule n’est pas gardée comme publiée. Pour publier, préparez le dossier d’un triennal : ce qu’il dit des réponses et des montants "
    "est gardé, et comparé au suivant."
)
