/* Secrets in a text: what is masked, and what must stay. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/secret.h"

static const struct {
    const char *text;
    const char *masked; /* NULL: nothing is */
} rows[] = {
    { "I (712) wifi:mode : sta (24:6f:28:aa:bb:cc)", "I (712) wifi:mode : sta ([MAC])" },
    { "addr=24-6F-28-AA-BB-CC.", "addr=[MAC]." },
    { "eui 24:6f:28:ff:fe:aa:bb:cc joined", "eui [MAC] joined" },
    { "sta ip: 192.168.1.57, mask: 255.255.255.0, gw: 192.168.1.1",
      "sta ip: [IP], mask: [IP], gw: [IP]" },
    { "http://10.0.0.7:8080/api", "http://[IP]:8080/api" },
    { "IPv6 fe80:0000:0000:0000:266f:28ff:feaa:bbcc, type: 1", "IPv6 [IP], type: 1" },
    { "IPv6 fe80::266f:28ff:feaa:bbcc", "IPv6 [IP]" },
    { "connected to ap SSID:my home password:hunter2 4",
      "connected to ap SSID:[SSID] password:[secret]" },
    { "I (1) wifi:connected with My, Home, aid = 1, channel 6, 40U, bssid = 24:6f:28:aa:bb:cc",
      "I (1) wifi:connected with [SSID], aid = 1, channel 6, 40U, bssid = [MAC]" },
    { "{\"ssid\": \"home\", \"wifi_password\":\"a\\\"b c\", \"channel\": 6}",
      "{\"ssid\": \"[SSID]\", \"wifi_password\":\"[secret]\", \"channel\": 6}" },
    { "\\\"password\\\":\\\"hunter2", "\\\"password\\\":\\\"[secret]" },
    { "mqttPassword = hunter2, port = 1883", "mqttPassword = [secret], port = 1883" },
    { "GET /x Authorization: Bearer abcdef123456", "GET /x Authorization: [secret]" },
    { "sent Bearer abcdef123456 to it", "sent Bearer [secret] to it" },
    { "jwt eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dBjftJeZ4CVP", "jwt [secret]" },
    { "api_key=sk_live_0123456789", "api_key=[secret]" },
    { "psk 00112233445566778899aabbccddeeff ok", "psk [secret] ok" },
    { "load qL8R4QIcQ/ZsRqOAbeRfcZhilN/MksRtDaErMA+x now", "load [secret] now" },
    { "psk=0x3f400123 \"hunter2\", n=3", "psk=0x3f400123 \"[secret]\", n=3" },
    { "mqtt://bob:s3cret@broker/", "mqtt://[secret]@broker/" },
    { "GET http://user:p@w@host/a@b", "GET http://[secret]@host/a@b" },
    { "{\"token\":\"abc\",\"n\":1}", "{\"token\":\"[secret]\",\"n\":1}" },
    { "{\"token\":\"def\"}", "{\"token\":\"[secret]\"}" },
    { "api_key=z", "api_key=[secret]" },
    { "X-Api-Key: z", "X-Api-Key: [secret]" },
    { "PSK hunter3", "PSK [secret]" },
    { "using psk 12345678 now", "using psk [secret] now" },
    { "#define WIFI_PASSWORD \"hunter\"", "#define WIFI_PASSWORD \"[secret]\"" },
    { "the password is hunter2", "the password is [secret]" },
    { "password is set to \"hunter\".", "password is set to \"[secret]\"." },
    { "password: trueLove", "password: [secret]" },
    { "-----BEGIN RSA PRIVATE KEY----- MIIEabc", "-----BEGIN RSA PRIVATE KEY----- [secret]" },
    { "psk - hexdump(len=32): 12 34 ab", "psk - hexdump(len=32): [secret]" },
    { "SSID - hexdump_ascii(len=4): 4d 79 2c 48  My,H", "SSID - hexdump_ascii(len=4): [SSID]" },
    { "password: [hunter2], ssid <MyHome>", "password: [[secret]], ssid <[SSID]>" },
    { "password=hun,ter2, n=1", "password=[secret], n=1" },
    { "password changed to hunter", "password changed to [secret]" },
    { "pass \"x y\" secret abc1", "pass \"[secret]\" secret [secret]" },
    { "Cookie: a=b; c=d", "Cookie: [secret]" },
    { "aes key: 12 34 ab cd 5", "aes key: [secret] 5" },
    { "mac 246f28aabbcc", "mac [MAC]" },
    { "sta_mac_addr: 246F28AABBCC, ch 6", "sta_mac_addr: [MAC], ch 6" },
    { "bssid=246f28aabbcc", "bssid=[MAC]" },
    { "firmware from 10.0.0.7", "firmware from [IP]" },

    { "id 246f28aabbcc of map 246f28aabbcc", NULL },
    { "assert failed: f /etc/passwd:12 (x)", NULL },
    { "version 1.2.3.4, FW: 1.2.3.4, IDF 5.1.2.3, ver=1.2.3.4", NULL },
    { "firmware version is 1.2.3.4, ESP-IDF/5.1.2.3", NULL },
    { "password: [secret] ssid: [SSID]", NULL },
    { "wrong password entered, psk mismatch", NULL },
    { "the password is too short, ssid is not set", NULL },
    { "ssid len=6, auth WPA2-PSK WPA3", NULL },
    { "PMK - hexdump(len=32): [REMOVED]", NULL },
    { "-----BEGIN CERTIFICATE----- MIIEabc", NULL },
    { "http://host/a@b", NULL },
    { "PC      : 0x400d5f2c  PS      : 0x00060430", NULL },
    { "Backtrace: 0x400d5f29:0x3ffb5c20 0x400d1a39:0x3ffb5c40", NULL },
    { "3fc8ea70: 0xa5a5a5a5 0xa5a5a5a5 0x3fc8ead0 0x403887b8", NULL },
    { "ELF file SHA256: 8c3e1a0f5b7d2946e0a1b2c3d4e5f60718293a4b5c6d7e8f9012345678abcdef", NULL },
    { "Coredump checksum='8c3e1a0f5b7d2946e0a1b2c3d4e5f60718293a4b5c6d7e8f9012345678abcdef'",
      NULL },
    { "fingerprint 1-1f127ab24a2ae039", NULL },
    { "I (12:34:56.789) app: ESP-IDF v5.1.2.3-dirty", NULL },
    { "std::vector<int>::add at /home/me/project/components/freertos/FreeRTOS2/portable.c:12",
      NULL },
    { "assert failed: set_password cred.c:12 (password != NULL)", NULL },
    { "assert failed: f x.c:1 (token == 5)", NULL },
    { "password = NULL, passed ssid=<optimized out>", NULL },
    { "token=0x3ffb1f00, monkey: 5", NULL },
    { "_ZN12SomeNameSpace20AnotherLongClassNameC2Ev7andMore9OfTheSame", NULL },
    { "", NULL },
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < WHY_COUNTOF(rows); i++) {
        struct why_arena *arena = why_arena_create(1 << 16);
        const char *masked = why_secret_mask(arena, rows[i].text);

        assert_string_equal(masked, rows[i].masked ? rows[i].masked : rows[i].text);
        if (!rows[i].masked)
            assert_ptr_equal(masked, rows[i].text);
        why_arena_destroy(arena);
    }
}

static void test_names(void **state)
{
    (void)state;
    assert_true(why_secret_is_name("wifi_password"));
    assert_true(why_secret_is_name("apiKey"));
    assert_true(why_secret_is_name("ssid"));
    assert_true(why_secret_is_name("private_key"));
    assert_false(why_secret_is_name("monkey"));
    assert_false(why_secret_is_name("password_length"));
    assert_false(why_secret_is_name(""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
