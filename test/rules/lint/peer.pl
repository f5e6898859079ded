#!/usr/bin/perl
# What SpamAssassin's library says about rule files named on standard input: "COUNT FILE", the number of issues that its
# lint counts. The plugins are those of /etc/spamassassin.
use strict;
use warnings;
use File::Temp qw(tempdir);
use Mail::SpamAssassin;

my $home = tempdir(CLEANUP => 1);
my $pre  = join "\n", map { slurp($_) } sort glob '/etc/spamassassin/*.pre';
open STDERR, '>', '/dev/null' or die "$!\n";
while (my $path = <STDIN>) {
  chomp $path;
  my $engine = Mail::SpamAssassin->new({
    config_text => "$pre\nutil_rb_tld com\nbody __ZZ /zzzzzz/\nuse_bayes 0\n"
      . "file start $path\n" . slurp($path) . "\nfile end $path\n",
    userprefs_filename   => '/dev/null',
    dont_copy_prefs      => 1,
    local_tests_only     => 1,
    home_dir_for_helpers => $home,
    username             => 'nobody',
  });
  printf "%d %s\n", scalar $engine->lint_rules(), $path;
  $engine->finish;
}

sub slurp {
  my ($path) = @_;
  open my $handle, '<:raw', $path or die "$path: $!\n";
  local $/;
  return scalar <$handle>;
}
