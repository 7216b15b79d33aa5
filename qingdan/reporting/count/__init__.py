"""A count of persons in each output format."""
