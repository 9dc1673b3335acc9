"""What the team makes lies in one folder, its store's; what an earlier release left in the application's is taken over.

shipped -> records of take-overs -> leftovers, merging -> taking_over
"""
