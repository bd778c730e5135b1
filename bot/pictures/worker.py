"""Draws one SVG from stdin as PNG on stdout, in its own process: resvg can abort."""

import json
import sys
from contextlib import suppress

MEMORY = 1 << 30
SECONDS = 20


def limit() -> None:
    """A picture that wants more is a mistake; this process may end, the companion lives on."""
    with suppress(ImportError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    limit()
    from resvg_py import svg_to_bytes

    order = json.load(sys.stdin.buffer)
    try:
        drawn = svg_to_bytes(
            svg_string=order["svg"],
            skip_system_fonts=True,
            font_files=order["files"],
            font_family=order["family"],
            sans_serif_family=order["family"],
        )
    except ValueError as error:
        sys.exit(str(error))
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
