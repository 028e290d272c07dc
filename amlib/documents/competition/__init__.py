"""
The competitor overview in words, tables and charts.

Who else is on this customer's shelf, who is winning, and with what? Values come from ``analysis.rivals``; nothing is computed here but the
rounding that lets a shown column add up.
"""
