"""Which source files are shown: below the current directory, mapped, searched; nothing else."""

import json
import os
import pathlib
import shutil
import tempfile
import unittest

import program

LAB = "lab/esp32c3-og"
SOURCE = "main/sensors.c"  # of the verdict on null-read, which the ELF has below /lab
LINE = 37
TEXT = "".join(f"line {number}\n" for number in range(1, 60))
SHOWN = [f"line {number}" for number in range(LINE - 2, LINE + 3)]


class Sources(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name)

    def source(self, name, text=TEXT):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run_here(self, *args, elf=True, log="null-read"):
        data = program.DATA / LAB
        named = ["-e", f"{data}.elf"] if elf else []
        return program.run(*named, *args, str(data / f"{log}.log"), cwd=self.root)

    def shown(self, *args, status=0, elf=True):
        """The lines in the verdict's place; None when there are none."""
        done = self.run_here("-f", "json", *args, elf=elf)
        self.assertEqual(done.returncode, status, done.stderr)
        where = json.loads(done.stdout)["crashes"][0]["findings"][0]["where"]
        self.assertEqual((where["file"], where["line"]), (f"/lab/{SOURCE}", LINE))
        if "source" not in where:
            return None
        self.assertEqual(where["source"]["first_line"], LINE - 2)
        return where["source"]["lines"]


class PathMap(Sources):
    def test_mapped_path(self):
        self.source(f"here/{SOURCE}")
        self.assertIsNone(self.shown())
        self.assertEqual(self.shown("--path-map", "/lab=here"), SHOWN)
        self.assertEqual(self.shown(f"--path-map=/lab={self.root}/here"), SHOWN)

    def test_longest_wins(self):
        self.source(f"here/{SOURCE}", "other\n" * 60)
        self.source("there/sensors.c")
        self.assertEqual(self.shown("--path-map", "/lab=here", "--path-map", "/lab/main=there"), SHOWN)

    def pointed_at(self, *args):
        """The paths of the workspace that SARIF names: of the verdict, and of the frames."""
        (result,) = json.loads(self.run_here("-f", "sarif", *args).stdout)["runs"][0]["results"]
        places = [frame["location"].get("physicalLocation") for frame in result["stacks"][0]["frames"]]
        artifacts = [place["artifactLocation"] for place in [result["locations"][0]["physicalLocation"], *places] if place]
        return [artifact["uri"] for artifact in artifacts if artifact.get("uriBaseId") == "%SRCROOT%"]

    def test_reports_for_tools_follow_the_map_to_files_that_are_not_there(self):
        self.assertEqual(self.pointed_at(), [])
        for folder, start in (("here", "here"), (str(self.root / "here"), "here"), (".", ""), ("link", "here")):
            with self.subTest(folder=folder):
                (self.root / "here").mkdir(exist_ok=True)
                if not (self.root / "link").exists():
                    (self.root / "link").symlink_to("here")
                paths = self.pointed_at("--path-map", f"/lab={folder}")
                self.assertEqual(paths[0], os.path.join(start, SOURCE))
                self.assertGreater(len(paths), 2)
                self.assertTrue(all(path.startswith(start) for path in paths), paths)

    def test_reports_for_tools_do_not_follow_it_out_of_the_workspace(self):
        (self.root / "here").mkdir()
        (self.root / "fw").mkdir()
        data = program.DATA / LAB
        args = ["-f", "gcc", "-e", f"{data}.elf", "--path-map", "/lab=../here", str(data / "null-read.log")]
        done = program.run(*args, cwd=self.root / "fw")
        self.assertIn(b"espwhy: error: ", done.stdout)
        done = program.run(*args, cwd=self.root / "fw", env={"GITHUB_WORKSPACE": str(self.root)})
        self.assertTrue(done.stdout.startswith(b"here/main/sensors.c:37:26: error: "), done.stdout)

    def test_folder_that_is_missing(self):
        done = self.run_here("--path-map", "/lab=nowhere")
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"nowhere", done.stderr)
        self.assertIn(b"null-deref", done.stdout)

    def test_usage(self):
        for word in ("/lab", "=here", "/lab=", ""):
            done = self.run_here("--path-map", word)
            self.assertEqual((done.returncode, done.stdout), (2, b""), word)
            self.assertIn(b"OLD=NEW", done.stderr)


