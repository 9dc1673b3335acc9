"""The options of a dossier: a triennial, another to compare it with, the audience, and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from dse.disclosure.audiences import ORDER, PUBLICATION
from dse.errors import Refused
from dse.export.dossier.parts import ALL, DOCUMENTS, REVIEW, order_parts
from dse.query import Selection
from schemas import codelists
from schemas.codelists import Triennial


@dataclass(frozen=True)
class Choice:
    """Codes of triennials, of an audience and of parts. Refused in French where one is unknown, or both triennials are the same.

    A draft is not recorded as published, and says on each page that it stays inside: it has nothing but pages.
    """

    triennial: str
    against: str | None = None
    audience: str = PUBLICATION
    parts: tuple[str, ...] = ALL
    is_draft: bool = False

    def __post_init__(self) -> None:
        _find_triennial(self.triennial)
        if self.against is not None:
            _find_triennial(self.against)
        if self.against == self.triennial:
            raise Refused(
                f"Le triennal {self.triennial} ne se compare pas à lui-même. Choisissez-en un autre."
            )
        if self.audience not in ORDER:
            raise Refused(
                f"Le public « {self.audience} » n’existe pas. Les publics sont : {', '.join(ORDER)}."
            )
        order_parts(self.parts)
        if self.is_draft and set(self.parts) - set(DOCUMENTS):
            raise Refused(
                "Un essai n’a que le Bilan et l’annexe, dont chaque page dit de ne pas la diffuser."
            )

    @property
    def is_review_only(self) -> bool:
        """Whether nothing is given but the review, which has the figures of its plan and no others."""
        return self.parts == (REVIEW,)

    @property
    def period(self) -> Triennial:
        """The triennial that the dossier is about."""
        return _find_triennial(self.triennial)

    @property
    def compared(self) -> Triennial | None:
        """The triennial compared with."""
        return _find_triennial(self.against) if self.against is not None else None

    @property
    def selection(self) -> Selection:
        """The years of the triennial, before the audience."""
        return self._select_years(self.period)

    @property
    def selection_against(self) -> Selection | None:
        """The years of the triennial compared with, before the same audience."""
        return self._select_years(self.compared) if self.compared else None

    @property
    def selection_of_both(self) -> Selection | None:
        """The years of both triennials, where the one compared with comes just before."""
        if self.compared is None or self.compared.ends_on + timedelta(days=1) != self.period.starts_on:
            return None
        return Selection(self.compared.starts_on.year, self.period.ends_on.year, audience=self.audience)

    def _select_years(self, period: Triennial) -> Selection:
        return Selection(period.starts_on.year, period.ends_on.year, audience=self.audience)


def _find_triennial(code: str) -> Triennial:
    triennials = {triennial.code: triennial for triennial in codelists.triennials()}
    if code not in triennials:
        raise Refused(f"Le triennal « {code} » n’existe pas. Les triennaux sont : {', '.join(triennials)}.")
    return triennials[code]
