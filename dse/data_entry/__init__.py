"""Members, accompaniments, activities and presences typed on the page: the lines of a form without a file.

What is typed is a sheet in memory under the titles of the form, and goes through the rules and the preview of an import.
"""
