#!/bin/sh
# scaling.sh - how cost grows with requests and with keys; draws docs/figures/scaling.svg.
#
# Not part of `make bench` (it runs for minutes, and rewrites a figure of the docs): set SCALING=1.

set -eu
[ "${SCALING:-}" = 1 ] || exit 0

data=$BUILD/scaling.dat
"$BUILD/tests/bench/bench_simulate" scale | tee "$data"
mkdir -p docs/figures
gnuplot <<END
set terminal svg size 900,380 font 'sans,13' noenhanced background rgb 'white'
set output 'docs/figures/scaling.svg'
set multiplot layout 1,2
set logscale xy
set grid
set key top left
set format x '%.0s%c'
set ylabel 'processor time (s)'
set xlabel 'requests, 1 M keys'
plot '< grep ^requests $data' using 2:3 with linespoints lw 2 pt 7 lc rgb '#0072B2' title 'measured', \
     '< grep ^requests $data' using 2:(\$2 * 100e-9) with lines dt 2 lc rgb '#777777' title '100 ns a request'
set xlabel 'keys, 10 M requests'
set yrange [0.3:30]
plot '< grep ^keys $data' using 2:3 with linespoints lw 2 pt 7 lc rgb '#D55E00' title 'measured'
unset multiplot
END
