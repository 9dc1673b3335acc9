"""Files that the team makes lie in its store's folder; those that release 1.0 left in the application's folder are copied there.

Order of the modules: shipped_files, takeover_records, then leftovers and list_merging, then takeover.
"""
