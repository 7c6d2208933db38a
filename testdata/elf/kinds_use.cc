/* A class that compilers only declare here: its virtual functions are elsewhere. */
#include "kinds.h"

namespace device
{
struct Outer : Base {
    int own;
};
Base *first;
Outer outer;

int use(Base *base)
{
    return base->id;
}
} // namespace device
