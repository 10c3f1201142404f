# SPDX-License-Identifier: GPL-3.0-or-later
# bash completion for tapline-cli; needs nothing beside bash.

_tapline_cli ()
{
  local current=${COMP_WORDS[COMP_CWORD]}
  local option=${COMP_WORDS[COMP_CWORD-1]}
  local command=${COMP_WORDS[1]}
  local commands='connect listen demo show export replay framings'
  local cutting='--framing --filter --peer'
  local printing="$cutting --format --decode --count --ledger --quiet --color"
  local live="$printing --record --time --exit-on-close"
  local talking="$live --send --eol --echo"
  local words=''

  # bash takes --option=value for three words.
  if [[ $option == = ]]; then
    option=${COMP_WORDS[COMP_CWORD-2]}
  elif [[ $current == = ]]; then
    current=''
  fi

  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$commands --help --version" -- "$current")
    return
  fi
  case $option in
    --decode) words='auto none json http mqtt modbus hl7 fix syslog nmea resp' ;;
    --framing | -f)
      words=$(tapline-cli framings 2>/dev/null | while read -r _ spec _; do echo "$spec"; done) ;;
    --format) words='text hex json payload none' ;;
    --to) words='text hex csv jsonl pcapng' ;;
    --eol) words='lf crlf cr none' ;;
    --color) words='auto always never' ;;
    --side) words='in out' ;;
    --record | -r | --output | -o)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$current")
      return ;;
    --filter | --peer | --count | -n | --time | -t | --send | -s | --max-peers | --speed | --connection)
      return ;;
  esac
  if [[ -z $words && $current != -* ]]; then
    case $command in
      show | export | replay)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
    esac
    return
  fi
  if [[ -z $words ]]; then
    case $command in
      connect | demo) words=$talking ;;
      listen) words="$talking --max-peers" ;;
      show) words="$printing --marked" ;;
      export) words="$cutting --marked --to --output" ;;
      replay) words="$live --speed --fast --side --connection" ;;
    esac
    words+=' --help'
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -F _tapline_cli tapline-cli
