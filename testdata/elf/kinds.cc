/* What C++ has besides: bases, virtual functions, references, scopes. */
#include "kinds.h"

namespace device
{
enum class State : unsigned char { Idle, Busy };

struct Extra {
    unsigned char bytes[3];
    static int made;
};

namespace
{
struct Local {
    short a, b;
};
} // namespace

class Driver : public Base, public Extra
{
  public:
    struct Config {
        int speed;
        State state;
    };
    int run() override;
    Config config;
    int &reference;
    Local local;
    explicit Driver(int &value) : reference(value)
    {
    }
};

int Extra::made = 2;

template <typename T, int N> struct Ring {
    T items[N];
};

int zero;
Driver driver(zero);
Driver *current = &driver;
Driver::Config *config;
const Driver::Config &fixed = driver.config;
Ring<Driver *, 2> ring;
int (Driver::*method)() = &Driver::run;
int Driver::Config::*field = &Driver::Config::speed;
void (*hook)();
Local *local;

int Base::run()
{
    static int count = 5;

    return count++;
}

int Driver::run()
{
    return config.speed;
}
} // namespace device

int plain_global = 1;
