"""A number told otherwise than it was, in words."""

from __future__ import annotations

from dataclasses import dataclass

from dse import french
from dse.figures import REGISTRY
from dse.publication.rows import title

NOT_TOLD = "non montré"


@dataclass(frozen=True)
class Difference:
    """A number, or a bound, told otherwise than it was; None where it was not shown. `tells_of_few`: between the two files, few answers
    would stand apart, or one could be taken from the other until they do; `from_earlier`: so only beside a file before the
    last; `is_gone`: nothing is told any more of the wave by this figure, and nothing can be repeated."""

    figure_id: str
    wave: str
    about: str
    column: str
    before: float | str | None
    after: float | str | None
    tells_of_few: bool
    from_earlier: bool = False
    is_gone: bool = False

    @property
    def what(self) -> str:
        """Which number it is: the question, the wave, the group, the answer, the column."""
        return f"{self.question} {self._where}"

    @property
    def question(self) -> str:
        """The question of the figure."""
        return REGISTRY[self.figure_id].question

    @property
    def sentence(self) -> str:
        """The difference in one French sentence."""
        return f"{self.question} {self.detail}"

    @property
    def detail(self) -> str:
        """The same under the question that it is of."""
        return (
            f"{self._where} : {format_value(self.after)} au lieu de {format_value(self.before)}.{self._gap()}"
        )

    @property
    def _where(self) -> str:
        return f"{self.about} : {title(self.figure_id, self.column)}"

    def _gap(self) -> str:
        if not self.tells_of_few:
            return ""
        if self.from_earlier:
            return " Rapproché d’un fichier plus ancien, cela pourrait désigner quelqu’un."
        if self.before is None or self.after is None:
            return " Ce qui était masqué et ce qui est montré se soustrairaient."
        if isinstance(self.before, str) or isinstance(self.after, str):
            return " Quelques réponses suffisent pour passer d’une borne à l’autre : cela pourrait désigner quelqu’un."
        gap = french.number(
            abs(self.after - self.before), 0 if float(self.after - self.before).is_integer() else 1
        )
        return f" Écart de {gap} : cela pourrait désigner quelqu’un."


def format_value(value: float | str | None) -> str:
    """A number or a bound as it is read, or that it was not shown."""
    if value is None:
        return NOT_TOLD
    if isinstance(value, str):
        return value
    return french.number(value, 0 if float(value).is_integer() else 1)
