"""The waves of surveys that an import brought, and which pages read their answers."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from dse import sentences
from dse.store import Store, Version
from dse.ui.versions import version_differences

_RESPONDENTS = "survey_respondents"
_OF_MEMBERS = (
    "« {title} » : {count:réponse|réponses}, de {organisations:organisation|organisations}. À lire dans Enquêtes membres ; ce qui y est dit "
    "des besoins, dans Réinterroger l’offre et sur les fiches des membres."
)
_OF_NOBODY = (
    "« {title} » : {count:réponse|réponses}, sans organisation. À lire dans Enquêtes membres seulement : Réinterroger l’offre et les fiches "
    "des membres ne lisent que les réponses d’un membre."
)


def describe_waves(store: Store, before: Version | None, after: Version) -> list[str]:
    """A sentence a wave whose respondents a version added or changed: how many they are, and where they are read. Damaged, as differences."""
    if _RESPONDENTS not in version_differences.count_changes(store, before, after):
        return []
    detail = version_differences.read_changes(store, before, after, _RESPONDENTS)
    changed = pa.concat_tables([detail.added, detail.after])["wave_id"].unique().to_pylist()
    titles = {row["wave_id"]: row["title"] for row in store.read(after, "survey_waves").to_pylist()}
    respondents = store.read(after, _RESPONDENTS)
    return [
        _describe(titles[name], respondents.filter(pc.equal(respondents["wave_id"], name)))
        for name in sorted(changed)
    ]


def _describe(title: str, respondents: pa.Table) -> str:
    organisations = pc.count_distinct(respondents["organisation_id"]).as_py()
    template = _OF_MEMBERS if organisations else _OF_NOBODY
    return sentences.say(template, title=title, count=respondents.num_rows, organisations=organisations)
