"""Indonesian numbers that count or measure, with value, precision, kind and unit."""

from transforms.numbers.quantities import find_quantities

__all__ = ["find_quantities"]
