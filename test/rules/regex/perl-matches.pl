#!/usr/bin/perl
# What Perl says of regexes on bytes, compiled as SpamAssassin compiles rules: a JSON array [source, flags, subject] a line on
# standard input; on standard output null for what is no regex, false for no match, else [offset, text, groups...].
use strict;
use warnings;
use JSON::PP;

my $json = JSON::PP->new->latin1->allow_nonref;
while (my $line = <STDIN>) {
  my ($source, $flags, $subject) = @{ $json->decode($line) };
  my $regex = eval { no warnings; my $text = $flags eq '' ? $source : "(?$flags)$source"; qr/$text/aa };
  if (!defined $regex) { print "null\n"; next }
  no warnings;
  if (my @groups = $subject =~ $regex) {
    my @all = map { defined $-[$_] ? substr($subject, $-[$_], $+[$_] - $-[$_]) : undef } 1 .. $#+;
    print $json->encode([$-[0], substr($subject, $-[0], $+[0] - $-[0]), @all]), "\n";
  } else { print "false\n" }
}
