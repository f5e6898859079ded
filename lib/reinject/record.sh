#!/bin/sh
# record JOURNAL LINE SENDMAIL [ARGUMENT...]
#
# Hands the message on standard input to sendmail and, when sendmail has taken it, notes LINE in the journal. This is a
# process of its own, in a session of its own, so that what was started is finished and noted even if the filter is
# killed meanwhile: Postfix will then bring the message back, and the journal says what must not be sent again.
# Message data comes in as arguments and is never evaluated. A note that cannot be written does not undo the delivery.
journal=$1
line=$2
shift 2
"$@"
status=$?
[ "$status" -eq 0 ] && printf '%s\n' "$line" >>"$journal"
exit "$status"
