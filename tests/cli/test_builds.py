"""Which ELF files are taken: named, of a build that was named, of the build that lies here; and what is said about it."""

import hashlib
import json
import os
import pathlib
import shutil
import tempfile
import unittest

import program
import sample

# A crash in app_main() of testdata/elf/app-xtensa.elf, from a log that tells no SHA256.
LOG = (
    sample.CRASH.replace(b"0x400d5f2c", b"0x400d0040")
    .replace(b"400d5f29:0x3ffb5c20 0x400d1a39:0x3ffb5c40 0x40085e31:0x3ffb5c60", b"400d0040:0x3ffb5c20")
    .replace(b"ELF file SHA256", b"x")
)
FUNCTION = "app_main"


class Projects(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name)

    def elf(self, name, source="app-xtensa.elf"):
        """Put a copy of an ELF where a build tool would."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(program.DATA / "elf" / source, path)
        return path

    def describe(self, folder, text=None, **keys):
        """Write project_description.json, by default as ESP-IDF does."""
        path = self.root / folder / "project_description.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        keys = {"project_name": "app", "build_dir": str(path.parent), "app_elf": "app.elf", "target": "esp32", **keys}
        path.write_text(json.dumps(keys) if text is None else text, encoding="utf-8")
        return path

    def idf(self, folder="build"):
        self.describe(folder)
        return self.elf(f"{folder}/app.elf")

    def run_here(self, *args, log=LOG):
        return program.run("--no-passthrough", *args, log=log, cwd=self.root)

    def firmware(self, *args):
        """The paths of the ELF files used, and the messages."""
        done = self.run_here("-f", "json", *args)
        return [each["path"] for each in json.loads(done.stdout)["firmware"]], done.stderr.decode(), done.returncode

    def assert_taken(self, expected, *args, reason="project_description.json"):
        said = f"espwhy: taking {' and '.join(expected)} ({reason})\n"
        self.assertEqual(self.firmware(*args), (expected, said, 0))

    def assert_none(self, *args, texts=(), kind="error", status=3):
        paths, said, left = self.firmware(*args)
        lines = said.splitlines()
        self.assertEqual((paths, len(lines), left), ([], 1, status), said)
        self.assertTrue(lines[0].startswith(f"espwhy: {kind}: "), said)
        for text in texts:
            self.assertIn(text, lines[0])


# A dump of an ESP32-C3 in its boot ROM, which every revision has something else at.
ROM_LOG = (
    b"Guru Meditation Error: Core  0 panic'ed (Load access fault). Exception was unhandled.\n\n"
    b"Core  0 register dump:\n"
    b"MEPC    : 0x400485e4  RA      : 0x40048722  SP      : 0x3fc8ea70  GP      : 0x3fc8a600\n"
    b"MSTATUS : 0x00001881  MTVEC   : 0x40380001  MCAUSE  : 0x00000005  MTVAL   : 0x00000000\n"
    b"MHARTID : 0x00000000\n"
)


class BuildDir(Projects):
    def test_revisions_that_the_build_runs_on_tell_the_boot_rom(self):
        self.elf("out/app.elf", "app-riscv.elf")
        for keys, name in (
            ({}, None),
            ({"min_rev": "3", "max_rev": "100"}, "ets_vprintf"),
            ({"min_rev": "101", "max_rev": "199"}, "ets_efuse_write_key"),
            ({"min_rev": "3", "max_rev": "199"}, None),
            ({"min_rev": "3"}, None),
            ({"min_rev": 3, "max_rev": 100}, None),
            ({"min_rev": "3 ", "max_rev": "100"}, None),
            ({"min_rev": "100", "max_rev": "3"}, None),
        ):
            self.describe("out", target="esp32c3", **keys)
            done = self.run_here("-f", "json", "--chip", "esp32c3", "-b", "out", log=ROM_LOG)
            frame = json.loads(done.stdout)["crashes"][0]["cores"][0]["backtrace"]["frames"][0]
            self.assertEqual([each["name"] for each in frame["functions"]], [name] if name else [], keys)

    def test_folder_of_the_build_and_folder_of_the_project(self):
        self.idf("p/out")
        self.assert_taken(["p/out/app.elf"], "-b", "p/out")
        self.assert_taken(["p/out/app.elf"], "--build-dir=p/out/")
        self.idf("q/build")
        self.assert_taken(["q/build/app.elf"], "-b", "q")

    def test_names_come_from_it(self):
        self.idf("out")
        self.assertIn(FUNCTION, self.run_here("-b", "out").stdout.decode())
        self.assertNotIn(FUNCTION, self.run_here().stdout.decode())

    def test_quiet_says_nothing(self):
        self.idf("out")
        self.assertEqual(self.run_here("-q", "-b", "out").stderr, b"")

    def test_bootloader_goes_with_it(self):
        self.idf("out")
        boot = self.elf("out/bootloader/bootloader.elf")
        self.describe("out", bootloader_elf=str(boot))
        self.assert_taken(["out/app.elf", "out/bootloader/bootloader.elf"], "-b", "out")
        self.describe("out", bootloader_elf="bootloader/bootloader.elf")
        self.assert_taken(["out/app.elf", "out/bootloader/bootloader.elf"], "-b", "out")
        boot.unlink()
        self.assert_taken(["out/app.elf"], "-b", "out")
        self.describe("out", bootloader_elf="")
        self.assert_taken(["out/app.elf"], "-b", "out")

    def test_absolute_path_outside_of_the_build(self):
        path = self.elf("elsewhere/app.elf")
        self.describe("out", app_elf=str(path))
        self.assert_taken([str(path)], "-b", "out")

    def test_build_that_was_moved_is_not_mixed_with_its_original(self):
        self.idf("old")
        self.describe("old", app_elf=str(self.root / "old/app.elf"))
        shutil.copytree(self.root / "old", self.root / "new")
        self.assert_taken(["new/app.elf"], "-b", "new")
        shutil.rmtree(self.root / "old")
        self.assert_taken(["new/app.elf"], "-b", "new")

    def test_platformio_project_builds_and_environment(self):
        self.elf("p/.pio/build/esp32dev/firmware.elf")
        self.elf("p/.pio/build/esp32dev/bootloader.elf")
        folder = "p/.pio/build/esp32dev"
        for named in ("p", "p/.pio/build", folder):
            self.assert_taken([f"{folder}/firmware.elf", f"{folder}/bootloader.elf"], "-b", named, reason="PlatformIO")

    def test_platformio_with_a_description_of_the_same_or_no_elf(self):
        self.elf("env/firmware.elf")
        self.describe("env", app_elf="app.elf")
        self.assert_taken(["env/firmware.elf"], "-b", "env", reason="PlatformIO")
        self.describe("env", app_elf="firmware.elf")
        self.assert_taken(["env/firmware.elf"], "-b", "env")

    def test_several_environments(self):
        for name in ("a", "b"):
            self.elf(f"p/.pio/build/{name}/firmware.elf")
        self.assert_none("-b", "p", texts=["p/.pio/build/a/firmware.elf, p/.pio/build/b/firmware.elf"])
        self.assert_taken(["p/.pio/build/b/firmware.elf"], "-b", "p/.pio/build/b", reason="PlatformIO")

    def test_many_environments_are_not_all_listed(self):
        for number in range(20):
            self.elf(f"p/.pio/build/{number}/firmware.elf")
        self.assert_none("-b", "p", texts=["p/.pio/build/0/firmware.elf", " and more"])

    def test_folder_without_a_build(self):
        (self.root / "empty").mkdir()
        (self.root / "file").write_bytes(b"")
        self.assert_none("-b", "empty", texts=["empty", "no build"])
        self.assert_none("-b", "none", texts=["none: No such file"])
        self.assert_none("-b", "file", texts=["file: Not a directory"])
        self.assertIn(b"crash 1", self.run_here("-b", "none").stdout)

    def test_description_that_is_no_use(self):
        for text, *told in (
            ("", "cannot read out/project_description.json"),
            ("{", "cannot read out/project_description.json"),
            ("[" * 100000, "cannot read out/project_description.json"),
            ("[]", "names no app_elf"),
            ("{}", "names no app_elf"),
            ('{"app_elf": 7}', "names no app_elf"),
            ('{"app_elf": ""}', "names no app_elf"),
            ('{"app_elf": "."}', "which is not there"),
            ('{"app_elf": "no.elf", "build_dir": null}', "out/no.elf", "which is not there"),
        ):
            with self.subTest(text=text[:30]):
                self.describe("out", text)
                self.assert_none("-b", "out", texts=told)

    def test_description_that_is_no_file(self):
        (self.root / "out").mkdir()
        os.mkfifo(self.root / "out/project_description.json")
        self.assert_none("-b", "out", texts=["no build"])

    def test_elf_that_is_none(self):
        self.describe("out")
        (self.root / "out/app.elf").write_bytes(b"text")
        self.assert_none("-b", "out", texts=["out/app.elf", "not an ELF file"])

    def test_names_neither_break_the_line_nor_steer_the_terminal(self):
        self.describe("out", app_elf="a\n\x1b[2J.elf")
        self.elf("out/a\n\x1b[2J.elf")
        said = self.run_here("-b", "out").stderr
        self.assertEqual(said, b"espwhy: taking out/a??[2J.elf (project_description.json)\n")

    def test_several_folders_and_elf_files_in_order(self):
        self.idf("one")
        self.idf("two")
        self.elf("named.elf")
        self.elf("rom.elf")
        paths, said, status = self.firmware("--rom-elf", "rom.elf", "-b", "one", "-b", "two", "-e", "named.elf")
        self.assertEqual(paths, ["named.elf", "one/app.elf", "two/app.elf", "rom.elf"])
        self.assertEqual((len(said.splitlines()), status), (2, 0))


class Discovery(Projects):
    def test_build_that_lies_here(self):
        self.idf()
        self.assert_taken(["build/app.elf"])
        self.assertIn(FUNCTION, self.run_here().stdout.decode())

    def test_here_is_the_build_folder(self):
        self.idf(".")
        self.assert_taken(["app.elf"])

    def test_platformio(self):
        self.elf(".pio/build/esp32dev/firmware.elf")
        self.assert_taken([".pio/build/esp32dev/firmware.elf"], reason="PlatformIO")

    def test_several_are_listed_and_none_is_taken(self):
        self.idf()
        self.elf(".pio/build/a/firmware.elf")
        self.assert_none(texts=["build/app.elf, .pio/build/a/firmware.elf", "-e", "-b"], kind="note", status=0)

    def test_nothing_here_says_nothing(self):
        self.elf("firmware.elf")
        self.elf("sub/firmware.elf")
        self.assertEqual(self.firmware(), ([], "", 0))

    def test_unfinished_build_says_nothing(self):
        self.describe("build")
        self.assertEqual(self.firmware(), ([], "", 0))
        self.describe("build", "{")
        self.assertEqual(self.firmware(), ([], "", 0))

    def test_elf_that_is_none_is_no_failure(self):
        self.describe("build")
        (self.root / "build/app.elf").write_bytes(b"text")
        self.assert_none(texts=["build/app.elf"], kind="note", status=0)

    def test_quiet_says_nothing(self):
        self.idf()
        self.assertEqual(self.run_here("-q").stderr, b"")
        self.elf(".pio/build/a/firmware.elf")
        self.assertEqual(self.run_here("-q").stderr, b"")

    def test_not_when_something_was_named(self):
        self.idf()
        self.idf("other")
        named = str(self.elf("named.elf"))
        self.assertEqual(self.firmware("-e", "named.elf"), (["named.elf"], "", 0))
        self.assertEqual(self.firmware("-", named), ([named], "", 0))
        self.assert_taken(["other/app.elf"], "-b", "other")

    def test_boot_rom_alone_does_not_keep_from_searching(self):
        self.idf()
        self.elf("rom.elf")
        self.assertEqual(self.firmware("--rom-elf", "rom.elf")[0], ["build/app.elf", "rom.elf"])


class OtherBuild(Projects):
    """What nobody named must not spoil the report."""

    CRASH = LOG.replace(b"\r\nx:", b"\r\nELF file SHA256:")

    def test_build_here_is_not_used_when_the_log_names_another(self):
        self.idf()
        done = self.run_here(log=self.CRASH)
        out = done.stdout.decode()
        self.assertEqual(done.returncode, 0)
        self.assertIn("no ELF", out)
        self.assertIn("build/app.elf is not used: its SHA256 is", " ".join(out.split()))
        self.assertNotIn("WRONG ELF", out)
        self.assertNotIn(FUNCTION, out)

    def test_its_bootloader_is_not_used_either(self):
        self.elf(".pio/build/a/firmware.elf")
        self.elf(".pio/build/a/bootloader.elf", "boot-riscv.elf")
        out = json.loads(self.run_here("-f", "json", log=self.CRASH).stdout)
        self.assertEqual((len(out["firmware"]), out["crashes"][0]["firmware"]), (2, []))

    def test_build_that_was_named_heads_the_report(self):
        self.idf()
        self.assertIn("WRONG ELF", self.run_here("-b", ".", log=self.CRASH).stdout.decode())


class ElfDir(Projects):
    NAMES = ("app-xtensa.elf", "app-riscv.elf", "app-riscv-symbols.elf")

    def setUp(self):
        super().setUp()
        self.hashes = {}
        for name in self.NAMES:
            path = self.elf(f"archive/v1/{name}", name)
            self.hashes[name] = hashlib.sha256(path.read_bytes()).hexdigest()

    def crash(self, name, digits=16):
        return LOG.replace(b"\r\nx: 5a1c0f3e9b7d2846", b"\r\nELF file SHA256: " + self.hashes[name][:digits].encode())

    def explain(self, log, *args):
        done = self.run_here("-f", "json", *(args or ["--elf-dir", "archive"]), log=log)
        report = json.loads(done.stdout)
        paths = [each["path"] for each in report["firmware"]]
        used = [[paths[elf["index"]] for elf in crash["firmware"]] for crash in report["crashes"]]
        return used, done.stderr.decode(), done.returncode

    def test_the_one_that_the_log_names_is_taken(self):
        path = "archive/v1/app-xtensa.elf"
        said = f"espwhy: taking {path} (the log names its SHA256)\n"
        for digits in (8, 9, 16, 64):
            self.assertEqual(self.explain(self.crash("app-xtensa.elf", digits)), ([[path]], said, 0))
        self.assertIn(FUNCTION, self.run_here("--elf-dir", "archive/", log=self.crash("app-xtensa.elf")).stdout.decode())

    def test_each_crash_has_its_own(self):
        log = self.crash("app-xtensa.elf") + self.crash("app-riscv.elf") + LOG + self.crash("app-xtensa.elf")
        used, said, status = self.explain(log)
        self.assertEqual([[pathlib.Path(each).name for each in one] for one in used][2:], [[], ["app-xtensa.elf"]])
        self.assertEqual((used[0], len(said.splitlines()), status), (["archive/v1/app-xtensa.elf"], 2, 0))

    def test_none_is_taken_when_the_log_names_another_or_none(self):
        self.assertEqual(self.explain(LOG), ([[]], "", 0))
        self.assertEqual(self.explain(OtherBuild.CRASH), ([[]], "", 0))

    def test_it_wins_over_an_elf_of_another_build(self):
        self.elf("other.elf", "app-riscv.elf")
        used = self.explain(self.crash("app-xtensa.elf"), "-e", "other.elf", "--elf-dir", "archive")[0]
        self.assertEqual(used, [["archive/v1/app-xtensa.elf"]])

    def test_nothing_is_searched_for_when_the_elf_was_named(self):
        self.elf("named.elf")
        used, said, _ = self.explain(self.crash("app-xtensa.elf"), "-e", "named.elf", "--elf-dir", "archive")
        self.assertEqual((used, said), ([["named.elf"]], ""))

    def test_files_that_are_no_elf_are_of_no_interest(self):
        for name, data in (("a.elf", b""), ("b.elf", b"text")):
            (self.root / "archive" / name).write_bytes(data)
        os.mkfifo(self.root / "archive/c.elf")
        (self.root / "archive/d.elf").mkdir()
        (self.root / "archive/e.elf").symlink_to("nowhere")
        (self.root / "archive/f").symlink_to(".")
        self.assertEqual(self.explain(self.crash("app-xtensa.elf"))[2], 0)

    def test_folder_that_cannot_be_searched(self):
        self.assert_none("--elf-dir", "none", texts=["none: No such file"])
        self.assert_none("--elf-dir", "archive/v1/app-riscv.elf", texts=["Not a directory"])

    def test_quiet_says_nothing_and_a_build_here_is_not_looked_for(self):
        self.idf()
        self.assertEqual(self.run_here("-q", "--elf-dir", "archive", log=self.crash("app-xtensa.elf")).stderr, b"")
        self.assertEqual(self.explain(LOG)[1], "")


class RomElf(Projects):
    def test_boot_rom_does_not_stand_for_the_firmware(self):
        rom = self.elf("rom.elf", "boot-riscv.elf")  # moved to where the ROM of the ESP32-C3 lies
        rom.write_bytes(rom.read_bytes().replace(b"\0\0\x38\x40", b"\0\0\x05\x40"))
        log = (program.DATA / "cases/illegal-instruction-unimp-esp32c3/log.txt").read_bytes()
        report = json.loads(self.run_here("-f", "json", "--rom-elf", "rom.elf", log=log).stdout)
        self.assertEqual(report["firmware"][0]["kind"], "rom")
        self.assertIn("no ELF", self.run_here("--rom-elf", "rom.elf", log=log).stdout.decode())

    def explain(self, *banners, env=True):
        """The ELF files used for each crash, of chips that printed these banners."""
        lines = (program.DATA / "cases/illegal-instruction-unimp-esp32c3/log.txt").read_bytes().split(b"\n")
        rest = b"\n".join(line for line in lines[1:] if b"SHA256" not in line)
        log = b"".join(banner + b"\n" + rest for banner in banners)
        where = {"ESP_ROM_ELF_DIR": str(self.root / "roms")} if env else {}
        done = program.run("-f", "json", "--no-passthrough", log=log, cwd=self.root, env=where)
        crashes = json.loads(done.stdout)["crashes"]
        return [[elf["path"] for elf in each["firmware"]] for each in crashes], done.stderr.decode(), done.returncode

    def test_folder_of_the_environment_gives_the_rom_of_the_chip(self):
        path = str(self.elf("roms/esp32c3_rev3_rom.elf", "app-riscv.elf"))
        self.elf("roms/esp32_rev0_rom.elf")
        known, unknown = b"ESP-ROM:esp32c3-api1-20210207", b"ESP-ROM:esp32c6-20220919"
        said = f"espwhy: taking {path} (boot ROM, ESP_ROM_ELF_DIR)\n"
        self.assertEqual(self.explain(known), ([[path]], said, 0))
        self.assertEqual(self.explain(known, known), ([[path], [path]], said, 0))
        self.assertEqual(self.explain(known, unknown)[0], [[path], []])
        self.assertEqual(self.explain(unknown), ([[]], "", 0))
        self.assertEqual(self.explain(known, env=False), ([[]], "", 0))

    def test_folder_without_it_says_nothing(self):
        self.assertEqual(self.explain(b"ESP-ROM:esp32c3-api1-20210207"), ([[]], "", 0))

    def test_file_that_is_missing(self):
        self.assert_none("--rom-elf", "rom.elf", texts=["rom.elf"])


if __name__ == "__main__":
    unittest.main()
