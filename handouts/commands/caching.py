"""Commands for what the program keeps so as not to make it again."""

from __future__ import annotations

import click

from handouts.commands.options import say
from handouts.files import MEBIBYTE


@click.group()
def cache() -> None:
    """Show or empty the folder in which leaflets for nobody yet are kept. It holds nothing of patients.

    Example: handouts cache show
    """


@cache.command()
def show() -> None:
    """Show where the cache is, and how much it holds.

    Example: handouts cache show
    """
    from handouts.run import cache as store

    own = store.user_cache()
    found = store.show(own)
    say(
        (
            f"folder   {own.folder}",
            f"entries  {found.entries}",
            f"size     {_told(found.size)} of at most {own.limit // MEBIBYTE} MB",
        )
    )


@cache.command()
def clear() -> None:
    """Empty the cache. A leaflet is made anew when it is next asked for.

    Example: handouts cache clear
    """
    from handouts.run import cache as store

    removed = store.clear(store.user_cache())
    count = "1 entry" if removed.entries == 1 else f"{removed.entries} entries"
    click.echo(f"Removed: {count}, {_told(removed.size)}.", err=True)


def _told(size: int) -> str:
    return f"{size / 1024:.0f} kB" if size < MEBIBYTE else f"{size / MEBIBYTE:.1f} MB"
