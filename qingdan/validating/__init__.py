"""An inventory against the shapes, with findings counted by cause."""
