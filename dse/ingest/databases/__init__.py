"""A member database, asked on demand, to sheets that go through the checks of a file.

sources.toml (source_files, statements) -> network -> postgresql or mariadb -> results -> reading
"""
