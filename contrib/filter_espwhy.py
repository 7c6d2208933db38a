"""PlatformIO monitor filter: espwhy explains each crash in `pio device monitor`.

Copy it to the folder `monitor` of the project and add `monitor_filters = espwhy` to platformio.ini."""

import os
import queue
import subprocess
import threading
import time

from platformio.public import DeviceMonitorFilterBase


class EspWhy(DeviceMonitorFilterBase):
    NAME = "espwhy"
    espwhy = None

    def __call__(self):
        if self.espwhy:
            return self
        folder = os.path.join(self.config.get("platformio", "build_dir"), self.environment)
        build = ["-b", folder] if os.path.isfile(os.path.join(folder, "firmware.elf")) else []
        self.espwhy = subprocess.Popen(["espwhy", "--no-passthrough", *build], stdin=subprocess.PIPE, bufsize=0)
        self.texts = queue.Queue()
        threading.Thread(target=self.feed, daemon=True).start()
        return self

    def feed(self):
        while True:
            text = self.texts.get()
            while not self.texts.empty():
                text += self.texts.get()
            time.sleep(0.1)  # the monitor prints it first, the report follows
            if self.espwhy.poll() is None:
                self.espwhy.stdin.write(text.encode("utf-8", "replace"))

    def rx(self, text):
        self.texts.put(text)
        return text
