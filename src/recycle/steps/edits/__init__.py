"""A person's own wording of a variant: begun, opened, kept, compared, listed."""
