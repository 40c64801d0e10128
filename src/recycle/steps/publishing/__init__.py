"""What goes to destinations and stands there: sent, asked after, settled, taken back, and changed by somebody there."""
