"""What a repository needs around its texts: the first files, the workflow of CI and its comment, whether all is in place."""
