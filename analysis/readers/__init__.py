"""Text to spans with values and bounds."""
