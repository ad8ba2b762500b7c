"""Leads: what no type knows, and a telling name or a random value makes suspicious."""
