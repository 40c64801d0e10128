"""Transforms: a document in, another document out. Nothing here knows an outlet, a disk or a dialect."""
