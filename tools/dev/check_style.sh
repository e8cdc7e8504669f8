#!/bin/sh
# Fails where the house style can be checked by a machine: 120 columns, no tabs, no blanks at line ends, functions of at
# most 60 lines, files of at most 500, no unfinished words, and no paths of anybody's machine.
git rev-parse --git-dir >/dev/null 2>&1 || { echo "check-style: not a checkout, nothing is checked"; exit 0; }
status=0
say() { [ -z "$1" ] || { printf '%s\n' "$1"; status=1; }; }
sources=$(git ls-files '*.c' '*.h' '*.S' '*.sh' '*.js' '*.css' '*.html')
c_files=$(git ls-files '*.c' '*.h')

say "$(LC_ALL=C.UTF-8 grep -nE '^.{121,}' $sources | sed -E 's/^([^:]*:[0-9]+):.*/\1: more than 120 columns/')"
say "$(grep -nE '[[:blank:]]$' $sources | sed 's/$/: blanks at the end of the line/')"
say "$(grep -nP '\t' $sources | sed 's/$/: a tab/')"
say "$(awk 'FNR > 500 && !told[FILENAME]++ { print FILENAME ": longer than 500 lines" }' $sources)"

# A function's body stands between a brace in the first column and the next one.
say "$(awk '
    FNR == 1                                { begin = 0 }
    /^[a-zA-Z].*\)$/ || /^[a-zA-Z].*\) \{$/ { head = $0; begin = FNR }
    /^\{/ && !begin                         { head = ""; begin = FNR }
    /^\}$/ && begin && FNR - begin >= 60 {
        print FILENAME ":" begin ": " FNR - begin + 1 " lines (at most 60): " head
    }
    /^\}$/                                  { begin = 0 }
    ' $c_files)"

# The words are written apart here so that this file does not name itself.
unfinished='TO''DO|FIX''ME|\bXX''X\b|HA''CK|not (yet )?imple''mented|place''holder|for n''ow\b'
say "$(grep -nE "$unfinished" $sources Makefile | sed 's/$/: an unfinished word/')"
say "$(git ls-files -z | xargs -0 grep -nIE '/(wo''rk|ho''me/[a-z]+)/' | sed 's/$/: a path of one machine/')"
exit $status
