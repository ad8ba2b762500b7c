"""Leads: what no type knows, and a telling name or a random value makes suspicious.

prefilter.py    where to look, for Hyperscan (heads.py: tables)        fragments.py  what it shares with the grammar
leads.py        the window that was pointed at --> Lead
judging.py      in which kinds of files it is one
  reader.py       from name to name (crowd.py: in the values of others);  grammar.py: who is given what
                  compared.py: values before their names;  governed.py: names from afar;  collected.py: several under
                  one name
    surroundings.py, exclusions.py   what stands around it, and what is no assignment after all
    extraction.py                    which part of it is the value
  names.py        what the name promises (foreign.py: in other languages)
  values.py       what the value looks like (decoded.py: in base64;  sequences.py: letters in order)
    non_values.py                    what is told by its form to be none
    chosen.py, phrases.py            of one word and of several: which of them are passwords
  refused.py      what is none, for who asks why
"""
