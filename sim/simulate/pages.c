/* pages.c - a list of reads, gone through at each commit: there are few at any time. */
#include "sim/simulate/pages.h"

bool pages_open(struct pages *pages, uint32_t count_max, struct complaint *complaint)
{
    *pages = (struct pages){.count_max = count_max};
    pages->reads = memory_reserve(count_max * sizeof *pages->reads, complaint);
    return pages->reads != NULL;
}

void pages_close(struct pages *pages)
{
    memory_release(pages->reads, pages->count_max * sizeof *pages->reads, MEMORY_UNKNOWN);
}

void pages_first(struct pages *pages, uint32_t reader, uint32_t row)
{
    CHECK(pages->count < pages->count_max);
    pages->reads[pages->count++] =
        (struct half_read){.reader = reader, .row = row, .left = VALUE_NONE};
}

void pages_changed(struct pages *pages, struct versions *versions, uint32_t row, unsigned halves)
{
    for (uint32_t i = 0; i < pages->count; i++) {
        struct half_read *read = &pages->reads[i];
        if (read->row != row)
            continue;
        if (read->left == VALUE_NONE && (halves & 1)) {
            read->left = versions_current(versions, row);
            versions_hold(versions, row, read->left);
        }
        if (read->left != VALUE_NONE && (halves & 2))
            read->torn = true;
    }
}

/* The place of the reader, or the number of them. */
static uint32_t place_of(const struct pages *pages, uint32_t reader)
{
    uint32_t i = 0;

    while (i < pages->count && pages->reads[i].reader != reader)
        i++;
    return i;
}

void pages_forget(struct pages *pages, struct versions *versions, uint32_t reader)
{
    uint32_t i = place_of(pages, reader);

    if (i == pages->count)
        return;
    if (pages->reads[i].left != VALUE_NONE)
        versions_drop(versions, pages->reads[i].row, pages->reads[i].left);
    pages->reads[i] = pages->reads[--pages->count];
}

value_handle pages_second(struct pages *pages, struct versions *versions, uint32_t reader)
{
    struct half_read read;
    uint32_t i = place_of(pages, reader);

    CHECK_THAT(i < pages->count, "a second half was read before the first");
    read = pages->reads[i];
    pages->reads[i] = pages->reads[--pages->count];
    if (read.left == VALUE_NONE) {
        read.left = versions_current(versions, read.row);
        versions_hold(versions, read.row, read.left);
    }
    return read.torn ? versions_tear(versions, read.left) : read.left;
}
