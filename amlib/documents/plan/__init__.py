"""
The parts of the annual plan (document 30): what do we want with this customer, what will we do for it, and what must be decided?

Each room makes the words, tables or charts of one subject from values of ``plan`` and ``analysis``; what every document carries is in ``documents.frame``.
"""
