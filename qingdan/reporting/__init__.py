"""Results in words and in data formats; one folder for each kind of result."""
