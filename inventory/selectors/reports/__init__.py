"""What the inventory's reports say. Each is a function that takes what is asked for and answers in a constant number of
queries, however many articles there are.

The past is told from today backwards: what there is now (positions, levels: the sums of the moves) less what has changed
since. So a report reads the moves since the first day it is about, not all there ever were, and it equals the ledger
because the positions do.
"""
