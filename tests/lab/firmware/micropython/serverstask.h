/* The task that serves files. */
#pragma once

void TASK_Servers(void *pvParameters);
