"""What a credential looks like: pure, no input or output, no clock."""

from typing import Final

# Beside the files of the providers, each of which is one of these by itself.
FOLDERS: Final = ("contexts", "filters", "generic")
