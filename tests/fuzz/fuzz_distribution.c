/* fuzz_distribution.c - any text as a distribution: it is refused with a complaint, or its draws
 * never decrease as the word grows and stay within bounds.
 *
 * Texts that name a file are passed over: fuzzing must not open whatever it comes upon. */
#include "sim/base/check.h"
#include "sim/base/distribution.h"
#include "sim/base/distribution_json.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length);

enum { TEXT_MAX = 8192 };

static void draw(const struct distribution *d)
{
    int64_t before = 0;

    for (unsigned i = 0; i <= 256; i++) {
        uint64_t word = i == 256 ? UINT64_MAX : (uint64_t)i << 56;
        int64_t value = distribution_draw(d, word);
        CHECK(value >= 0 && value <= DISTRIBUTION_VALUE_MAX);
        CHECK(value >= before || d->kind == DISTRIBUTION_MIXTURE);
        before = value;
    }
    CHECK(distribution_mean(d) >= 0 && distribution_mean(d) <= DISTRIBUTION_VALUE_MAX);
    if (distribution_is_zero(d))
        CHECK(before == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
    struct complaint complaint = {0};
    struct distribution d;
    char *text;

    if (length > TEXT_MAX || (text = malloc(length + 1)) == NULL)
        return 0;
    memcpy(text, data, length);
    text[length] = '\0';
    if (strstr(text, "file") == NULL && strchr(text, '\\') == NULL) {
        bool built = distribution_from_text(&d, "fuzz", text, length % 2 == 0 ? DISTRIBUTION_NS
                                            : DISTRIBUTION_BYTES, &complaint);
        CHECK(built == (complaint.kind == COMPLAINT_NONE));
        draw(&d);                      /* After a complaint it is the constant 0. */
        distribution_free(&d);
    }
    free(text);
    return 0;
}
