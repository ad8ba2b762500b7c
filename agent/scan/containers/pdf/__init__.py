r"""The text of PDF files: what pages show, what dictionaries say, and what else was compressed.

    bytes --objects.pieces--> Piece(number, dictionary, stream) --filters.undone--> content
        dictionaries  --strings.said-->  /Subject (token \137...)  --> Subject: token _...
        content       --pages.lines-->  BT /F1 12 Tf [<0001> -20 <0002>] TJ ET --> lines
                                             `-- fonts.Fonts: what F1 means there --> cmaps.CMap: 0001 is "g"

A page is no text but a drawing of one, and every producer draws in its own way: subset fonts number their glyphs, words
are cut where they are kerned, cells of tables are placed one by one. Where things stand decides what is one line.

Every file is hostile: streams, objects and tables are read once, and what one asks for is paid before it is kept.

https://pdfa.org/resource/iso-32000-2/
"""
