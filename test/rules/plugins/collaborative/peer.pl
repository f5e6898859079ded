#!/usr/bin/perl
# What SpamAssassin's plugins Pyzor, Razor2 and DCC make of answers: a JSON object {config, message} a line on standard input,
# {hits, tags} a line on standard output. Network tests are on, the DNS is not; who is asked stands in the configuration.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Mail::SpamAssassin;
use POSIX ();

my $home = tempdir(CLEANUP => 1);
my $json = JSON::PP->new->canonical->latin1;
open my $answers, '>&', \*STDOUT or die "$!\n";
open STDOUT, '>', '/dev/null' or die "$!\n";
open STDERR, '>', '/dev/null' or die "$!\n";
$answers->autoflush(1);
my $plugins = join '', map { "loadplugin Mail::SpamAssassin::Plugin::$_\n" } qw(Check Pyzor Razor2 DCC);
while (my $line = <STDIN>) {
  my $child = fork() // die "$!\n";
  if ($child) { waitpid $child, 0; next }
  my $case   = $json->decode($line);
  my $engine = Mail::SpamAssassin->new({
    config_text          => "${plugins}util_rb_tld com org net\ndns_available no\nskip_rbl_checks 1\nuse_bayes 0\n$case->{config}\n",
    userprefs_filename   => '/dev/null',
    dont_copy_prefs      => 1,
    home_dir_for_helpers => $home,
    username             => 'nobody',
  });
  my $message = $engine->parse($case->{message});
  my $status  = $engine->check($message);
  my %tags = map { $_ => '' . $status->get_tag($_) } grep { length($status->get_tag($_) // '') } qw(PYZOR DCCB DCCR DCCREP);
  print {$answers} $json->encode({ hits => join(' ', sort @{ $status->{test_names_hit} }), tags => \%tags }), "\n";
  $status->finish;
  $message->finish;
  POSIX::_exit(0);
}
