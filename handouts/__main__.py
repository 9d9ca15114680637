"""Runs the commands: `cli` stands inside the package when installed, beside it in a checkout."""

import atexit
import gc
import os
from importlib import import_module
from importlib.util import find_spec


def main() -> None:
    """Entry point of the `handouts` command."""
    gc.set_threshold(50_000)  # what is loaded stays; to look through it again takes a fifth of a short command
    atexit.register(gc.freeze)  # and once more at its end
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # nothing else installed has a say in what is read, or its time
    import_module("handouts.cli" if find_spec("handouts.cli") else "cli").main()


if __name__ == "__main__":
    main()
