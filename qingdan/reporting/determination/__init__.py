"""A determination, or those of a whole inventory, in each output format."""
