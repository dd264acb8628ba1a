"""The engine against plain ways of moving the same ions: python -m tests.benchmarks --help."""
