"""`tongxin check`: every invariant of every room, with what is broken and where."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rich.console import Console

from tongxin.kernel import invariants

console = Console(highlight=False, soft_wrap=True)
SHOWN = 50


def check() -> int:
    """Walk all invariants and print each; returns 1 when one is broken."""
    invariants.discover()
    broken = 0
    for each, breaches in invariants.walk():
        console.print(f"{'✗' if breaches else '✓'} {each.label}", style="red" if breaches else "green", markup=False)
        for sentence in breaches[:SHOWN]:
            console.print(f"    {sentence}", markup=False)
        if len(breaches) > SHOWN:
            console.print("    " + _("还有 {count} 处").format(count=len(breaches) - SHOWN))
        broken += len(breaches)
    console.print(_("发现 {count} 处问题。").format(count=broken) if broken else _("全部成立。"))
    return 1 if broken else 0
