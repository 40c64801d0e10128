"""What else the writer has written about the same thing: a small ranking over terms, without a network and without a model."""
