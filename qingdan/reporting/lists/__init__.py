"""Lists side by side, and the routes of an item, in each output format."""
