/* The task that serves files. */
#include "micropython/serverstask.h"

#include "esp_system/console.h"
#include "micropython/ftp/ftp.h"

void TASK_Servers(void *pvParameters)
{
    (void)pvParameters;
    ftp_init();
    ESP_LOGI("gc", "Collecting garbage");
    for (;;)
        ftp_run();
}
