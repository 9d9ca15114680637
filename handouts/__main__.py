"""Runs the commands: `cli` stands inside the package when installed, beside it in a checkout."""

import os
from importlib import import_module
from importlib.util import find_spec


def main() -> None:
    """Entry point of the `handouts` command."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # nothing else installed has a say in what is read, or its time
    import_module("handouts.cli" if find_spec("handouts.cli") else "cli").main()


if __name__ == "__main__":
    main()
