"""The little of an ELF file that running it needs: loadable segments and symbols. 32-bit, little-endian."""

import hashlib
import struct


class Elf:
    def __init__(self, data):
        if data[:6] != b"\x7fELF\x01\x01":
            raise ValueError("not a 32-bit little-endian ELF file")
        self.data = data
        self.entry, self._phoff, self._shoff = struct.unpack_from("<III", data, 24)
        self._phentsize, self._phnum, self._shentsize, self._shnum = struct.unpack_from("<HHHH", data, 42)

    @property
    def sha256(self):
        return hashlib.sha256(self.data).hexdigest()

    def segments(self):
        """(address, bytes) of what is loaded, in the order of the file."""
        for i in range(self._phnum):
            at = self._phoff + i * self._phentsize
            kind, offset, address, _, size = struct.unpack_from("<IIIII", self.data, at)
            if kind == 1 and size:
                yield address, self.data[offset : offset + size]

    def _sections(self):
        for i in range(self._shnum):
            yield struct.unpack_from("<IIIIIIIIII", self.data, self._shoff + i * self._shentsize)

    def _string(self, table, offset):
        start = table[4] + offset
        return self.data[start : self.data.index(b"\0", start)].decode()

    def symbols(self):
        """name -> (address, size)"""
        sections = list(self._sections())
        found = {}
        for section in sections:
            if section[1] != 2:  # SHT_SYMTAB
                continue
            names = sections[section[6]]
            for at in range(section[4], section[4] + section[5], 16):
                name, value, size = struct.unpack_from("<III", self.data, at)
                found[self._string(names, name)] = (value, size)
        return found
