/* A file server in a task of its own, outside the interpreter. */
#pragma once

void ftp_init(void);
void ftp_run(void);
