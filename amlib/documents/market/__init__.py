"""
The market analysis in words, tables and charts.

Where is this customer's market going, and how well are the customer and we doing in it? Values come from ``analysis.panorama``; nothing is computed here
but the rounding that lets a shown column add up.
"""
