"""The dossier of a triennial: one ZIP of everything that its review is sent.

choice (which triennial, against which, for whom) -> contents (what each figure says) -> archive (the files).
"""

from __future__ import annotations

from dse.export.dossier.archive import read_documents, write
from dse.export.dossier.choice import Choice
from dse.export.dossier.contents import Chapter, Contents, Entry, LeftOut, gather
from dse.export.dossier.figure_pictures import DossierPictures, open_pictures
from dse.export.dossier.report.printed_pdf import print_document

__all__ = [
    "Chapter",
    "Choice",
    "Contents",
    "DossierPictures",
    "Entry",
    "LeftOut",
    "gather",
    "open_pictures",
    "print_document",
    "read_documents",
    "write",
]
