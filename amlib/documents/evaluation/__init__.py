"""
The parts of the results evaluation (document 40): what did we reach, what caused the difference, what do we not know.

``words`` names causes and measures; ``sentences``, ``tables`` and ``charts`` make the parts. Each takes the values of ``analysis`` and, for the currency,
the unit and the names, the slice that they were computed from. What every document carries is in ``documents.frame``.
"""
