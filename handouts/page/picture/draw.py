"""Draws an SVG from standard input as a PNG. A program of its own: a hostile drawing can stop nothing but this.

Its one argument is the folder in which the library that draws lies.
"""

from __future__ import annotations

import sys

SECONDS = 1
"""Of the processor's time, where the system can set a limit; a logo takes a twentieth of a second."""
MEMORY = 1024**3
NOT_DRAWN = 3
"""The exit code where the library refuses a drawing."""


def limit() -> None:
    """Bound what drawing may use, as far as the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {resource.RLIMIT_NOFILE: 0, resource.RLIMIT_CORE: 0}  # neither opens nor leaves a file
    limits |= {resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_AS: MEMORY}
    for kind, most in limits.items():
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS has no limit on addresses
            continue


def main() -> int:
    """Read, draw and write."""
    sys.path.insert(0, sys.argv[1])
    from resvg_py import svg_to_bytes

    limit()
    try:
        png = svg_to_bytes(svg_string=sys.stdin.buffer.read().decode(), skip_system_fonts=True)
    except BaseException:  # the library's panics are no `Exception`
        return NOT_DRAWN
    sys.stdout.buffer.write(png)
    return 0


if __name__ == "__main__":
    sys.exit(main())
