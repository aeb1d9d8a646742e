/* drawings.h - the plots themselves; each fills the script and the data of a sheet. */
#ifndef REPORTS_PLOTS_DRAWINGS_H
#define REPORTS_PLOTS_DRAWINGS_H

#include "reports/plots/sheet.h"

void draw_frontier(struct sheet *sheet);       /* frontier.c */
void draw_ages(struct sheet *sheet);           /* ccdf.c: three distributions */
void draw_windows(struct sheet *sheet);
void draw_latency(struct sheet *sheet);
void draw_series(struct sheet *sheet);         /* series.c */
void draw_races(struct sheet *sheet);
void draw_causes(struct sheet *sheet);         /* causes.c */
void draw_load(struct sheet *sheet);           /* load.c */

#endif
