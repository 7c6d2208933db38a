/* Small complete logs for tests that need some crash, and not a particular one. */
#ifndef WHY_TESTS_SAMPLE_LOGS_H
#define WHY_TESTS_SAMPLE_LOGS_H

/* A RISC-V store through NULL + 10, from the boot banner to the restart. */
extern const char sample_riscv_log[];
/* An Xtensa load near NULL on core 1, with a Backtrace line and a restart. */
extern const char sample_xtensa_log[];

#endif
