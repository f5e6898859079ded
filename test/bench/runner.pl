#!/usr/bin/perl
# Runs commands one after the other and tells what each took. Perl, since a runtime in JavaScript is told neither the
# processor time nor the memory of a child, and since this process is small: a forked child starts with its memory.
#
# In, a line a command, fields apart by \x1f: file for standard input, file for standard output, number of environment
# variables, those (NAME=value), program, arguments. The environment is those variables and nothing else.
# Out, a line a command: exit status (128 + signal), then of the program and all it waited for: elapsed, user and system time
# (microseconds), peak resident memory (kilobytes) of the largest process. See wait4(2), getrusage(2).
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(clock_gettime CLOCK_MONOTONIC);

my %wait4 = (x86_64 => 61, aarch64 => 260, riscv64 => 260);
my $machine = (POSIX::uname())[4];
my $number = $wait4{$machine} or die "runner: no number of wait4 known for $machine\n";

# Who started us ends us, by closing standard input; a signal to all of a terminal's processes is not for us.
$SIG{INT} = $SIG{TERM} = 'IGNORE';
$| = 1;
while (defined(my $line = <STDIN>)) {
  chomp $line;
  my ($input, $output, $count, @rest) = split /\x1f/, $line, -1;
  my %variables = map { split /=/, $_, 2 } splice @rest, 0, $count;
  my $start = clock_gettime(CLOCK_MONOTONIC);
  my $pid = fork;
  die "runner: fork: $!\n" unless defined $pid;
  if ($pid == 0) {
    $SIG{INT} = $SIG{TERM} = 'DEFAULT';
    open STDIN, '<', $input or POSIX::_exit(126);
    open STDOUT, '>', $output or POSIX::_exit(126);
    open STDERR, '>', '/dev/null' or POSIX::_exit(126);
    %ENV = %variables;
    exec { $rest[0] } @rest or POSIX::_exit(127);
  }
  my ($status, $usage) = ("\0" x 4, "\0" x 144);
  1 while syscall($number, $pid, $status, 0, $usage) == -1 && $!{EINTR};
  my $elapsed = clock_gettime(CLOCK_MONOTONIC) - $start;
  my $code = unpack 'i', $status;
  my ($us, $um, $ss, $sm, $peak) = unpack 'q5', $usage;
  printf "%d %.0f %d %d %d\n", ($code & 127) ? 128 + ($code & 127) : $code >> 8, $elapsed * 1e6,
    $us * 1_000_000 + $um, $ss * 1_000_000 + $sm, $peak;
}
