"""
The law as formulas: theorems over all facts at once, each with a counterexample that the engine
decides.
"""
