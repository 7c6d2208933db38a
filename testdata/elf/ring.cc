// C++: namespaces, methods, a template, a function that only this file knows.
namespace data
{
template <typename T> struct ring {
    T slots[4];
    int head;
    __attribute__((noinline)) T push(T value);
};

template <typename T> T ring<T>::push(T value)
{
    slots[head & 3] = value;
    return slots[++head & 3];
}

namespace
{
__attribute__((noinline)) int hidden(int value)
{
    return value < 0 ? -value : value + 1;
}
} // namespace

ring<int> samples;
} // namespace data

extern "C" int ring_push(int value)
{
    return data::samples.push(data::hidden(value));
}
