"""Reports for tools: several in one run, the workspace, the summary of a step."""

import json
import os
import pathlib
import tempfile
import unittest
import xml.etree.ElementTree as ElementTree

import program
import sample

MIB = 1024 * 1024


class Workspace(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name).resolve()
        (self.root / "fw").mkdir()
        (self.root / "fw" / "crash.log").write_bytes(sample.LOG)

    def path_in(self, log, cwd, **env):
        done = program.run("-f", "gitlab", str(log), cwd=cwd, env=env)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return json.loads(done.stdout)[0]["location"]["path"]

    def test_current_directory_is_the_workspace(self):
        self.assertEqual(self.path_in("fw/crash.log", self.root), "fw/crash.log")
        self.assertEqual(self.path_in(self.root / "fw" / "crash.log", self.root), "fw/crash.log")

    def test_the_environment_names_it(self):
        for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR"):
            env = {name: str(self.root)}
            self.assertEqual(self.path_in("crash.log", self.root / "fw", **env), "fw/crash.log")
            self.assertEqual(self.path_in("../fw/crash.log", self.root / "fw", **env), "fw/crash.log")

    def test_it_may_be_named_by_a_link(self):
        (self.root / "link").symlink_to(self.root / "fw")
        self.assertEqual(self.path_in("crash.log", self.root / "fw", GITHUB_WORKSPACE=str(self.root / "link")), "crash.log")

    def test_one_that_is_not_there_is_no_workspace(self):
        self.assertEqual(self.path_in("crash.log", self.root / "fw", GITHUB_WORKSPACE="/none/there"), "crash.log")

    def test_nothing_outside_is_named(self):
        self.assertEqual(self.path_in("../fw/crash.log", self.root / "fw"), "fw/crash.log"[3:])
        os.rename(self.root / "fw" / "crash.log", self.root / "out.log")
        self.assertEqual(self.path_in("../out.log", self.root / "fw"), "out.log")


class Several(Workspace):
    def test_every_format_at_once(self):
        formats = ("json", "jsonl", "sarif", "junit", "github", "gitlab", "gcc", "markdown")
        args = [word for name in formats for word in ("-f", f"{name}:{self.root / name}")]
        done = program.run(*args, "-f", "text", "fw/crash.log", cwd=self.root)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"crash 1", done.stdout)
        for name in formats:
            alone = program.run("-f", name, "fw/crash.log", cwd=self.root)
            self.assertEqual((self.root / name).read_bytes(), alone.stdout, name)


class Junit(Workspace):
    BOOT = b"rst:0xc (SW_CPU_RESET),boot:0x13 (SPI_FAST_FLASH_BOOT)\nI (31) main: up\n"

    def cases(self, log, *args):
        (self.root / "boots.log").write_bytes(log)
        done = program.run("-f", "junit", *args, "boots.log", cwd=self.root)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        root = ElementTree.fromstring(done.stdout)
        for suite in root.iter("testsuite"):
            for count, tag in (("tests", "testcase"), ("failures", "testcase/failure"), ("skipped", "testcase/skipped")):
                self.assertEqual(int(suite.get(count)), len(suite.findall(tag)), ElementTree.tostring(suite))
        return {case.get("name"): [child.tag for child in case] for case in root.iter("testcase")}

    def test_every_boot_without_crash_passes(self):
        cases = self.cases(self.BOOT * 2 + sample.LOG + self.BOOT)
        passed = [name for name, outcome in cases.items() if not outcome]
        self.assertEqual(passed, [f"boot {boot}: no crash" for boot in (1, 2, 4, 5)])  # the log has two of its own
        self.assertEqual([name[:8] for name, outcome in cases.items() if outcome == ["failure"]], ["boot 3, "])

    def test_a_log_without_boots_passes_as_a_whole(self):
        self.assertEqual(self.cases(b"hello\n"), {"no crash": []})

    def test_boots_are_bounded(self):
        self.assertEqual(len(self.cases(self.BOOT * 1000)), 255)

    def test_every_signature_is_a_case(self):
        for action, tag in (("fail", "failure"), ("ignore", "skipped"), ("warn", "system-out")):
            known = self.root / "known.ini"
            known.write_text(f"[known-fault]\nreason = *\naction = {action}\nnote = a < b\n")
            cases = self.cases(sample.LOG, "--signatures", str(known))
            self.assertEqual(cases["known-fault"], [tag])
            self.assertEqual([outcome for outcome in cases.values() if outcome], [[tag], [tag]])

    def test_a_signature_that_no_crash_is_of_passes(self):
        (self.root / "known.ini").write_text("[one]\ntask = none\n[two]\ntask = none\naction = ignore\n[met]\nreason = *\n")
        outcomes = {"one": [], "two": [], "met": ["failure"]}
        cases = self.cases(sample.LOG, "--signatures", str(self.root / "known.ini"))
        self.assertEqual({name: cases[name] for name in outcomes}, outcomes)
        cases = self.cases(sample.QUIET_LOG, "--signatures", str(self.root / "known.ini"))
        self.assertEqual({name: cases[name] for name in outcomes}, dict.fromkeys(outcomes, []))


NOTHING = "espwhy found no crash in 1 log, 0 lines.\n\n```text\ngate passed: no condition of --fail-on was met\n```\n"


