#!/usr/bin/perl
# What Archive::Zip makes of archives: base64 of one a line on standard input, a line of JSON on standard output: null if it
# cannot be read, else a list of [name in hex, is encrypted, length and CRC of the contents or null].
use strict;
use warnings;
use Archive::Zip qw(:ERROR_CODES);
use Compress::Raw::Zlib ();
use IO::String;
use JSON::PP;
use MIME::Base64;

Archive::Zip::setErrorHandler(sub { 1 });
{
  no warnings 'redefine';
  # It fills gaps of gigabytes when a broken offset lies behind the end; what is found there is no archive either way.
  *IO::String::truncate = sub { die "behind the end\n" };
}
my $json = JSON::PP->new->canonical->latin1;
while (my $line = <STDIN>) {
  my $archive = Archive::Zip->new;
  my $bytes   = decode_base64($line);
  my $status  = eval { $archive->readFromFileHandle(IO::String->new($bytes)) } // AZ_ERROR;
  print $status == AZ_OK ? $json->encode([map { told($_) } $archive->members]) : 'null', "\n";
}

sub told {
  my ($member) = @_;
  my $name = $member->fileName;
  utf8::encode($name) if utf8::is_utf8($name);
  my ($contents, $status) = eval { $member->contents };
  my $isThere = defined $contents && defined $status && $status == AZ_OK && !$member->isEncrypted;
  return [
    unpack('H*', $name),
    $member->isEncrypted ? 1 : 0,
    $isThere ? length($contents) . '/' . Compress::Raw::Zlib::crc32($contents) : undef,
  ];
}
