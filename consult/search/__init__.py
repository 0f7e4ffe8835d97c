"""Search: the index, how text is cut for it, and the search page."""
