/* Valves in C++: a class, a namespace, a member function called on nothing. */
#include <stdint.h>

extern "C" void esp_rom_printf(const char *format, ...);
extern "C" void scene_cxx_null(void);

namespace irrigation
{

template <typename T> class Range
{
  public:
    Range(T low, T high) : low_(low), high_(high) {}
    T clamp(T value) const
    {
        return value < low_ ? low_ : value > high_ ? high_ : value; /* LAB cxx-null */
    }

  private:
    T low_, high_;
};

class Valve
{
  public:
    __attribute__((noinline)) int open(int percent);

  private:
    uint32_t pin_;
    Range<int> limits_;
    volatile int position_;
};

int Valve::open(int percent)
{
    int position = limits_.clamp(percent);

    position_ = position;
    return position + 1;
}

class Schedule
{
  public:
    explicit Schedule(Valve *valve) : valve_(valve) {}
    __attribute__((noinline)) void water(unsigned zone, int percent)
    {
        esp_rom_printf("I (412) valve: zone %u at %d\n", zone, valve_->open(percent));
    }

  private:
    Valve *valve_;
};

} // namespace irrigation

static irrigation::Valve *volatile no_valve;

extern "C" void scene_cxx_null(void)
{
    irrigation::Schedule schedule(no_valve);

    schedule.water(2, 80);
    schedule.water(3, 40);
}
