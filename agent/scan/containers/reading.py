"""A stream of blocks, read by number of bytes."""

from __future__ import annotations

from collections.abc import Iterator

from agent.scan.containers.budget import UnreadableError


class Reader:
    """Reads from blocks. What a member has not consumed is skipped when the next one is asked for."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def upto(self, size: int) -> bytes:
        """`size` bytes, or what is left."""
        pieces = [self._rest]
        have = len(self._rest)
        while have < size:
            block = next(self._blocks, None)
            if block is None:
                break
            pieces.append(block)
            have += len(block)
        data = b"".join(pieces)
        self._rest = data[size:]
        return data[:size]

    def exactly(self, size: int) -> bytes:
        data = self.upto(size)
        if len(data) < size:
            message = "it ends too early"
            raise UnreadableError(message)
        return data

    def part(self, size: int) -> Iterator[bytes]:
        """The next `size` bytes, block by block."""
        left = size
        while left > 0:
            block = self._rest or next(self._blocks, None)
            if block is None:
                message = "it ends too early"
                raise UnreadableError(message)
            self._rest = block[left:]
            block = block[:left]
            left -= len(block)
            if block:
                yield block

    def rest(self) -> Iterator[bytes]:
        if self._rest:
            yield self._rest
        self._rest = b""
        yield from self._blocks
