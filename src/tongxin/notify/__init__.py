"""Notices: who is told of what. Rooms declare it in their `notices.py`; this room hears the record and tells.

In the platform always, by mail to those who asked for it. Nothing here nags. Read `engine.py` first.

Beside it two engines that hear the same record: digests, of what an organization or a person chose to hear, as often as
it chose (`news.py`, then `digest_actions.py`, `channels.py`); and hooks, which tell an organization's own system what
happens, signed (`hooks.py`, then `wire.py`; `docs/webhooks.md`).
"""
