#!/usr/bin/perl
# What SpamAssassin's own library makes of a sequence of messages with AWL or TxRep, for test/reputation/parity.ts. Standard
# input: one JSON array a line, ["check", FILE], ["spam", FILE], ["ham", FILE], ["forget", FILE], ["welcome", ADDRESS],
# ["block", ADDRESS], ["remove", ADDRESS]. Output: for each check one JSON object {score, hit, tags}; then one line with the
# records: {"records": {KEY: [COUNT, TOTAL]}, "users": the same of the user alone}. Local tests only. RULES: the folder of rules. LINES: more lines of configuration.
# PRE: lines of a .pre file. STATE: a folder of its own; what is remembered is there when it begins and stays there.
use strict;
use warnings;
use DB_File;
use Fcntl;
use JSON::PP;
use Mail::SpamAssassin;

my $state = $ENV{STATE} // die "STATE is not set\n";
mkdir "$state/site";
open my $pre, '>', "$state/site/a.pre" or die $!;
print $pre $ENV{PRE};
close $pre;
open my $cf, '>', "$state/site/local.cf" or die $!;
close $cf;
my $engine = Mail::SpamAssassin->new({
  rules_filename       => $ENV{RULES},
  site_rules_filename  => "$state/site",
  userprefs_filename   => '/dev/null',
  dont_copy_prefs      => 1,
  local_tests_only     => 1,
  home_dir_for_helpers => $state,
  userstate_dir        => $state,
  username             => 'nobody',
  post_config_text     => "auto_welcomelist_path $state/senders\nbayes_path $state/bayes\nbayes_auto_learn 0\n"
    . ($ENV{LINES} // '') . "\n",
});
# TxRep prints on standard output what it is asked for.
open my $out, '>&', \*STDOUT or die $!;
open STDOUT, '>', '/dev/null' or die $!;
my $json = JSON::PP->new->canonical->latin1;
my @tags = ($ENV{LINES} // '') =~ /use_txrep 1/ ? txrep_tags() : map { "AWL$_" } '', qw(MEAN COUNT PRESCORE);
$engine->init(1);
$engine->init_learner({ caller_will_untie => 0 });
while (my $line = <STDIN>) {
  my ($what, $argument) = @{ $json->decode($line) };
  if    ($what eq 'welcome') { $engine->add_address_to_welcomelist($argument, 0); next }
  elsif ($what eq 'block')   { $engine->add_address_to_blocklist($argument, 0); next }
  elsif ($what eq 'remove')  { $engine->remove_address_from_welcomelist($argument, 0); next }
  my $message = $engine->parse(read_bytes($argument));
  if ($what eq 'check') {
    my $status = $engine->check($message);
    my %hits = map { $_ => 1 } split /,/, $status->get_names_of_tests_hit();
    my ($rule) = grep { $hits{$_} } qw(AWL TXREP);
    my %tags = map { length($status->get_tag($_) // '') ? ($_ => $status->get_tag($_)) : () } @tags;
    print $out $json->encode({
      score => $status->get_score() + 0,
      hit   => defined $rule ? $engine->{conf}{scores}{$rule} + 0 : undef,
      tags  => \%tags,
      logs  => defined $rule ? $status->{test_logs}{$rule}{msg} // [] : [],
    }), "\n";
    $status->finish;
  } else {
    my $learner = $engine->learn($message, undef, $what eq 'spam' ? 1 : 0, $what eq 'forget' ? 1 : 0);
    $learner->finish;
  }
  $message->finish;
}
$engine->finish;
# TxRep keeps those of the user apart where txrep_user2global_ratio is set.
print $out $json->encode({ records => records("$state/senders"), users => records("$state/tx-reputation") }), "\n";

sub records {
  my ($path) = @_;
  my (%db, %records);
  return {} unless -e $path;
  tie %db, 'DB_File', $path, O_RDONLY or die "$path: $!";
  for my $key (keys %db) {
    $records{$key} = [ $db{$key} + 0, $db{"$key|totscore"} + 0 ] unless $key =~ /\|totscore$/;
  }
  return \%records;
}

sub txrep_tags {
  return map {
    my $kind = $_;
    map { my $of = $_; map { "TXREP$kind$of$_" } '', qw(MEAN COUNT PRESCORE) } '', 'U', 'G'
  } qw(EMAILIP DOMAIN HELO EMAIL IP MSGID);
}

sub read_bytes {
  my ($path) = @_;
  open my $handle, '<:raw', $path or die "$path: $!\n";
  local $/;
  return scalar <$handle>;
}
