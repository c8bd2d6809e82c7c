"""The kernel: clock, records, procedures and duties, ledgers, access, sealing, importing, web.

It knows no community.
"""
