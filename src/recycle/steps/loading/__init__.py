"""What lies in the workspace, found and read: the files of pieces, of issues and of edits, and what stands in them."""
