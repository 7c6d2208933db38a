"""Core dumps: in a log, however damaged, and named by the user, in every form that tools leave."""

import base64
import json
import os
import pathlib
import struct
import tempfile
import unittest

import program

NAMES = ["main", "logger", "IDLE"]
START = b"================= CORE DUMP START ================="
END = b"================= CORE DUMP END ================="


def lab(name):
    return program.DATA / "lab" / name


class Cores(unittest.TestCase):
    variant = "esp32c3-og"

    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.folder = pathlib.Path(keep.name)
        self.log = lab(f"{self.variant}/null-write.log").read_bytes()
        lines = self.log.splitlines(keepends=True)
        self.start = next(i for i, line in enumerate(lines) if START in line)
        self.end = next(i for i, line in enumerate(lines) if END in line)
        self.lines = lines
        self.text = b"".join(lines[self.start + 1 : self.end])
        self.image = b"".join(base64.b64decode(line) for line in self.text.split())
        (size,) = struct.unpack_from("<I", self.image)
        self.assertEqual(size, len(self.image))
        self.elf = self.image[24:-4]

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return str(path)

    def without_dump(self):
        return b"".join(self.lines[: self.start] + self.lines[self.end + 2 :])

    def explain(self, *args, status=0, **more):
        done = program.run("-f", "json", "-e", str(lab(f"{self.variant}.elf")), *args, **more)
        self.assertEqual(done.returncode, status, done.stderr)
        return json.loads(done.stdout), done.stderr.decode()

    def crashes(self, *args, **more):
        return self.explain(*args, **more)[0]["crashes"]

    def assert_tasks(self, crash):
        self.assertEqual([task["name"] for task in crash["tasks"]], NAMES)
        self.assertTrue(all(task["backtrace"]["frames"] for task in crash["tasks"]))


