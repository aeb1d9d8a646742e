# stalemate.bash - what bash completes after `stalemate`. tests/docs/docs.sh holds it to --help.
#
# Names of strategies and workloads come from the program itself, so they are those of the version that is
# installed.

_stalemate_files()          # files whose names begin with $1, folders with a slash
{
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_stalemate_words()          # _stalemate_words BEGIN WORD...: those that begin so
{
    local begin=$1
    shift
    mapfile -t COMPREPLY < <(compgen -W "$*" -- "$begin")
}

_stalemate()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} options
    local reading='--format --same-second --time-unit --unknown-op --op-five --sort-window --page'

    COMPREPLY=()
    if [ "$COMP_CWORD" -eq 1 ]; then
        _stalemate_words "$word" run check explore replay strategies workloads world metrics trace report help --help --version
        return
    fi
    if [ "$command" = trace ]; then
        if [ "$COMP_CWORD" -eq 2 ]; then
            _stalemate_words "$word" info convert head generate formats --help
            return
        fi
        command="trace ${COMP_WORDS[2]}"
    fi

    case $command in
    run) options='--trace --strategy --seed --seeds --jobs --out --json --csv --events --help' ;;
    check) options='--strategy --seed --seeds --jobs --save-baseline --baseline --tap --junit --json
        --out --quiet --help' ;;
    explore) options='--strategy --stack --property --bounds --readers --writers --reads --writes --rows --pages --nodes
        --faults --fault --read-own --read-after --roads --memory --time --states --jobs --switches --sample
        --seed --changes --deep --no-symmetry --no-reduction --matrix --world --baseline --markdown --flip --json
        --mermaid --svg --out --quiet --help' ;;
    replay) options='--seed --save-scenario --json --quiet --help' ;;
    report) options='--format --help' ;;
    strategies | workloads)
        _stalemate_words "$word" "$("${COMP_WORDS[0]}" "$command" 2>/dev/null | awk '{ print $1 }')" --help
        return ;;
    metrics | world) options='--help' ;;
    'trace info') options="--json --together --help $reading" ;;
    'trace convert') options="--compress --help $reading" ;;
    'trace head') options="--rows --help $reading" ;;
    'trace generate') options='--compress --seed --duration --help' ;;
    'trace formats') options='--help' ;;
    *) return ;;
    esac

    case $before in
    --bounds) _stalemate_words "$word" small medium large; return ;;
    --property)
        _stalemate_words "$word" no-permanent-staleness fresh-after-commit fresh-after-ack read-your-writes \
            monotonic-reads no-uncommitted-value no-torn-aggregate no-resurrection single-loader progress keeps
        return ;;
    --fault)
        _stalemate_words "$word" lost duplicated expiry eviction restart crash rollback tick
        return ;;
    --world)
        _stalemate_words "$word" plain crowd more lost duplicated expiry eviction restart crash rollback tick \
            bulk raw own page all
        return ;;
    --stack | --readers | --writers | --reads | --writes | --rows | --pages | --nodes | --faults | --roads | --flip) return ;;
    --memory | --time | --states | --switches | --sample | --changes) return ;;
    --strategy | --seed | --seeds | --jobs | --sort-window | --page | --rows | --duration) return ;;
    --format)
        if [ "$command" = report ]; then
            _stalemate_words "$word" svg png svg,png
        else
            _stalemate_words "$word" auto \
                "$("${COMP_WORDS[0]}" trace formats 2>/dev/null | awk '{ print $1 }')"
        fi
        return ;;
    --same-second) _stalemate_words "$word" spread keep; return ;;
    --time-unit) _stalemate_words "$word" s ms us ns; return ;;
    --unknown-op) _stalemate_words "$word" refuse skip; return ;;
    --op-five) _stalemate_words "$word" cas replace; return ;;
    esac
    case $word in
    -*) _stalemate_words "$word" "$options" ;;
    *) _stalemate_files "$word" ;;
    esac
}

complete -F _stalemate stalemate
