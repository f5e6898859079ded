# Runs amavisd-new's own check_header_validity (installed separately, never started as a service) on a header from
# standard input. Prints the highest minor code, then one defect a line, what is no printable ASCII as \x{XX}.
use strict;
no warnings;
use Exporter;
package FakeMessage;
sub orig_header { $_[0]{fields} }
sub smtputf8 { 0 }
package main;
open(STDERR, '>', '/dev/null');
require Amavis::Conf;
require Amavis::Unpackers::Validity;
binmode STDIN;
my $header = do { local $/; <STDIN> };
$header =~ s/\r\n/\n/g;
my @fields = $header =~ /((?:[^\n]*\n)(?:[ \t][^\n]*\n)*)/g;
{ no strict 'refs';
  *{'Amavis::Unpackers::Validity::cr'} = sub ($) { \%Amavis::Conf::allowed_header_tests };
  *{'Amavis::Unpackers::Validity::ll'} = sub ($) { 0 };
  *{'Amavis::Unpackers::Validity::do_log'} = sub ($$;@) { }; }
my ($bad, $minor) = Amavis::Unpackers::Validity::check_header_validity(bless { fields => \@fields }, 'FakeMessage');
s/([^\x20-\x7e])/sprintf('\\x{%02X}', ord($1))/ge for @$bad;
print "$minor\n", map { "$_\n" } @$bad;
