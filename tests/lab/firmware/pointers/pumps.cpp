/* Pumps in C++: objects that are none, virtual functions, a second base class. */
#include <stdint.h>

#include "pointers/scenes.h"

namespace pumps
{

static volatile int moved;

class Named
{
  public:
    const char *label_;
    uint32_t serial_;
};

class Switched
{
  public:
    __attribute__((noipa)) void turn(bool on);

  private:
    uint16_t times_;
    bool on_;
};

class Pump : public Named, public Switched
{
  public:
    __attribute__((noipa)) int start(int speed);

  private:
    int speed_;
};

class Meter
{
  public:
    virtual int flow();
    virtual int pressure();

  protected:
    int flow_;
};

void Switched::turn(bool on)
{
    on_ = on; /* LAB second-base-null */
    moved = on;
}

int Pump::start(int speed)
{
    int old = speed_; /* LAB this-null */

    moved = speed;
    return old + 1;
}

int Meter::flow()
{
    return flow_;
}

int Meter::pressure()
{
    return flow_ + 1;
}

static __attribute__((noipa)) int pressure_of(Meter *meter)
{
    int pressure = meter->pressure(); /* LAB virtual-null virtual-freed virtual-overwritten */

    moved = pressure;
    return pressure + 1;
}

static __attribute__((noipa)) void switch_pump(Pump *pump, bool on)
{
    pump->turn(on);
    moved = 0;
}

static __attribute__((noipa)) void start_pump(Pump *pump)
{
    int old = pump->start(40);

    moved = old;
}

} // namespace pumps

extern "C" void *heap_caps_malloc(unsigned size, unsigned caps);
extern "C" void heap_caps_free(void *pointer);

inline void *operator new(decltype(sizeof(0)), void *place)
{
    return place;
}

static __attribute__((noipa)) pumps::Meter *make_meter()
{
    return new (heap_caps_malloc(sizeof(pumps::Meter), 0x1000)) pumps::Meter();
}

void scene_this_null(void)
{
    pumps::start_pump(nullptr);
    pumps::moved = 0;
}

void scene_second_base_null(void)
{
    pumps::switch_pump(nullptr, true);
    pumps::moved = 0;
}

void scene_virtual_null(void)
{
    pumps::moved = pumps::pressure_of(nullptr);
}

void scene_virtual_freed(void)
{
    pumps::Meter *meter = make_meter();

    heap_caps_free(meter);
    pumps::moved = pumps::pressure_of(meter);
}

/* A text runs over the meter, where the pointer to its functions was. */
void scene_virtual_overwritten(void)
{
    pumps::Meter *meter = make_meter();
    static const char text[] = "http";
    char *out = reinterpret_cast<char *>(meter);

    for (unsigned i = 0; i < sizeof(text); i++)
        out[i] = text[i];
    pumps::moved = pumps::pressure_of(meter);
}