class Forms(Cores):
    def forms(self):
        flash = b"\xff" * 0x3000 + self.image + b"\xff" * 0x1234
        return {
            "core.b64": self.text,
            "marked.b64": b"".join(self.lines[self.start : self.end + 1]),
            "core.bin": self.image,
            "partition.bin": self.image + b"\xff" * (0x10000 - len(self.image)),
            "flash.bin": flash,
            "core.elf": self.elf,
        }

    def test_every_form_alone(self):
        for name, data in self.forms().items():
            with self.subTest(form=name):
                path = self.file(name, data)
                (crash,) = self.crashes("--core", path)
                self.assert_tasks(crash)
                self.assertEqual((crash["log"], crash["chip"], crash["task"]), (path, "esp32c3", "main"))
                self.assertEqual(crash["findings"][0]["class"], "null-deref")

    def test_what_is_certainly_one_needs_no_option(self):
        for name, data in self.forms().items():
            with self.subTest(form=name):
                path = self.file(name, data)
                (crash,) = self.crashes(path)
                self.assert_tasks(crash)
                if name == "marked.b64":  # a log
                    continue
                with open(path, "rb") as redirected:
                    (crash,) = self.crashes(stdin=redirected)
                self.assert_tasks(crash)
                self.assertEqual(crash["log"], "<stdin>")

    def test_a_dash_is_standard_input(self):
        for name, data in self.forms().items():
            with self.subTest(form=name):
                (crash,) = self.crashes("-c", "-", log=data)
                self.assert_tasks(crash)

    def test_strings_of_a_flash_image_are_no_log(self):
        data = b"\xff" * 0x3000 + self.image + b"\0abort() was called at PC 0x42001234 on core 0\n"
        (crash,) = self.crashes(self.file("flash.bin", data))
        self.assert_tasks(crash)

    def test_binary_without_a_dump_is_a_log(self):
        path = self.file("garbage.log", b"\xff\0" * 2000 + b"\n" + self.without_dump())
        (crash,) = self.crashes(path)
        self.assertEqual((crash["log"], crash["dump"]), (path, None))
        self.assertEqual(crash["findings"][0]["class"], "null-deref")

    def test_its_words_are_of_no_line(self):
        other = lab(f"{self.variant}/abort.log").read_bytes().splitlines(keepends=True)
        start, end = (next(i for i, line in enumerate(other) if mark in line) for mark in (START, END))
        path = self.file("abort.b64", b"".join(other[start + 1 : end]))
        (crash,) = self.crashes("-c", path)
        self.assertEqual({said["log_line"] for said in crash["statements"]}, {None})
        report = program.run("-v", "-c", path).stdout.decode()
        said = report[report.index("what the log says") :]
        self.assertEqual(said.count("abort() was called"), 1, said)

    def test_standard_input_is_left_alone(self):
        reader, writer = os.pipe()
        try:
            (crash,) = self.crashes("-c", self.file("core.bin", self.image), stdin=reader)
            self.assert_tasks(crash)
            os.write(writer, b"untouched")
            self.assertEqual(os.read(reader, 100), b"untouched")
        finally:
            os.close(reader)
            os.close(writer)

    def test_beside_its_log_it_is_one_crash(self):
        log = self.file("crash.log", self.without_dump())
        for name, data in self.forms().items():
            with self.subTest(form=name):
                (crash,) = self.crashes("-c", self.file(name, data), log)
                self.assert_tasks(crash)
                self.assertEqual((crash["log"], crash["dump"]["name"]), (log, str(self.folder / name)))

    def test_beside_its_log_on_standard_input(self):
        path = self.file("core.bin", self.image)
        (crash,) = self.crashes("-c", path, "-", log=self.without_dump())
        self.assert_tasks(crash)

    def test_beside_another_log_it_is_another_crash(self):
        other = lab(f"{self.variant}/abort.log").read_bytes().splitlines(keepends=True)
        start = next(i for i, line in enumerate(other) if START in line)
        log = self.file("crash.log", b"".join(other[:start]) + b"Rebooting...\r\n")
        path = self.file("core.bin", self.image)
        first, second = self.crashes("-c", path, log)
        self.assertEqual((first["log"], first["dump"], second["log"]), (log, None, path))
        self.assert_tasks(second)

    def test_a_second_one_of_the_same_panic_is_told(self):
        log = self.file("crash.log", self.log)
        (crash,) = self.crashes("-c", self.file("core.bin", self.image), log)
        self.assert_tasks(crash)
        self.assertIn("a core dump of this panic, too", str(crash["notes"]))

    def test_several_without_a_log(self):
        other = lab(f"{self.variant}/abort.log").read_bytes().splitlines(keepends=True)
        start, end = (next(i for i, line in enumerate(other) if mark in line) for mark in (START, END))
        paths = [self.file("a.b64", self.text), self.file("b.b64", b"".join(other[start + 1 : end]))]
        crashes = self.crashes("-c", paths[0], "-c", paths[1])
        self.assertEqual([(crash["id"], crash["log"]) for crash in crashes], [(1, paths[0]), (2, paths[1])])
        self.assertEqual([crash["findings"][0]["class"] for crash in crashes], ["null-deref", "abort"])

    def test_one_that_is_none_is_told_and_the_rest_goes_on(self):
        log = self.file("crash.log", self.log)
        for path, text in (
            (self.file("empty", b""), "holds no core dump"),
            (self.file("words", b"hello\n" * 100), "holds no core dump"),
            (str(self.folder / "missing"), "cannot open"),
            (str(self.folder), "cannot read"),
        ):
            with self.subTest(path=path):
                report, errors = self.explain("-c", path, log, status=3)
                self.assertEqual(len(report["crashes"]), 1)
                self.assertEqual(errors.count("\n"), 1, errors)
                self.assertIn(text, errors)
                self.assertIn(path, errors)

    def test_the_elf_is_found_by_the_sha256_of_the_dump(self):
        done = program.run(
            "-f", "json", "--elf-dir", str(program.DATA / "lab"), "-c", self.file("core.bin", self.image)
        )
        (crash,) = json.loads(done.stdout)["crashes"]
        self.assertEqual([elf["match"] for elf in crash["firmware"]], ["yes"])
        self.assert_tasks(crash)

    def test_cut_anywhere_it_is_one_crash(self):
        sizes = [size for size in range(0, len(self.image), 97) if size >= 24]
        paths = [self.file(f"{size}.bin", self.image[:size]) for size in sizes]
        for some in (paths[at : at + 16] for at in range(0, len(paths), 16)):
            args = [word for path in some for word in ("-c", path)]
            crashes = self.crashes(*args)
            self.assertEqual([crash["log"] for crash in crashes], some)
            self.assertTrue(all(crash["dump"]["checksum"] != "good" for crash in crashes))


