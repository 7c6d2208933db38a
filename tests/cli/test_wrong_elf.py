"""ELF files that are not the log's, or none at all: a heading or one line says so, and the log is explained all the same."""

import json
import os
import pathlib
import tempfile
import unittest

import program

CUTS = (1, 3, 4, 15, 16, 51, 52, 53, 100, 1000, 4096, 20_000, 60_000)  # bytes kept, the header has 52
FUNCTION = "average_of"


def lab(name):
    return program.DATA / "lab" / name


class WrongElf(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.log = lab("esp32-og/null-read.log").read_bytes()

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def explain(self, elf, log=None):
        """The text report, the crash, messages and status of two runs that must agree."""
        args = ("--no-passthrough", "-e", str(elf))
        text = program.run(*args, log=log or self.log)
        data = program.run(*args, "-f", "json", log=log or self.log)
        self.assertEqual((text.stderr, text.returncode), (data.stderr, data.returncode))
        (crash,) = json.loads(data.stdout)["crashes"]
        return text.stdout.decode(), crash, data.stderr.decode(), data.returncode

    def best(self, crash):
        return crash["findings"][0]

    def assert_mismatch(self, elf, reason, log=None):
        """The report is headed by it, claims less, and proves nothing from that ELF."""
        text, crash, said, status = self.explain(elf, log)
        self.assertEqual((said, status), ("", 0))
        heading, note, *_ = text.splitlines()[1:]
        self.assertTrue(heading.endswith("WRONG ELF"), heading)
        self.assertTrue(note.startswith(f"! {elf} is not the ELF of this firmware"), note)
        (match,) = crash["firmware"]
        self.assertEqual(match["match"], "no")
        self.assertRegex(match["reason"], reason)
        self.assertEqual((self.best(crash)["class"], self.best(crash)["confidence"]), ("null-deref", "possible"))
        self.assertIsNone(crash["instruction"])
        return [frame["functions"] for core in crash["cores"] for frame in core["backtrace"]["frames"]]

    def assert_refused(self, path, *texts):
        """One line says what is wrong with the file; the report is that of the log alone."""
        text, crash, said, status = self.explain(path)
        self.assertEqual((len(said.splitlines()), status), (1, 3), said)
        self.assertTrue(said.startswith("espwhy: error: "), said)
        for part in (str(path), *texts):
            self.assertIn(part, said)
        self.assertTrue(text.splitlines()[1].endswith("no ELF"), text)
        self.assertEqual((self.best(crash)["class"], crash["firmware"]), ("null-deref", []))

    def test_the_right_one_names_the_function(self):
        text, crash, said, status = self.explain(lab("esp32-og.elf"))
        self.assertEqual((said, status, crash["firmware"][0]["match"]), ("", 0, "yes"))
        self.assertIn(FUNCTION, text)

    def test_of_another_architecture(self):
        functions = self.assert_mismatch(lab("esp32c3-og.elf"), "riscv.*xtensa")
        self.assertEqual((len(functions), [names for names in functions if names]), (6, []))

    def test_of_another_build(self):
        self.assert_mismatch(lab("esp32-o2.elf"), "SHA256")

    def test_of_another_build_where_the_log_tells_no_sha256(self):
        lines = [line for line in self.log.splitlines(True) if b"SHA256" not in line]
        self.assert_mismatch(lab("esp32-o2.elf"), "return addresses", b"".join(lines))

    def test_right_and_wrong_one_together(self):
        done = program.run("-f", "json", "-e", lab("esp32-o2.elf"), "-e", lab("esp32-og.elf"), log=self.log)
        (crash,) = json.loads(done.stdout)["crashes"]
        self.assertEqual([(each["index"], each["match"]) for each in crash["firmware"]], [(1, "yes")])
        self.assertEqual(self.best(crash)["where"]["line"], 37)

    def test_of_this_computer(self):
        self.assert_refused(program.ESPWHY, "not a 32-bit little-endian ELF file")

    def test_cut_off(self):
        whole = lab("esp32-og.elf").read_bytes()
        for size in (*CUTS, len(whole) - 1):
            with self.subTest(size=size):
                self.assert_refused(self.file("cut.elf", whole[:size]), "is not a" if size < 16 else "is cut short")

    def test_no_elf_files(self):
        self.assert_refused(self.file("empty.elf", b""), "is empty")
        self.assert_refused(self.file("text.elf", self.log), "is not an ELF file")
        self.assert_refused(self.file("zeros.elf", bytes(100_000)), "is not an ELF file")

    def test_no_regular_files(self):
        os.mkfifo(self.folder / "fifo")
        for path in ("/dev/zero", "/dev/null", self.folder, self.folder / "fifo"):
            with self.subTest(path=path):
                self.assert_refused(path, "is not a regular file")

    def test_no_file(self):
        self.assert_refused(self.folder / "none.elf", "No such file")
        locked = self.file("locked.elf", b"")
        locked.chmod(0)
        if not os.access(locked, os.R_OK):  # root may read everything
            self.assert_refused(locked, "Permission denied")


if __name__ == "__main__":
    unittest.main()
