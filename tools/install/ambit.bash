# Completion of ambit for bash. What there is to complete comes from the program's own help, so the two agree.
_ambit()
{
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} program=${COMP_WORDS[0]}
    COMPREPLY=()
    if [ "$COMP_CWORD" = 1 ]; then
        mapfile -t COMPREPLY < <(compgen -W "--help --version $("$program" --help 2>/dev/null |
            sed -n 's/^  ambit \([a-z]*\) .*/\1/p')" -- "$word")
        return
    fi
    if [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = benchmark ] && [[ $word != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$("$program" benchmark --help 2>/dev/null |
            sed -n '/^Kinds:/,/^$/s/^  \([a-z]*\) .*/\1/p')" -- "$word")
        return
    fi
    if [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = scenario ] && [[ $word != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W 'new list show solve compare adopt revert export remove' -- "$word")
        return
    fi
    if [ "$COMP_CWORD" = 2 ] && [ "${COMP_WORDS[1]}" = export ] && [[ $word != -* ]]; then
        mapfile -t COMPREPLY < <(compgen -W 'salesforce dynamics geojson shapefile baf csv' -- "$word")
        return
    fi
    case $before in
        --engine) mapfile -t COMPREPLY < <(compgen -W 'auto ilp ga' -- "$word"); return ;;
        --round) mapfile -t COMPREPLY < <(compgen -W 'down nearest none' -- "$word"); return ;;
        --without) mapfile -t COMPREPLY < <(compgen -W 'branching sub-problems genetic pool' -- "$word"); return ;;
        --out) mapfile -t COMPREPLY < <(compgen -d -- "$word"); return ;;
        --export-lp|--repair) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
        --seed|--calibrate|--factor|--from|--segment|--reason|--user|--set|--for-rep|--effort|--time|--gap|--threads|--accounts|--reps|--measures|--tolerance|--segments|--points) return ;;
    esac
    case $word in
        -*) mapfile -t COMPREPLY < <(compgen -W "$("$program" "${COMP_WORDS[1]}" --help 2>/dev/null |
                sed -n 's/^  \(--[a-z-]*\).*/\1/p')" -- "$word") ;;
        *) mapfile -t COMPREPLY < <(compgen -f -- "$word") ;;
    esac
}
complete -o filenames -F _ambit ambit
