/* Division and multiplication, which the compiler calls: its own library is for another calling
 * convention. */
#include <stdint.h>

struct quotient {
    uint32_t value, rest;
};

static struct quotient divide_slowly(uint32_t dividend, uint32_t divisor)
{
    struct quotient out = { 0, 0 };

    for (int bit = 31; bit >= 0; bit--) {
        out.rest = out.rest << 1 | (dividend >> bit & 1);
        if (out.rest >= divisor) {
            out.rest -= divisor;
            out.value |= 1u << bit;
        }
    }
    return out;
}

static uint32_t magnitude(int32_t value)
{
    return value < 0 ? 0u - (uint32_t)value : (uint32_t)value;
}

uint32_t __udivsi3(uint32_t dividend, uint32_t divisor)
{
    return divide_slowly(dividend, divisor).value;
}

uint32_t __umodsi3(uint32_t dividend, uint32_t divisor)
{
    return divide_slowly(dividend, divisor).rest;
}

int32_t __divsi3(int32_t dividend, int32_t divisor)
{
    uint32_t value = divide_slowly(magnitude(dividend), magnitude(divisor)).value;

    return (int32_t)((dividend < 0) != (divisor < 0) ? 0u - value : value);
}

int32_t __modsi3(int32_t dividend, int32_t divisor)
{
    uint32_t rest = divide_slowly(magnitude(dividend), magnitude(divisor)).rest;

    return (int32_t)(dividend < 0 ? 0u - rest : rest);
}

uint32_t __mulsi3(uint32_t left, uint32_t right)
{
    uint32_t product = 0;

    for (; right; right >>= 1, left <<= 1)
        if (right & 1)
            product += left;
    return product;
}
