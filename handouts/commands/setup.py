"""The command that looks at the machine."""

from __future__ import annotations

import sys

import click

from handouts.commands.options import say
from handouts.errors import ExitCode


@click.command()
def doctor() -> None:
    """Say what is installed, what is missing, and the exact command that mends it.

    Example: handouts doctor
    """
    from handouts.doctor import examine, report

    findings = examine()
    say(report(findings))
    if any(finding.needed and not finding.good for finding in findings):
        sys.exit(ExitCode.SYSTEM_LIBRARY)
