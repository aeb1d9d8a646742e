# stalemate.fish - what fish completes after `stalemate`. tests/docs/docs.sh holds it to --help.

function __stalemate_in     # whether the words so far begin with these commands
    set -l words (commandline -opc)
    set -e words[1]
    for command in $argv
        test "$words[1]" = "$command"; or return 1
        set -e words[1]
    end
end

function __stalemate_bare   # whether no command of trace has been given yet
    set -l words (commandline -opc)
    test (count $words) -eq 2 -a "$words[2]" = trace
end

complete -c stalemate -f
complete -c stalemate -n __fish_use_subcommand -l help -d 'Show help'
complete -c stalemate -n __fish_use_subcommand -l version -d 'Show the version'
complete -c stalemate -n __fish_use_subcommand -a run -d 'Run a scenario, all its strategies side by side'
complete -c stalemate -n __fish_use_subcommand -a check -d 'Hold scenarios to their expectations'
complete -c stalemate -n __fish_use_subcommand -a explore -d 'Try every order of a small world'
complete -c stalemate -n __fish_use_subcommand -a replay -d 'Show in the simulator what the explorer has found'
complete -c stalemate -n __fish_use_subcommand -a strategies -d 'List the strategies, or explain one'
complete -c stalemate -n __fish_use_subcommand -a workloads -d 'List the kinds of workload, or explain one'
complete -c stalemate -n __fish_use_subcommand -a world -d 'Explain the settings of the simulated world'
complete -c stalemate -n __fish_use_subcommand -a metrics -d 'List what is measured'
complete -c stalemate -n __fish_use_subcommand -a trace -d 'Look at, convert and make trace files'
complete -c stalemate -n __fish_use_subcommand -a report -d 'Draw plots from the results of a run'

# run
complete -c stalemate -n '__stalemate_in run' -F
complete -c stalemate -n '__stalemate_in run' -l trace -rF -d 'Replay this trace'
complete -c stalemate -n '__stalemate_in run' -l strategy -x -d 'Only this one'
complete -c stalemate -n '__stalemate_in run' -l seed -x -d 'Instead of the seed of the scenario'
complete -c stalemate -n '__stalemate_in run' -l seeds -x -d 'So many seeds'
complete -c stalemate -n '__stalemate_in run' -l jobs -x -d 'Runs at a time'
complete -c stalemate -n '__stalemate_in run' -l out -rF -d 'Write the results there'
complete -c stalemate -n '__stalemate_in run' -l json -d 'Print JSON'
complete -c stalemate -n '__stalemate_in run' -l csv -d 'Print CSV'
complete -c stalemate -n '__stalemate_in run' -l events -rF -d 'Log every event'
complete -c stalemate -n '__stalemate_in run' -l help -d 'Show help'

# check
complete -c stalemate -n '__stalemate_in check' -F
complete -c stalemate -n '__stalemate_in check' -l strategy -x -d 'Only this one'
complete -c stalemate -n '__stalemate_in check' -l seed -x -d 'Instead of the seed of the scenario'
complete -c stalemate -n '__stalemate_in check' -l seeds -x -d 'So many seeds'
complete -c stalemate -n '__stalemate_in check' -l jobs -x -d 'Runs at a time'
complete -c stalemate -n '__stalemate_in check' -l save-baseline -rF -d 'Write every figure'
complete -c stalemate -n '__stalemate_in check' -l baseline -rF -d 'Compare exactly'
complete -c stalemate -n '__stalemate_in check' -l tap -d 'Report as TAP'
complete -c stalemate -n '__stalemate_in check' -l junit -d 'Report as JUnit'
complete -c stalemate -n '__stalemate_in check' -l json -d 'Report as JSON'
complete -c stalemate -n '__stalemate_in check' -l out -rF -d 'Report there'
complete -c stalemate -n '__stalemate_in check' -l quiet -d 'Only what is broken'
complete -c stalemate -n '__stalemate_in check' -l help -d 'Show help'