class SourceDir(Sources):
    def test_tail_of_the_path(self):
        self.source("elsewhere/sensors.c", "other\n" * 60)
        self.source(f"here/{SOURCE}")
        self.assertEqual(self.shown("--source-dir", "elsewhere", "--source-dir", "here"), SHOWN)

    def test_link_out_of_it_is_not_followed(self):
        self.source("secret.c")
        (self.root / "here/main").mkdir(parents=True)
        os.symlink("../../secret.c", self.root / "here" / SOURCE)
        self.assertIsNone(self.shown("--source-dir", "here"))

    def test_fifo_is_not_opened(self):
        (self.root / "here/main").mkdir(parents=True)
        os.mkfifo(self.root / "here" / SOURCE)
        self.assertIsNone(self.shown("--source-dir", "here"))

    def test_folder_that_is_missing(self):
        done = self.run_here("--source-dir", "nowhere")
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"nowhere", done.stderr)


class Build(Sources):
    def build(self, prefix_map):
        (self.root / "build/gdbinit").mkdir(parents=True)
        shutil.copyfile(program.DATA / f"{LAB}.elf", self.root / "build/app.elf")
        text = json.dumps({"build_dir": str(self.root / "build"), "app_elf": "app.elf"})
        (self.root / "build/project_description.json").write_text(text, encoding="utf-8")
        (self.root / "build/gdbinit/prefix_map").write_bytes(prefix_map)

    def test_prefix_map(self):
        self.source(f"here/{SOURCE}")
        self.build(f"# maps\nset substitute-path /idf /nowhere\nset substitute-path /lab {self.root}/here\n".encode())
        self.assertEqual(self.shown(elf=False), SHOWN)
        self.assertEqual(self.shown("-b", "build", elf=False), SHOWN)

    def test_command_line_wins(self):
        self.source(f"here/{SOURCE}", "other\n" * 60)
        self.source(f"there/{SOURCE}")
        self.build(b"set substitute-path /lab here\r\n")
        self.assertEqual(self.shown("--path-map", "/lab=there", elf=False), SHOWN)

    def test_damage(self):
        self.build(b"set substitute-path\nset substitute-path /lab\nset substitute-path /lab \n\x00\xff\nset")
        self.assertIsNone(self.shown(elf=False))


class Report(Sources):
    def test_text(self):
        self.source(f"here/{SOURCE}")
        done = self.run_here("--path-map", "/lab=here", "-q")
        self.assertNotIn(b"line 37", done.stdout)
        done = self.run_here("--path-map", "/lab=here")
        self.assertIn("     36 │ line 36\n  →  37 │ line 37\n", done.stdout.decode())

    def test_file_that_is_newer_than_the_elf(self):
        path = self.source(f"here/{SOURCE}")
        elf = (program.DATA / f"{LAB}.elf").stat().st_mtime
        os.utime(path, (elf, elf + 1000))
        self.assertIn(b"newer than the ELF", self.run_here("--path-map", "/lab=here").stdout)
        os.utime(path, (elf, elf - 1000))
        self.assertNotIn(b"newer than the ELF", self.run_here("--path-map", "/lab=here").stdout)

    def test_place_that_only_the_log_names(self):
        log = b"\nassert failed: store main/x.c:2 (p)\n\nELF file SHA256: 0123456789abcdef\n\nRebooting...\n"
        self.source("main/x.c", "one\ntwo\n")
        done = program.run("--no-passthrough", log=log, cwd=self.root)
        self.assertIn("→   2 │ two\n", done.stdout.decode())
        for name in ("../x.c", "/etc/passwd", "main/x.txt"):
            done = program.run("--no-passthrough", log=log.replace(b"main/x.c", name.encode()), cwd=self.root / "main")
            self.assertNotIn("│", done.stdout.decode())


if __name__ == "__main__":
    unittest.main()