class Damage(Cores):
    def one(self, log):
        (crash,) = self.crashes(self.file("crash.log", log))
        return crash

    def test_whole(self):
        crash = self.one(self.log)
        self.assert_tasks(crash)
        self.assertEqual(crash["dump"]["lines"], [self.start + 2, self.end])
        self.assertEqual(crash["notes"], [])

    def test_cut_at_any_line(self):
        cuts = range(self.start + 1, self.end)
        paths = [self.file(f"{cut}.log", b"".join(self.lines[:cut])) for cut in cuts]
        report, _ = self.explain(*paths)
        self.assertEqual([crash["log"] for crash in report["crashes"]], paths)
        for crash in report["crashes"]:
            self.assertEqual(crash["findings"][0]["class"], "null-deref")
            self.assertIn("core dump", str(crash["notes"]), crash["log"])

    def test_any_line_lost(self):
        paths = []
        for lost in range(self.start, self.end + 1):
            log = b"".join(self.lines[:lost] + self.lines[lost + 1 :])
            paths.append(self.file(f"{lost}.log", log))
        report, _ = self.explain(*paths)
        self.assertEqual([crash["log"] for crash in report["crashes"]], paths)
        for crash in report["crashes"]:
            self.assertEqual(crash["findings"][0]["class"], "null-deref")
            self.assertTrue(crash["complete"])

    def test_endings_that_break_off(self):
        for ending in (b"\x1b\n", b"\x1b[\n", b"\x1b\x1b\n"):
            with self.subTest(ending=ending):
                lines = list(self.lines)
                for at in range(self.start + 1, self.end):
                    lines[at] = lines[at].rstrip() + ending
                self.assert_tasks(self.one(b"".join(lines)))

    def test_a_doubled_line(self):
        at = (self.start + self.end) // 2
        crash = self.one(b"".join(self.lines[:at] + self.lines[at - 1 :]))
        self.assert_tasks(crash)
        self.assertEqual(crash["dump"]["checksum"], "good")
        self.assertIn("twice", str(crash["notes"]))

    def test_its_first_line_lost(self):
        crash = self.one(b"".join(self.lines[: self.start + 1] + self.lines[self.start + 2 :]))
        self.assert_tasks(crash)
        self.assertIn("first line", str(crash["notes"]))

    def test_a_line_of_its_table_lost(self):
        for at in range(self.start + 4, self.start + 12):
            with self.subTest(line=at):
                crash = self.one(b"".join(self.lines[:at] + self.lines[at + 1 :]))
                self.assertEqual(len(crash["tasks"]), len(NAMES))
                self.assertTrue(crash["tasks"][0]["backtrace"]["frames"])
                self.assertIn(f", 32 of {len(self.image)} bytes;", str(crash["notes"]))

    def test_cut_at_the_front(self):
        crash = self.one(b"".join(self.lines[self.start :]))
        self.assert_tasks(crash)
        self.assertEqual(crash["findings"][0]["class"], "null-deref")
        crash = self.one(b"".join(self.lines[self.end - 3 :]))
        self.assertIn("beginning is missing", str(crash["notes"]))

    def test_prefixes(self):
        for prefix, suffix in (
            (b"I (1234) console: ", b""),
            (b"\x1b[0;32mI (1234) console: ", b"\x1b[0m"),
            (b"[2024-03-04 09:30:00.123] ", b""),
            (b"--- ", b""),
            (b"", b"   "),
        ):
            with self.subTest(prefix=prefix):
                lines = [prefix + line.rstrip() + suffix + b"\n" for line in self.lines]
                self.assert_tasks(self.one(b"".join(lines)))

    def test_a_restart_in_the_middle(self):
        middle = (self.start + self.end) // 2
        crashes = self.crashes(self.file("crash.log", b"".join(self.lines[:middle]) + self.log))
        self.assertEqual([crash["findings"][0]["class"] for crash in crashes], ["null-deref"] * 2)
        self.assert_tasks(crashes[1])
        self.assertIn("core dump", str(crashes[0]["notes"]))

    def test_the_dump_of_another_panic_is_not_joined(self):
        other = lab(f"{self.variant}/kernel-list.log").read_bytes().splitlines(keepends=True)
        start, end = (next(i for i, line in enumerate(other) if mark in line) for mark in (START, END))
        log = b"".join(self.lines[: self.start] + other[start : end + 2] + self.lines[self.end + 2 :])
        crash = self.one(log)
        self.assertEqual((crash["tasks"], crash["dump"]), ([], None))
        self.assertIn("is of another panic", str(crash["notes"]))

    def test_two_dumps_are_two_crashes(self):
        block = self.lines[self.start : self.end + 2]
        log = b"".join(self.lines[: self.end + 2] + block + self.lines[self.end + 2 :])
        crashes = self.crashes(self.file("crash.log", log))
        self.assertEqual(len(crashes), 2)
        for crash in crashes:
            self.assert_tasks(crash)


class Xtensa(Forms, Damage):
    variant = "esp32-og"

    def test_every_form_alone(self):
        for name, data in self.forms().items():
            with self.subTest(form=name):
                (crash,) = self.crashes("--core", self.file(name, data))
                self.assert_tasks(crash)


class Live(Cores):
    def test_a_report_waits_for_the_end_of_the_dump(self):
        middle = (self.start + self.end) // 2
        with program.Live("-f", "jsonl") as live:
            live.send(b"".join(self.lines[:middle]))
            live.wait_taken()
            self.assertNotIn(b'"id"', live.seen)
            live.send(b"".join(self.lines[middle:]))
            self.assertEqual(live.end(), 0)
        (crash,) = [json.loads(line) for line in live.seen.splitlines() if b'"findings"' in line]
        self.assertEqual((len(crash["tasks"]), crash["update"]), (3, False))

    def test_silence_within_it_gives_one_report_and_one_update(self):
        middle = (self.start + self.end) // 2
        with program.Live("-f", "jsonl") as live:
            live.send(b"".join(self.lines[:middle]))
            self.assertIsNotNone(live.wait_for(b'"findings"', 10))
            for line in self.lines[middle:]:
                live.send(line)
            self.assertEqual(live.end(), 0)
        crashes = [json.loads(line) for line in live.seen.splitlines() if b'"findings"' in line]
        self.assertEqual([crash["update"] for crash in crashes], [False, True])
        self.assertEqual([crash["dump"]["checksum"] for crash in crashes], ["unknown", "good"])


del Cores
