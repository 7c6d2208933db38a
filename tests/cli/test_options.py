"""Options, exit statuses, colors and glyphs, and that the manual page agrees with --help."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import program
import sample

MANUAL = pathlib.Path(__file__).resolve().parent.parent.parent / "docs" / "espwhy.1"


class Usage(unittest.TestCase):
    def assert_usage_error(self, args, *texts):
        done = program.run(*args)
        lines = done.stderr.decode().splitlines()
        self.assertEqual((done.returncode, done.stdout, len(lines)), (2, b"", 2), (args, lines))
        self.assertTrue(lines[0].startswith("espwhy: "), lines)
        self.assertIn("--help", lines[1])
        for text in texts:
            self.assertIn(text, lines[0])

    def test_errors_say_what_was_wrong_and_point_to_help(self):
        for args, *texts in (
            (["--bogus"], "--bogus"),
            (["-Z"], "Z"),
            (["-e"], "e"),
            (["--output"], "--output"),
            (["--quiet=1"], "--quiet"),
            (["--color=sometimes"], "sometimes", "auto", "always", "never"),
            (["--chip", "esp99"], "esp99", "esp32", "esp32c3"),
            (["-f", "xml"], "xml", "text", "json", "jsonl"),
            (["-f", "json:"], "json:"),
            (["-f", "x" * 3000], "xxx"),
            (["-f", "json", "-f", "text"], "json", "text"),
            (["-f", "json:a", "-o", "b"], "b"),
            (["--explain", "nul-deref"], "nul-deref", "null-deref"),
            (["--explain", ""], "''"),
            (["--explain", "null-deref/red"], "red", "read", "write"),
            (["--fail-on", "nul-deref"], "nul-deref", "null-deref"),
            (["--fail-on", "null-deref/red"], "red"),
            (["--fail-on", ""], ""),
            (["--fail-on", "crash,nul-deref"], "nul-deref"),
        ):
            with self.subTest(args=args[:2]):
                self.assert_usage_error(args, *texts)

    def test_usage_error_touches_no_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "report")
            self.assertEqual(program.run("-o", str(path), "--bogus").returncode, 2)
            self.assertFalse(path.exists())

    def test_messages_name_the_program_however_it_was_called(self):
        self.assertTrue(program.run("--bogus").stderr.startswith(b"espwhy: "))


class Pages(unittest.TestCase):
    def page(self, *args):
        done = program.run(*args)
        self.assertEqual((done.returncode, done.stderr), (0, b""), args)
        self.assertTrue(done.stdout.endswith(b"\n"))
        return done.stdout.decode()

    def test_help_names_options_statuses_and_environment(self):
        page = self.page("--help")
        for text in ("Usage: espwhy", "--fail-on=LIST", "Exit status:", "  70 ", "Environment:", "NO_COLOR"):
            self.assertIn(text, page)
        self.assertLessEqual(max(map(len, page.splitlines())), 80)

    def test_help_wins_over_what_follows(self):
        self.assertEqual(self.page("--help", "--bogus"), self.page("--help"))

    def test_usage_is_short(self):
        self.assertLess(len(self.page("--usage")), 900)

    def test_version(self):
        self.assertRegex(self.page("--version"), r"\Aespwhy \d+\.\d+\.\d+\n\Z")

    def test_explain_takes_class_and_variant(self):
        page = self.page("--explain", "null-deref")
        self.assertIn("null-deref", page)
        self.assertEqual(self.page("--explain", "null-deref/write"), page)

    def test_every_listed_fault_has_a_page(self):
        listed = self.page("--list-faults", "--color=never")
        classes = re.findall(r"^ *([a-z][a-z-]+)(?:  |$)", listed, re.MULTILINE)
        self.assertIn("null-deref", classes)
        for name in classes:
            self.assertIn(name, self.page("--explain", name))


class Status(unittest.TestCase):
    def status(self, *args, log=sample.LOG):
        return program.run("--no-passthrough", *args, log=log).returncode

    def test_gate(self):
        for expected, args in (
            (0, []),
            (1, ["--fail-on", "crash"]),
            (1, ["--fail-on=null-deref"]),
            (0, ["--fail-on", "abort"]),
            (1, ["--fail-on", "abort", "--fail-on", "crash"]),
        ):
            with self.subTest(args=args):
                self.assertEqual(self.status(*args), expected)

    def test_gate_takes_lists_and_variants(self):
        for expected, condition in (
            (1, "abort,null-deref"),
            (1, "null-deref/write"),
            (0, "null-deref/read"),
            (0, "abort,assert"),
        ):
            with self.subTest(condition=condition):
                self.assertEqual(self.status("--fail-on", condition), expected)

    def test_gate_of_a_log_without_crash(self):
        self.assertEqual(self.status("--fail-on", "crash", log=sample.QUIET_LOG), 0)

    def test_failed_input_wins_over_the_gate(self):
        done = program.run("--fail-on", "crash", "/none.log", "-", log=sample.LOG)
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"crash 1", done.stdout)

    def test_gate_is_told_in_the_report(self):
        done = program.run("-f", "json", "--fail-on", "crash", log=sample.LOG)
        self.assertEqual(json.loads(done.stdout)["summary"]["gate"], {"failed": True, "matched": ["crash"]})

    def test_chip_is_told(self):
        for name in ("esp32", "ESP32", "esp32c3", "ESP32-C3"):
            self.assertEqual(self.status("--chip", name), 0)


class Colors(unittest.TestCase):
    LOG = sample.CRASH

    def colored(self, *args, env=None):
        return b"\x1b[" in program.run("--no-passthrough", *args, log=self.LOG, env=env).stdout

    def colored_terminal(self, *args, env=None):
        with program.Terminal() as terminal:
            program.run("--no-passthrough", *args, log=self.LOG, env=env, stdout=terminal.fd)
            return b"\x1b[" in terminal.read()

    def test_pipe(self):
        for expected, args, env in (
            (False, [], {"TERM": "xterm"}),
            (True, ["--color=always"], {}),
            (True, ["--color", "always"], {"NO_COLOR": "1"}),
            (False, ["--color=auto"], {"TERM": "xterm"}),
            (True, [], {"CLICOLOR_FORCE": "1"}),
            (True, [], {"FORCE_COLOR": "1"}),
            (True, [], {"FORCE_COLOR": "3", "TERM": "dumb"}),
            (False, [], {"FORCE_COLOR": "0"}),
            (False, [], {"FORCE_COLOR": ""}),
            (False, [], {"FORCE_COLOR": "1", "NO_COLOR": "1"}),
            (False, ["--color=never"], {"FORCE_COLOR": "1"}),
        ):
            with self.subTest(args=args, env=env):
                self.assertEqual(self.colored(*args, env=env), expected)

    def test_terminal(self):
        for expected, args, env in (
            (True, [], {"TERM": "xterm-256color"}),
            (True, [], {"TERM": "xterm", "NO_COLOR": ""}),
            (False, [], {"TERM": "xterm", "NO_COLOR": "1"}),
            (False, [], {"TERM": "dumb"}),
            (False, [], {}),
            (False, ["--color=never"], {"TERM": "xterm"}),
        ):
            with self.subTest(args=args, env=env):
                self.assertEqual(self.colored_terminal(*args, env=env), expected)

    def test_report_file_is_colored_only_on_demand(self):
        with tempfile.NamedTemporaryFile() as out:
            program.run("-o", out.name, log=self.LOG, env={"FORCE_COLOR": "1"})
            self.assertNotIn(b"\x1b[", pathlib.Path(out.name).read_bytes())
            program.run("-o", out.name, "--color=always", log=self.LOG)
            self.assertIn(b"\x1b[", pathlib.Path(out.name).read_bytes())

    def test_json_is_never_colored(self):
        for fmt in ("json", "jsonl"):
            self.assertFalse(self.colored("--color=always", "-f", fmt))


class Glyphs(unittest.TestCase):
    def ascii(self, env):
        return program.run("--no-passthrough", "-v", log=sample.CRASH, env=env).stdout.isascii()

    def test_utf8_unless_the_locale_names_another_charset(self):
        for env in ({}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "C.UTF-8"}, {"LC_ALL": "xx_YY.none"}):
            with self.subTest(env=env):
                self.assertFalse(self.ascii(env))

    def test_ascii_in_another_charset(self):
        if not shutil.which("localedef"):
            self.skipTest("no localedef to make a locale with")
        with tempfile.TemporaryDirectory() as folder:
            locale = pathlib.Path(folder) / "en_US.ISO-8859-1"
            subprocess.run(
                ["localedef", "-i", "en_US", "-f", "ISO-8859-1", str(locale)],
                capture_output=True,
                check=False,  # it may warn and still make one
            )
            if not (locale / "LC_CTYPE").exists():
                self.skipTest("the sources of locales are not installed")
            self.assertTrue(self.ascii({"LOCPATH": folder, "LC_ALL": "en_US.ISO-8859-1"}))


class Manual(unittest.TestCase):
    """The page is written by hand; what it must name is what --help names."""

    def setUp(self):
        self.page = MANUAL.read_text(encoding="utf-8").replace("\\-", "-")
        self.help = program.run("--help").stdout.decode()

    def section(self, title):
        return re.search(rf'^\.SH "?{title}"?\n(.*?)(?=^\.SH |\Z)', self.page, re.MULTILINE | re.DOTALL)[1]

    def part(self, title):
        return re.search(rf"^{title}:\n(.*?)(?=^\S|\Z)", self.help, re.MULTILINE | re.DOTALL)[1]

    def test_options(self):
        listed = set(re.findall(r"(?<!\S)--?[a-z][a-z-]*", self.help.split("Exit status:")[0]))
        described = set()
        for line in re.findall(r"^\.TP\n(.*)$", self.section("OPTIONS"), re.MULTILINE):
            described |= set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", line))
        self.assertEqual({n for n in listed if not n.startswith("--fail-on.")}, described)

    def test_exit_statuses(self):
        self.assertEqual(
            re.findall(r"^ +(\d+) ", self.part("Exit status"), re.MULTILINE),
            re.findall(r"^\.TP\n\.B (\d+)$", self.section("EXIT STATUS"), re.MULTILINE),
        )

    def test_environment(self):
        listed = re.findall(r"^ +([A-Z_]+) ", self.part("Environment"), re.MULTILINE)
        self.assertEqual(listed, re.findall(r"^\.TP\n\.BR? ([A-Z_]+)", self.section("ENVIRONMENT"), re.MULTILINE))

    def test_page_is_well_formed(self):
        if not shutil.which("groff"):
            self.skipTest("no groff")
        done = subprocess.run(
            ["groff", "-man", "-ww", "-z", "-Tutf8", str(MANUAL)], capture_output=True, text=True, check=False
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
