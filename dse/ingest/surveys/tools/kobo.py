"""KoboToolbox, and ODK forms like it: titles are names or labels, after the groups that they are in."""

from __future__ import annotations

from dse.ingest.surveys.tools.survey_tool import LineMark, SurveyTool, titles

TOOL = SurveyTool(
    name="KoboToolbox",
    rank=2,
    signatures=titles("_uuid | _submission_time | _validation_status | __version__"),
    response_keys=titles("_uuid | _id"),
    submitted=titles("_submission_time"),
    others=titles(
        "start | end | today | username | deviceid | phonenumber | simserial | subscriberid | audit | "
        "__version__ | _version_ | formhub/uuid | meta/instanceID | meta/instanceName | meta/rootUuid | "
        "meta/deprecatedID | _xform_id_string | _validation_status | _notes | _status | _submitted_by | "
        "_tags | _index | _parent_index | _parent_table_name | _attachments | _geolocation | _id | _uuid | "
        "rootUuid"
    ),
    refused=LineMark(
        titles("_validation_status"), titles("Not approved | validation_status_not_approved | Non approuvé")
    ),
    repeat_titles=titles("_parent_index"),
    versions=titles("__version__ | _version_"),
    joins=(" ",),
    blank_box_is_not_asked=True,
    titles_are_paths=True,
    notes_are_columns=True,
)
