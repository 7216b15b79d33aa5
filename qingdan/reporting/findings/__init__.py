"""The findings of a validation in each output format."""
