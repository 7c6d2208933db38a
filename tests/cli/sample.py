"""A log as an ESP32 prints it, in the parts that the tests send one by one."""

BEFORE = b"""ets Jul 29 2019 12:21:46\r
\r
rst:0x1 (POWERON_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r
\x1b[0;32mI (312) app: started\x1b[0m\r
W (1290) app: \xff\xfe\x00 noise of the line\r
"""

# The chip says what happened; where it came from is still to come.
OPENING = b"""Guru Meditation Error: Core  0 panic'ed (StoreProhibited). Exception was unhandled.\r
\r
Core  0 register dump:\r
PC      : 0x400d5f2c  PS      : 0x00060430  A0      : 0x800d1a3c  A1      : 0x3ffb5c20  \r
A2      : 0x00000000  A3      : 0x0000005f  A4      : 0x00000000  A5      : 0x3ffb1f00  \r
A6      : 0x00000001  A7      : 0x00000000  A8      : 0x800d5f20  A9      : 0x3ffb5bf0  \r
A10     : 0x00000000  A11     : 0x3ffb5c60  A12     : 0x00000000  A13     : 0x00000000  \r
A14     : 0x00000000  A15     : 0x00000000  SAR     : 0x00000010  EXCCAUSE: 0x0000001d  \r
EXCVADDR: 0x0000000c  LBEG    : 0x00000000  LEND    : 0x00000000  LCOUNT  : 0x00000000  \r
\r
"""

BACKTRACE = b"""Backtrace: 0x400d5f29:0x3ffb5c20 0x400d1a39:0x3ffb5c40 0x40085e31:0x3ffb5c60\r
\r
\r
ELF file SHA256: 5a1c0f3e9b7d2846\r
\r
"""

TAIL = b"Rebooting...\r\n"

AFTER = b"""ets Jul 29 2019 12:21:46\r
\r
rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\r
I (311) app: started\r
"""

CRASH = OPENING + BACKTRACE + TAIL
LOG = BEFORE + CRASH + AFTER
QUIET_LOG = BEFORE + AFTER.replace(b"SW_CPU_RESET", b"POWERON_RESET").replace(b"0xc ", b"0x1 ")
