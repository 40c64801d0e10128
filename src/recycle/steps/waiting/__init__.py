"""Whether and when a piece may go to an outlet, after what, and why not yet."""
