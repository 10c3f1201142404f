# SPDX-License-Identifier: GPL-3.0-or-later

function __tapline_cli_framings
    tapline-cli framings 2>/dev/null | string replace -r '^\S+\s+(\S+)\s+(.*)$' '$1\t$2'
end

set -l live connect listen demo replay
set -l printing $live show
set -l cutting $printing export
set -l talking connect listen demo
set -l all $cutting framings

complete -c tapline-cli -f
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -a connect -d 'Connect to a peer, record and print what comes'
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -a listen -d 'Listen for peers'
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -a demo -d 'Connect to the built-in demo peer'
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -a show -d 'Print the messages of a recording'
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -a export -d 'Write a recording as a file of another format'
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -a replay -d 'Connect, and send what one side of a recording sent'
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -a framings -d 'List the ways to cut a stream into messages'
complete -c tapline-cli -n "not __fish_seen_subcommand_from $all" -l version -d 'Tell the version'
complete -c tapline-cli -s h -l help -d 'Show help options'

complete -c tapline-cli -n "__fish_seen_subcommand_from show export replay" -F
complete -c tapline-cli -n "__fish_seen_subcommand_from $cutting" -s f -l framing -x -a '(__tapline_cli_framings)' -d 'How to cut the stream into messages'
complete -c tapline-cli -n "__fish_seen_subcommand_from $cutting" -l filter -x -d 'Only messages that match'
complete -c tapline-cli -n "__fish_seen_subcommand_from $cutting" -l peer -x -d 'Only messages of this peer'
complete -c tapline-cli -n "__fish_seen_subcommand_from show export" -l marked -d 'Only messages that are marked'
complete -c tapline-cli -n "__fish_seen_subcommand_from $printing" -l format -x -a 'text hex json payload none' -d 'What to print'
complete -c tapline-cli -n "__fish_seen_subcommand_from $printing" -l decode -x -a 'auto none json http mqtt modbus hl7 fix syslog nmea resp' -d 'Tell what messages mean'
complete -c tapline-cli -n "__fish_seen_subcommand_from $printing" -s n -l count -x -d 'End after N received messages'
complete -c tapline-cli -n "__fish_seen_subcommand_from $printing" -l ledger -d 'End with a line that counts'
complete -c tapline-cli -n "__fish_seen_subcommand_from $printing" -s q -l quiet -d 'No notes, only errors'
complete -c tapline-cli -n "__fish_seen_subcommand_from $printing" -l color -x -a 'auto always never' -d 'Color the output'
complete -c tapline-cli -n "__fish_seen_subcommand_from $live" -s r -l record -r -F -d 'Keep the recording as a file'
complete -c tapline-cli -n "__fish_seen_subcommand_from $live" -s t -l time -x -d 'End after this time'
complete -c tapline-cli -n "__fish_seen_subcommand_from $live" -l exit-on-close -d 'End when the last peer has gone'
complete -c tapline-cli -n "__fish_seen_subcommand_from $talking" -s s -l send -x -d 'Send this to every peer'
complete -c tapline-cli -n "__fish_seen_subcommand_from $talking" -l eol -x -a 'lf crlf cr none' -d 'What lines of standard input are sent with'
complete -c tapline-cli -n "__fish_seen_subcommand_from $talking" -l echo -d 'Send every message back'
complete -c tapline-cli -n "__fish_seen_subcommand_from listen" -l max-peers -x -d 'Serve at most N peers at once'
complete -c tapline-cli -n "__fish_seen_subcommand_from export" -l to -x -a 'text hex csv jsonl pcapng' -d 'What to write'
complete -c tapline-cli -n "__fish_seen_subcommand_from export" -s o -l output -r -F -d 'Where to write it'
complete -c tapline-cli -n "__fish_seen_subcommand_from replay" -l speed -x -d 'Times as fast as it was recorded'
complete -c tapline-cli -n "__fish_seen_subcommand_from replay" -l fast -d 'As fast as the peer takes it'
complete -c tapline-cli -n "__fish_seen_subcommand_from replay" -l side -x -a 'in out' -d 'Which side to send'
complete -c tapline-cli -n "__fish_seen_subcommand_from replay" -l connection -x -d 'Which connection of the recording'
