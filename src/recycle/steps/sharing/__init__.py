"""The ledger between several machines: to the remote and back, and who of them may send."""
