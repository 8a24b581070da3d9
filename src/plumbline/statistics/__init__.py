"""Numbers in, numbers out: rounding, intervals, words of quantity, charts, funnels, small-number protection.

Nothing here knows of standards, cases or councils. Each module can be checked by hand from its docstrings.
"""
