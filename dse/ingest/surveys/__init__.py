"""Survey exports, one wide line a respondent, to waves, respondents, questions, items, options and answers.

tools -> reading -> draft -> waves: each room imports only those before it.

* tools: what the files of one survey tool look like;
* reading: an export and its form to rows of the six tables;
* draft: a form proposed from an export that none knows, edited and written;
* waves: an export beside the form of its survey, which gets one wave more.

What a survey form may say is in dse.ingest.forms.survey_definitions. pseudonyms hides who answered.
"""