# replay
complete -c stalemate -n '__stalemate_in replay' -F
complete -c stalemate -n '__stalemate_in replay' -l seed -x -d 'Of what strategies draw'
complete -c stalemate -n '__stalemate_in replay' -l save-scenario -rF -d 'Write it as a scenario'
complete -c stalemate -n '__stalemate_in replay' -l json -d 'Print JSON'
complete -c stalemate -n '__stalemate_in replay' -l quiet -d 'Not each step'
complete -c stalemate -n '__stalemate_in replay' -l help -d 'Show help'

# explore
complete -c stalemate -n '__stalemate_in explore' -F
complete -c stalemate -n '__stalemate_in explore' -l strategy -x -a '(stalemate strategies 2>/dev/null | string replace -r " .*" "")' -d 'Only this one'
complete -c stalemate -n '__stalemate_in explore' -l stack -x -d 'These layers, as JSON'
complete -c stalemate -n '__stalemate_in explore' -l property -x -a 'no-permanent-staleness fresh-after-commit fresh-after-ack read-your-writes monotonic-reads no-uncommitted-value no-torn-aggregate no-resurrection single-loader progress keeps' -d 'Only this property'
complete -c stalemate -n '__stalemate_in explore' -l bounds -x -a 'small medium large' -d 'A preset'
complete -c stalemate -n '__stalemate_in explore' -l readers -x -d 'Clients that read'
complete -c stalemate -n '__stalemate_in explore' -l writers -x -d 'Clients that write'
complete -c stalemate -n '__stalemate_in explore' -l reads -x -d 'Of each reader'
complete -c stalemate -n '__stalemate_in explore' -l writes -x -d 'Of each writer'
complete -c stalemate -n '__stalemate_in explore' -l rows -x -d 'Rows'
complete -c stalemate -n '__stalemate_in explore' -l pages -x -d 'Rows that are pages, of two halves'
complete -c stalemate -n '__stalemate_in explore' -l nodes -x -d 'Processes'
complete -c stalemate -n '__stalemate_in explore' -l faults -x -d 'What may go wrong, and how often'
complete -c stalemate -n '__stalemate_in explore' -l fault -x -a 'lost duplicated expiry eviction restart crash rollback tick' -d 'One of them'
complete -c stalemate -n '__stalemate_in explore' -l read-own -d 'Writers read inside their transactions'
complete -c stalemate -n '__stalemate_in explore' -l read-after -d 'Writers end with a read'
complete -c stalemate -n '__stalemate_in explore' -l roads -x -a 'save bulk raw save,bulk save,bulk,raw' -d 'That a write may take'
complete -c stalemate -n '__stalemate_in explore' -l memory -x -d 'At most'
complete -c stalemate -n '__stalemate_in explore' -l time -x -d 'At most'
complete -c stalemate -n '__stalemate_in explore' -l states -x -d 'At most'
complete -c stalemate -n '__stalemate_in explore' -l jobs -x -d 'Threads'
complete -c stalemate -n '__stalemate_in explore' -l switches -x -d 'Few switches first'
complete -c stalemate -n '__stalemate_in explore' -l sample -x -d 'Random walks'
complete -c stalemate -n '__stalemate_in explore' -l seed -x -d 'Of the walks'
complete -c stalemate -n '__stalemate_in explore' -l changes -x -d 'Of priority in each walk'
complete -c stalemate -n '__stalemate_in explore' -l no-symmetry -d 'Tell alike clients apart'
complete -c stalemate -n '__stalemate_in explore' -l deep -d 'Depth first, with few switches first'
complete -c stalemate -n '__stalemate_in explore' -l no-reduction -d 'Try all orders'
complete -c stalemate -n '__stalemate_in explore' -l matrix -d 'What breaks which strategy'
complete -c stalemate -n '__stalemate_in explore' -l world -x -a 'plain crowd more lost duplicated expiry eviction restart crash rollback tick bulk raw own page all' -d 'Only this world'
complete -c stalemate -n '__stalemate_in explore' -l baseline -rF -d 'Compare with an earlier matrix.json'
complete -c stalemate -n '__stalemate_in explore' -l markdown -d 'Print Markdown'
complete -c stalemate -n '__stalemate_in explore' -l flip -x -d 'Values of LAYER.KNOB'
complete -c stalemate -n '__stalemate_in explore' -l json -d 'Print JSON'
complete -c stalemate -n '__stalemate_in explore' -l mermaid -d 'Print a sequence diagram'
complete -c stalemate -n '__stalemate_in explore' -l svg -d 'Print a picture'
complete -c stalemate -n '__stalemate_in explore' -l out -rF -d 'Write the witnesses there'
complete -c stalemate -n '__stalemate_in explore' -l quiet -d 'No witnesses'
complete -c stalemate -n '__stalemate_in explore' -l help -d 'Show help'

