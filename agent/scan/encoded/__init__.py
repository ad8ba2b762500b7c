r"""Decodes encoded runs: base64 (URL-safe, unpadded, wrapped), hex, UTF-16, escapes, dumps; and what is compressed in
them.

    Trigger (triggers.py) --> the run around it --> its bytes --\
    Trigger ----------------> the run around it --> its bytes ---+--> Decoded.data --the engine, once more--> found
                                                                      Decoded.span: where in the original

decoding.py     which runs of a buffer are decoded, each once
runs.py         a Run, and several of them as one text
letters.py      base64 and hex, over lines
characters.py   UTF-16, and characters that are written as escapes
numbers.py      bytes that are written as numbers: lists, and dumps (dumped.py)
packed.py       what is compressed
"""
