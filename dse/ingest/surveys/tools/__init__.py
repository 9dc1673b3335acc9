"""What the files of one survey tool look like: one adapter a tool.

A further tool is one more module with a SurveyTool named TOOL: every module of this room is read, and nothing else of
dse.ingest.surveys knows the name of a tool (docs/dev/adding.md, "A survey tool"). Titles over two rows are joined before
anything of surveys is read: dse.ingest.files.two_row_titles.
"""
