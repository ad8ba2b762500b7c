"""Logs that are being written: files, whatever rotation does to them, and the systemd journal.

source   what a look yields       look, plan, rotated   which files, from where, and what became of the others
"""
