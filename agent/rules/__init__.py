"""Rules that the operator brings: our own TOML, and the rule files of other scanners, read as they are.

own.py          [[rules]] in TOML, every mistake with its line
gitleaks.py     Gitleaks and Betterleaks (TOML)        kingfisher.py    Kingfisher (YAML)
fields.py       what their tables hold, field by field
regex.py        their expressions in Python's words, or why not
rule.py         a Rule, as it travels to the scanner processes, and the Detector that it becomes there
load.py         which of them a file is; names that are taken; what could not be honoured
lint.py         what is slow, and what a detector of ours finds already
"""
