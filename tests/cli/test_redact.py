"""--redact: no secret of the log is in a report of any format; what explains the crash stays."""

import pathlib
import tempfile
import unittest

import program
import sample

SECRETS = ("hunter2", "MyHome", "24:6f:28:aa:bb:cc", "192.168.7.9", "fe80::266f:28ff:feaa:bbcc", "eyJhbGciOi", "c0ffee99",
           "s3cret", "hunter3", "hunter4", "MIIEabc", "12 34 ab", "246f28aabbcc")
CONTEXT = b"""I (700) wifi:mode : sta (24:6f:28:aa:bb:cc)\r
I (710) app: ssid: MyHome password: hunter2\r
I (720) esp_netif_handlers: sta ip: 192.168.7.9, mask: 255.255.255.0, gw: 192.168.7.9\r
I (730) app: fe80::266f:28ff:feaa:bbcc, Bearer c0ffee99c0ffee99\r
I (740) mqtt: jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c0ffee99\r
I (750) mqtt: mqtt://bob:s3cret@broker/, PSK hunter3\r
I (760) app: WIFI_PASSWORD "hunter4"\r
I (770) tls: -----BEGIN RSA PRIVATE KEY----- MIIEabc\r
I (780) wpa: psk - hexdump(len=32): 12 34 ab\r
I (790) app: mac 246f28aabbcc\r
"""
ASSERT = b"""assert failed: connect net.c:52 (strcmp(ssid, "x"), password="hunter2" at 192.168.7.9)\r
\r
"""
LOG = CONTEXT + ASSERT + sample.OPENING.split(b"\n", 2)[2] + sample.BACKTRACE + sample.TAIL
FORMATS = ("text", "json", "jsonl", "sarif", "junit", "github", "gitlab", "gcc", "markdown")


class Redact(unittest.TestCase):
    def report(self, *args):
        done = program.run("--no-passthrough", *args, log=LOG)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def test_no_format_gives_a_secret_away(self):
        for fmt in FORMATS:
            for detail in ("-v", "-q"):
                out = self.report("-f", fmt, detail, "--redact")
                for secret in SECRETS:
                    self.assertNotIn(secret, out, fmt)

    def test_signatures_that_are_learned_never_hold_one(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "s.ini")
            self.report("--learn", str(path))
            text = path.read_text(encoding="utf-8")
        self.assertIn("note = assertion failed", text)
        for secret in SECRETS:
            self.assertNotIn(secret, text)

    def test_without_it_they_are_there(self):
        out = self.report("-v") + self.report("-f", "json")
        for secret in ("hunter2", "192.168.7.9"):
            self.assertIn(secret, out)

    def test_what_explains_the_crash_stays(self):
        plain, redacted = self.report("-f", "json"), self.report("-f", "json", "--redact")
        self.assertIn("[secret]", redacted)
        for kept in ("0x400d5f2c", "0x0000000c", "5a1c0f3e9b7d2846", "net.c", '"fingerprint"'):
            self.assertIn(kept, redacted)
        for line in plain.splitlines():
            if '"fingerprint"' in line or '"value": "0x' in line:
                self.assertIn(line, redacted)

    def test_log_that_is_passed_through_is_not_touched(self):
        self.assertTrue(program.run("--redact", log=LOG).stdout.startswith(LOG))


if __name__ == "__main__":
    unittest.main()
