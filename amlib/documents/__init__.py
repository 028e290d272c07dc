"""
From values to the parts of a page: sentences, tables, tiles and charts.

A part is a frozen value that knows how to show itself. In JupyterLab it is displayed; in an edition the page and the print read the
same bundle and set it in their own way. So a part carries its meaning – columns, tones, a title that says what is seen, a description for
who cannot see it – and no layout.

Everything that comes from data is text, never markup: it is escaped where it enters. The same values give the same bytes.

Rooms: ``sentences``, ``tables`` and ``charts`` hold the kinds of part; ``rounding`` makes shown figures add up; ``words`` and ``frame`` are what all
documents call things and carry; ``links`` leads from a line to its evidence; each document has a room of its own beside them (``evaluation``).
"""
