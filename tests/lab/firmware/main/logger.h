/* The logger: a task of its own that waits for readings. */
#pragma once

void logger_start(void);
