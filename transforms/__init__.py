"""Indonesian text to facts: pure functions over Polars frames.

Stages, in the order in which they may import each other (a test holds it):
repair → clean → metadata → language → segment → numbers, dates, entities → statements.
"""
