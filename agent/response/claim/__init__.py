"""One incident while its lease is held, phase by phase; each phase knows the ones before it.

held.py      what a claim is: the lease's clock, the value opened once, state and event saved, parking
asking.py    every endpoint at once, with a control for every LIVE
deciding.py  the policy's word for each System; whether a place holds what leaked
acting.py    brakes, intent, act, outcome
"""
