"""What is wrong with pieces, or may be, before they leave."""
