/* A class with a virtual function that one unit defines and another uses. */
namespace device
{
struct Base {
    virtual int run();
    int id = 1;
};
} // namespace device
