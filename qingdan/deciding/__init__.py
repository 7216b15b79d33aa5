"""From an inventory and the law of a day to determinations with their proofs."""
