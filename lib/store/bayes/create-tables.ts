/**
 * Makes the tables of Bayes on a server where they are missing (`mailsift learn --create-tables`). They have the names and columns
 * that SpamAssassin 4 works with (its sql/bayes_*.sql; spec 5.5), and for PostgreSQL the functions that it calls. What is there
 * is left as it is. SQLite and Redis need none.
 */
import { UsageError } from '../../errors.ts';
import { connectMysql } from '../mysql.ts';
import { connectPostgres } from '../postgres.ts';
import { formatBayesStoreAddress, type BayesStoreAddress } from './address.ts';

/** Throws MailsiftError; UsageError for a store that has no tables to make. */
export async function createBayesTables(address: BayesStoreAddress, timeoutMs: number): Promise<void> {
  const name = formatBayesStoreAddress(address);
  if (address.kind === 'sqlite' || address.kind === 'redis')
    throw new UsageError(`${name}: needs no tables made; it is ready when something is learnt`);
  const [connect, statements] =
    address.kind === 'mysql' ? [connectMysql, MYSQL_TABLES] : [connectPostgres, POSTGRESQL_TABLES];
  const session = await connect(address, name, timeoutMs);
  try {
    for (const statement of statements) await session.query(statement);
  } finally {
    await session.close();
  }
}

const VARS = `
  username varchar(200) NOT NULL DEFAULT '',
  spam_count integer NOT NULL DEFAULT 0,
  ham_count integer NOT NULL DEFAULT 0,
  token_count integer NOT NULL DEFAULT 0,
  last_expire integer NOT NULL DEFAULT 0,
  last_atime_delta integer NOT NULL DEFAULT 0,
  last_expire_reduce integer NOT NULL DEFAULT 0,
  oldest_token_age integer NOT NULL DEFAULT 2147483647,
  newest_token_age integer NOT NULL DEFAULT 0`;

const COUNTS = `
  spam_count integer NOT NULL DEFAULT 0,
  ham_count integer NOT NULL DEFAULT 0,
  atime integer NOT NULL DEFAULT 0`;

const EXPIRE = 'id integer NOT NULL DEFAULT 0 PRIMARY KEY, runtime integer NOT NULL DEFAULT 0';
const GLOBALS = "variable varchar(30) NOT NULL PRIMARY KEY, value varchar(200) NOT NULL DEFAULT ''";

const MYSQL_TABLES = [
  `CREATE TABLE IF NOT EXISTS bayes_vars (
     id integer NOT NULL AUTO_INCREMENT PRIMARY KEY, ${VARS}, UNIQUE (username)) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS bayes_token (
     id integer NOT NULL, token binary(5) NOT NULL, ${COUNTS},
     PRIMARY KEY (id, token), INDEX bayes_token_idx1 (id, atime)) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS bayes_seen (
     id integer NOT NULL, msgid varchar(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
     flag char(1) NOT NULL, PRIMARY KEY (id, msgid)) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS bayes_expire (${EXPIRE}) ENGINE=InnoDB`,
  `CREATE TABLE IF NOT EXISTS bayes_global_vars (${GLOBALS}) ENGINE=InnoDB`,
  "INSERT IGNORE INTO bayes_global_vars VALUES ('VERSION', '3')",
];

const POSTGRESQL_TABLES = [
  `CREATE TABLE IF NOT EXISTS bayes_vars (id serial PRIMARY KEY, ${VARS}, UNIQUE (username))`,
  `CREATE TABLE IF NOT EXISTS bayes_token (
     id integer NOT NULL, token bytea NOT NULL, ${COUNTS}, PRIMARY KEY (id, token)) WITH (fillfactor = 90)`,
  `CREATE TABLE IF NOT EXISTS bayes_seen (
     id integer NOT NULL, msgid varchar(200) NOT NULL, flag character(1) NOT NULL, PRIMARY KEY (id, msgid))`,
  `CREATE TABLE IF NOT EXISTS bayes_expire (id integer NOT NULL DEFAULT 0, runtime integer NOT NULL DEFAULT 0)`,
  `CREATE TABLE IF NOT EXISTS bayes_global_vars (${GLOBALS})`,
  "INSERT INTO bayes_global_vars VALUES ('VERSION', '3') ON CONFLICT DO NOTHING",
  // SpamAssassin writes tokens through it: changes of both counts, and the time they are due to (0: none).
  `CREATE OR REPLACE FUNCTION put_tokens(
     for_user integer, keys bytea[], more_spam integer, more_ham integer, at_time integer) RETURNS void
   LANGUAGE plpgsql AS $$
   DECLARE
     made integer := 0;
   BEGIN
     IF more_spam < 0 OR more_ham < 0 THEN
       UPDATE bayes_token SET spam_count = GREATEST(spam_count + more_spam, 0),
           ham_count = GREATEST(ham_count + more_ham, 0), atime = GREATEST(atime, at_time)
         WHERE id = for_user AND token = ANY (keys);
     ELSE
       WITH written AS (
         INSERT INTO bayes_token AS known (id, token, spam_count, ham_count, atime)
           SELECT DISTINCT for_user, key, more_spam, more_ham, at_time FROM unnest(keys) AS key
         ON CONFLICT (id, token) DO UPDATE SET spam_count = known.spam_count + more_spam,
           ham_count = known.ham_count + more_ham, atime = GREATEST(known.atime, at_time)
         RETURNING xmax = 0 AS is_new)
       SELECT count(*) INTO made FROM written WHERE is_new;
     END IF;
     UPDATE bayes_vars SET token_count = token_count + made,
         newest_token_age = GREATEST(newest_token_age, at_time),
         oldest_token_age = CASE WHEN at_time > 0 THEN LEAST(oldest_token_age, at_time) ELSE oldest_token_age END
       WHERE id = for_user;
   END $$`,
];
