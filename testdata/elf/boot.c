/* A bootloader: it runs in the RAM that the application takes over. */
struct {
    unsigned char magic, reserved[3];
    unsigned version;
    char idf[32], date_time[24], reserved2[16];
} const esp_bootloader_desc __attribute__((section(".dram0.rodata"), used)) = { .magic = 80, .idf = "v5.4" };

__attribute__((section(".iram0.text"))) int call_start_cpu0(int x)
{
    return x + 1;
}
