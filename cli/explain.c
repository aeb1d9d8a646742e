/* explain.c - printing what the tables of knobs say. */
#include "cli/explain.h"

#include <stdio.h>
#include <string.h>

void explain_text(const char *text, int indent)
{
    int column = 0;

    while (*text != '\0') {
        size_t word = strcspn(text, " \n");
        if (column > 0 && column + 1 + (int)word > 80 - indent) {
            putchar('\n');
            column = 0;
        }
        if (column == 0)
            printf("%*s", indent, "");
        else
            putchar(' ');
        fwrite(text, 1, word, stdout);
        column += (int)word + (column > 0);
        text += word;
        if (*text == '\n') {
            putchar('\n');
            column = 0;
        }
        text += *text != '\0';
    }
    putchar('\n');
}

void explain_knobs(const struct knob *knobs)
{
    for (const struct knob *knob = knobs; knob != NULL && knob->name != NULL; knob++) {
        char allowed[512];
        knob_describe(knob, allowed, sizeof allowed);
        printf("  %s", knob->name);
        if (knob->preset != NULL)
            printf("  (preset %s)", knob->preset);
        putchar('\n');
        explain_text(knob->says, 6);
        explain_text(allowed, 6);
    }
}
