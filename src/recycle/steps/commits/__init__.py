"""What git is about to take in, or has: the hook, what is staged, what differs from a commit, what the ledger lost."""
