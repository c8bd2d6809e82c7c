"""Resting: the worker is asked to stop. Who works in long rounds ends after the present one and goes on next time."""

import threading

asked = threading.Event()
