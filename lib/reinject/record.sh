#!/bin/sh
# record JOURNAL LINE SENDMAIL [ARGUMENT...]
#
# Hands the message on standard input to sendmail and, when sendmail has taken it, notes LINE in the journal. This is a
# process of its own, in a session of its own, so that what was started is finished and noted even if the filter is
# killed meanwhile: Postfix will then bring the message back, and the journal says what must not be sent again. The
# journal is locked all the while, and looked at again under the lock, in case the message comes back at once.
# Message data comes in as arguments and is never evaluated. A note that cannot be written does not undo the delivery.
# Exit status: that of sendmail; 75 when the lock is not to be had.
journal=$1
line=$2
shift 2
if [ "$journal" = /dev/null ]; then
  exec "$@"
fi
exec 9>>"$journal" || exit 75
if command -v flock >/dev/null; then
  flock -w 20 9 || exit 75
  if [ -s "$journal" ] && grep -qxF -e "$line" "$journal"; then
    exit 0
  fi
fi
"$@" 9>&-
status=$?
[ "$status" -eq 0 ] && printf '%s\n' "$line" >&9
exit "$status"
