"""Tongxin (同心): a city's grass-roots Party building and community governance on one platform.

One folder per thing the community does; `docs/map.md` says what each is for and which floor it stands on.
"""
