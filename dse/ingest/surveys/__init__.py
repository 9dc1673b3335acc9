"""Survey exports: one wide line a respondent, to waves, respondents, questions, items, options and answers.

titles (two rows of titles) -> survey (what a form says; form_files, form_checks) -> reading (respondents, answers on
scales, choices) -> batches of rows. pseudonyms hides who answered, discretion keeps identifiers out of messages.
A form is proposed by draft (layout, guesses, lss, likert) and written by form_writing.
"""