class Gate(Workspace):
    """What signatures and the gate say stands in the reports for tools, too."""

    def test_signature_is_told(self):
        (self.root / "k.ini").write_text("[bench]\nreason = *\naction = warn\nnote = known\nissue = https://x.example/1\n")
        for fmt in ("github", "junit", "sarif", "markdown"):
            done = program.run("-f", fmt, "--signatures", "k.ini", "fw/crash.log", cwd=self.root)
            self.assertRegex(done.stdout, rb"[Ss]ignature:(\*\*)? bench \(warns\): known; https", fmt)
        for fmt in ("gcc", "gitlab"):
            done = program.run("-f", fmt, "--signatures", "k.ini", "fw/crash.log", cwd=self.root)
            self.assertIn(b"; signature bench (warns): known; https://x.example/1", done.stdout)

    def test_what_has_expired_is_told(self):
        keys = "[bench]\nreason = *\naction = warn\nexpires = 2020-02-29\n"
        (self.root / "k.ini").write_text(keys)
        for fmt in ("text", "json", "github", "junit", "sarif", "markdown", "gcc", "gitlab"):
            done = program.run("-f", fmt, "--signatures", "k.ini", "fw/crash.log", cwd=self.root)
            self.assertIn(b"2020-02-29", done.stdout, fmt)

    def test_markdown_ends_with_the_table_and_the_outcome(self):
        done = program.run("-f", "markdown", "--fail-on", "crash", *["fw/crash.log"] * 2, cwd=self.root)
        tail = done.stdout.decode().split("```text\n")[-1]
        self.assertNotIn(b"is the same as", done.stdout)  # of files, repeats are only counted
        self.assertIn("2 crashes in 4 boots, all of the same fault\n", tail)
        self.assertIn("crash 1 at crash.log:6 and crash 2 at crash.log:6", tail)
        self.assertTrue(tail.endswith("gate failed: crash (condition of --fail-on met)\n```\n"), tail)
        done = program.run("-f", "markdown", "--fail-on", "crash", os.devnull, cwd=self.root)
        self.assertEqual(done.stdout.decode(), NOTHING)
        done = program.run("-f", "markdown", os.devnull, os.devnull, log=b"", cwd=self.root)
        self.assertEqual(done.stdout, b"espwhy found no crash in 2 logs, 0 lines.\n\n")


class Column(unittest.TestCase):
    def test_it_is_told_without_the_source_too(self):
        lab = program.DATA / "lab/esp32c3-og"
        with tempfile.TemporaryDirectory() as folder:
            args = ["-e", f"{lab}.elf", "--path-map", "/lab=.", str(lab / "through-three.log")]
            self.assertRegex(program.run("-f", "gcc", *args, cwd=folder).stdout, rb"\Apointers/routes\.c:54:24: error: ")
            self.assertIn(b"line=54,col=24,", program.run("-f", "github", *args, cwd=folder).stdout)


class Summary(Workspace):
    def run_with_summary(self, *args):
        self.summary = self.root / "summary.md"
        env = {"GITHUB_STEP_SUMMARY": str(self.summary)}
        return program.run(*args, cwd=self.root, env=env)

    def test_is_appended_for_github(self):
        (self.root / "summary.md").write_bytes(b"before\n")
        done = self.run_with_summary("-f", "github", "fw/crash.log")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertTrue(done.stdout.startswith(b"::error "))
        markdown = program.run("-f", "markdown", "fw/crash.log", cwd=self.root).stdout
        self.assertEqual(self.summary.read_bytes(), b"before\n" + markdown)

    def test_is_written_once_beside_other_formats(self):
        done = self.run_with_summary("-f", "text", "-f", f"github:{self.root / 'a'}", "fw/crash.log")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"### ", self.summary.read_bytes())

    def test_is_left_alone_without_github(self):
        self.run_with_summary("-f", "markdown", "fw/crash.log")
        self.assertFalse(self.summary.exists())

    def test_that_cannot_be_written_is_an_error(self):
        env = {"GITHUB_STEP_SUMMARY": str(self.root / "none" / "there")}
        done = program.run("-f", "github", "fw/crash.log", cwd=self.root, env=env)
        self.assertEqual(done.returncode, 3)
        self.assertTrue(done.stdout.startswith(b"::error "))

    def test_stays_within_its_limit(self):
        before = b"x" * (MIB - 5000)
        (self.root / "summary.md").write_bytes(before)
        done = self.run_with_summary("-f", "github", "fw/crash.log", "fw/crash.log")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        added = self.summary.read_bytes()[len(before) :]
        self.assertLessEqual(len(before) + len(added), MIB)
        self.assertTrue(added.endswith(b"\n1 report is left out: a summary takes 1 MiB.\n"), added[-100:])

    def test_without_room_for_the_outcome(self):
        (self.root / "summary.md").write_bytes(b"x" * (MIB - 60))
        (self.root / "quiet.log").write_bytes(sample.QUIET_LOG)
        self.run_with_summary("-f", "github", "--fail-on", "crash", "quiet.log")
        self.assertEqual(
            self.summary.read_bytes()[MIB - 60 :], b"\nThe outcome is left out: a summary takes 1 MiB.\n"
        )

    def test_that_is_full_stays_as_it_is(self):
        (self.root / "summary.md").write_bytes(b"x" * MIB)
        done = self.run_with_summary("-f", "github", "fw/crash.log")
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(self.summary.stat().st_size, MIB)
