"""What the files of one survey tool look like: one adapter a tool.

A further tool is one more module with a SurveyTool, named in tool_columns.TOOLS, and one of its exports in
tests/fixtures/surveys. Titles over two rows are joined before anything of surveys is read: dse.ingest.files.two_row_titles.
"""
