#!/usr/bin/perl
# What SpamAssassin's library makes of configurations: a JSON object {config, message} a line on standard input, {hits, subs,
# score} a line on standard output. `hits` and `subs` are comma lists in the order of hitting; sort them where that is
# random in Perl. {tags: [NAME]} asks for the template tags that are set among these, {uris: true} for the URIs.
# Local tests; the plugins are those of /etc/spamassassin.
use strict;
use warnings;
use File::Temp qw(tempdir);
use JSON::PP;
use Mail::SpamAssassin;
use POSIX ();

my $home = tempdir(CLEANUP => 1);
my $pre  = join "\n", map { slurp($_) } sort glob '/etc/spamassassin/*.pre';
my $json = JSON::PP->new->canonical->latin1;
# The library prints the tokens of metas whose name is one letter.
open my $answers, '>&', \*STDOUT or die "$!\n";
open STDOUT, '>', '/dev/null' or die "$!\n";
open STDERR, '>', '/dev/null' or die "$!\n";
# Compiled rules outlive the object that they belong to, so every case has a process of its own.
Mail::SpamAssassin->new({ config_text => "$pre\nbody __ZZ /zzzzzz/\n", local_tests_only => 1, dont_copy_prefs => 1 })->init(1);
$answers->autoflush(1);
while (my $line = <STDIN>) {
  my $child = fork() // die "$!\n";
  if ($child) { waitpid $child, 0; next }
  my $case   = $json->decode($line);
  my $engine = Mail::SpamAssassin->new({
    config_text => "$pre\nutil_rb_tld com org\nbody __ZZ /zzzzzz/\nuse_bayes 0\n"
      . "file start /test.cf\n$case->{config}\nfile end /test.cf\n",
    userprefs_filename   => '/dev/null',
    dont_copy_prefs      => 1,
    local_tests_only     => 1,
    home_dir_for_helpers => $home,
    username             => 'nobody',
  });
  my $message = $engine->parse($case->{message});
  my $status  = $engine->check($message);
  my %asked;
  if ($case->{tags}) {
    my @set = grep { defined $status->get_tag($_) } @{ $case->{tags} };
    $asked{tags} = { map { $_ => '' . $status->get_tag($_) } @set };
  }
  $asked{uris} = [sort $status->get_uri_list()] if $case->{uris};
  print {$answers} $json->encode({
    %asked,
    hits  => join(' ', @{ $status->{test_names_hit} }),
    subs  => join(' ', sort @{ $status->{subtest_names_hit} }),
    score => $status->get_score() + 0,
  }), "\n";
  $status->finish;
  $message->finish;
  $engine->finish;
  POSIX::_exit(0);
}

sub slurp {
  my ($path) = @_;
  open my $handle, '<:raw', $path or die "$path: $!\n";
  local $/;
  return scalar <$handle>;
}
