"""contrib/: the extension of idf.py, the filter of PlatformIO and the plugin of pytest, against stand-ins for the documented interfaces."""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import program
import sample

CONTRIB = pathlib.Path(__file__).resolve().parents[2] / "contrib"
LINES_MAX = 40

# Prints what it was called with, and a crash, as the monitor does with a board.
MONITOR = """
import sys
print("ARGS", sys.argv[1:], flush=True)
sys.stdout.buffer.write(open("board.log", "rb").read())
"""

# idf.py reads the extension of a project, and calls the action with its name, context and global arguments.
IDF = """
import types
import idf_ext
action = idf_ext.action_extensions({}, ".")["actions"]["why"]
action["callback"]("why", None, types.SimpleNamespace(build_dir="build", port="/dev/ttyX"))
"""

# PlatformIO makes an object of each filter class, calls it, and passes text through rx().
PUBLIC = """
class DeviceMonitorFilterBase:
    def __init__(self, options=None):
        self.config, self.environment = Config(), "board"

class Config:
    def get(self, section, option):
        return {("platformio", "build_dir"): ".pio/build"}[section, option]
"""
PLATFORMIO = """
import sys, time
import filter_espwhy
made = filter_espwhy.EspWhy()()
for line in open("board.log", encoding="utf-8", errors="replace", newline=""):
    sys.stdout.write(made.rx(line))
    sys.stdout.flush()
while not made.texts.empty():
    time.sleep(0.1)
time.sleep(1)
made.espwhy.stdin.close()
made.espwhy.wait()
"""

# pytest-embedded's fixture `dut` has the log of the board and the application; several boards are a list.
PYTEST = """
import types
import pytest

class Dut:
    def __init__(self, name, app):
        self.logfile, self.app = name, app
        open(name, "wb").write(open("board.log", "rb").read())

@pytest.fixture
def dut(request):
    if request.node.name == "test_two":
        return [Dut("dut-0.log", None), Dut("dut-1.log", None)]
    return Dut("dut.log", types.SimpleNamespace(elf_file="build/app.elf"))

def test_one(dut): assert not "one"
def test_two(dut): assert not "two"
def test_good(dut): pass
def test_bare(): assert not "bare"
"""


class Contrib(unittest.TestCase):
    def setUp(self):
        keep = tempfile.TemporaryDirectory()
        self.addCleanup(keep.cleanup)
        self.root = pathlib.Path(keep.name)
        self.file("board.log", sample.LOG)
        (self.root / "bin").mkdir()
        (self.root / "bin/espwhy").symlink_to(program.ESPWHY)

    def file(self, name, data):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def elf(self, name):
        shutil.copyfile(program.DATA / "elf/app-xtensa.elf", self.file(name, b""))

    def run_script(self, script):
        env = {"PATH": f"{self.root / 'bin'}:{os.environ['PATH']}", "PYTHONPATH": f"{self.root}:{CONTRIB}"}
        done = subprocess.run(
            [sys.executable, "-B", "-c", script],
            cwd=self.root,
            env=program.environment(env),
            capture_output=True,
            timeout=60,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr.decode())
        return done.stdout.decode(errors="replace")

    def test_they_are_short(self):
        for path in CONTRIB.rglob("*.py"):
            self.assertLess(len(path.read_text(encoding="utf-8").splitlines()), LINES_MAX, path.name)

    def test_idf_extension(self):
        project = {"target": "esp32", "monitor_toolprefix": "xtensa-esp32-elf-", "monitor_baud": 115200}
        self.file("build/project_description.json", json.dumps({**project, "app_elf": "app.elf", "project_name": "app"}))
        self.elf("build/app.elf")
        self.file("esp_idf_monitor/__init__.py", "")
        self.file("esp_idf_monitor/__main__.py", MONITOR)
        out = self.run_script(IDF)
        self.assertIn("'--decode-panic', 'disable', '--decode-coredumps', 'disable'", out)
        self.assertIn("'-p', '/dev/ttyX', 'build/app.elf'", out)
        self.assertIn("crash 1", out)
        self.assertIn("build/app.elf", out)

    def test_platformio_filter(self):
        self.elf(".pio/build/board/firmware.elf")
        self.file("platformio/__init__.py", "")
        self.file("platformio/public.py", PUBLIC)
        out = self.run_script(PLATFORMIO)
        self.assertLess(out.index("Rebooting..."), out.index("crash 1"))
        self.assertIn("firmware.elf", out)

    def pytest(self, path):
        self.file("test_board.py", PYTEST)
        shutil.copyfile(CONTRIB / "pytest/conftest.py", self.root / "conftest.py")
        done = subprocess.run(
            [sys.executable, "-B", "-m", "pytest", "-p", "no:cacheprovider", "--junitxml=pytest.xml", "."],
            cwd=self.root,
            env=program.environment({"PATH": path}),
            capture_output=True,
            timeout=60,
            check=False,
        )
        out = done.stdout.decode()
        if b"No module named pytest" in done.stderr:
            self.skipTest("pytest (python3-pytest) is missing")
        self.assertIn("3 failed, 1 passed", out, done.stderr.decode())
        return out

    def test_pytest_plugin(self):
        self.elf("build/app.elf")
        out = self.pytest(f"{self.root / 'bin'}:{os.environ['PATH']}")
        self.assertEqual(out.count("crash 1 "), 3)
        for name in ("dut.log", "dut-0.log", "dut-1.log"):
            self.assertIn(f" espwhy: {name} ", out)
        self.assertEqual(out.count("WRONG ELF"), 1)

    def test_pytest_plugin_without_espwhy(self):
        self.assertEqual(self.pytest("/none/there").count("espwhy was not run: "), 3)


if __name__ == "__main__":
    unittest.main()
