"""The version of the package, where code can read it; pyproject.toml has the same."""

__version__ = "0.2.0"