# report, strategies, workloads, world, metrics
complete -c stalemate -n '__stalemate_in report' -F
complete -c stalemate -n '__stalemate_in report' -l format -x -a 'svg png svg,png' -d 'Formats of the plots'
complete -c stalemate -n '__stalemate_in report' -l help -d 'Show help'
complete -c stalemate -n '__stalemate_in strategies' -a '(stalemate strategies 2>/dev/null | string replace -r " +" \t)'
complete -c stalemate -n '__stalemate_in strategies' -l help -d 'Show help'
complete -c stalemate -n '__stalemate_in workloads' -a '(stalemate workloads 2>/dev/null | string replace -r " +" \t)'
complete -c stalemate -n '__stalemate_in workloads' -l help -d 'Show help'
complete -c stalemate -n '__stalemate_in world' -l help -d 'Show help'
complete -c stalemate -n '__stalemate_in metrics' -l help -d 'Show help'

# trace
complete -c stalemate -n __stalemate_bare -a info -d 'What is in a trace'
complete -c stalemate -n __stalemate_bare -a convert -d 'Write a trace in the own format'
complete -c stalemate -n __stalemate_bare -a head -d 'Show the first rows, as CSV'
complete -c stalemate -n __stalemate_bare -a generate -d 'Write the requests of a workload as a trace'
complete -c stalemate -n __stalemate_bare -a formats -d 'List the formats that can be read'
complete -c stalemate -n '__stalemate_in trace' -s h -l help -d 'Show help'
complete -c stalemate -n '__stalemate_in trace info' -s j -l json -d 'Write JSON'
complete -c stalemate -n '__stalemate_in trace info' -s t -l together -d 'Take the files as one trace'
complete -c stalemate -n '__stalemate_in trace convert' -s c -l compress -d 'Write zstd-compressed blocks'
complete -c stalemate -n '__stalemate_in trace head' -s n -l rows -x -d 'How many rows, or all'
complete -c stalemate -n '__stalemate_in trace generate' -F
complete -c stalemate -n '__stalemate_in trace generate' -s c -l compress -d 'Write zstd-compressed blocks'
complete -c stalemate -n '__stalemate_in trace generate' -s s -l seed -x -d 'Instead of the seed of the scenario'
complete -c stalemate -n '__stalemate_in trace generate' -s d -l duration -x -d 'Instead of the duration'
for command in info convert head
    set -l when "__stalemate_in trace $command"
    complete -c stalemate -n $when -F
    complete -c stalemate -n $when -l format -x -a 'auto (stalemate trace formats 2>/dev/null | string replace -r " .*" "")' -d 'The format of the trace'
    complete -c stalemate -n $when -l same-second -x -a 'spread keep' -d 'For clocks of whole seconds'
    complete -c stalemate -n $when -l time-unit -x -a 's ms us ns' -d 'What the times of a csv trace count'
    complete -c stalemate -n $when -l unknown-op -x -a 'refuse skip' -d 'An operation that is not known'
    complete -c stalemate -n $when -l op-five -x -a 'cas replace' -d 'What operation 5 is'
    complete -c stalemate -n $when -l sort-window -x -d 'How far back a time may run'
    complete -c stalemate -n $when -l page -x -d 'For vscsi: the size of a page'
end
