"""The tree: the one shape that every reader makes and every writer reads."""
