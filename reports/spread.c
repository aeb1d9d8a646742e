/* spread.c - the mean of a figure over several seeds, and how far off it may be. */
#include "reports/spread.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

double spread_root(double value)
{
    double scale = 1, root, next;

    if (!(value > 0))
        return 0;
    /* Bring the value into 1/4 .. 4 by powers of four, whose roots are powers of two: exact, and
     * Newton is quick. */
    while (value >= 4) {
        value /= 4;
        scale *= 2;
    }
    while (value < 0.25) {
        value *= 4;
        scale /= 2;
    }
    /* Above the root each step comes nearer to it from above; the first that does not is the
     * last. */
    for (root = value > 1 ? value : 1;; root = next) {
        next = (root + value / root) / 2;
        if (next >= root)
            return root * scale;
    }
}

double spread_student(size_t freedom)
{
    static const double to_30[] = {
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
        2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
        2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    };
    static const struct {
        size_t freedom;
        double t;
    } beyond[] = {{30, 2.0423}, {40, 2.0211}, {60, 2.0003}, {120, 1.9799}};
    const double normal = 1.9600;
    double x = 1 / (double)freedom;

    if (freedom <= COUNT(to_30))
        return to_30[freedom - 1];
    /* t is close to a straight line in 1/freedom. */
    for (size_t i = 1; i < COUNT(beyond); i++) {
        if (freedom <= beyond[i].freedom) {
            double left = 1 / (double)beyond[i - 1].freedom, right = 1 / (double)beyond[i].freedom;
            return beyond[i].t + (beyond[i - 1].t - beyond[i].t) * ((x - right) / (left - right));
        }
    }
    return normal
           + (beyond[COUNT(beyond) - 1].t - normal)
                 * (x * (double)beyond[COUNT(beyond) - 1].freedom);
}

struct spread spread_of(const double *values, size_t count)
{
    struct spread spread = {.samples = count};
    double squares = 0;

    if (count == 0)
        return spread;
    for (size_t i = 0; i < count; i++)
        spread.mean += values[i];
    spread.mean /= (double)count;
    if (count == 1)
        return spread;
    for (size_t i = 0; i < count; i++)
        squares += (values[i] - spread.mean) * (values[i] - spread.mean);
    spread.half_width = spread_student(count - 1)
                        * spread_root(squares / (double)(count - 1) / (double)count);
    return spread;
}
