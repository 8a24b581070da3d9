"""Beside other councils: a funnel for each standard, and for a national body all councils at once."""
