"""
The lists of the zones: what is known of each, side by side,
and the route under each (Measures, Article 21).
"""
