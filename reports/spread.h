/* spread.h - the mean of a figure over several seeds, and how far off it may be.
 *
 * The interval is Student's: mean -+ t(0.975, n - 1) x s / sqrt(n), which holds 95 of 100 times
 * where the seeds' figures are near a normal distribution. Only + - x / on doubles, in a fixed
 * order, so that every machine agrees to the last bit; hence also a square root of our own. */
#ifndef REPORTS_SPREAD_H
#define REPORTS_SPREAD_H

#include <stddef.h>

struct spread {
    double mean;
    double half_width;     /* of the 95 % confidence interval; 0 with fewer than two samples */
    size_t samples;        /* seeds in which the figure was defined; 0: there is no mean either */
};

struct spread spread_of(const double *values, size_t count);

/* The square root by Newton's method, to the last bit or so; 0 for what is not above 0. */
double spread_root(double value);

/* Student's t for 95 % (two-sided); freedom >= 1. */
double spread_student(size_t freedom);

#endif
